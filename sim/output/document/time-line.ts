/** The time line of a run as a plot: everything side by side, down to single periods of 30 ms. */
import type { Recording } from '../../run/result/recording.ts';
import type { Block, PlotBlock, PlotView } from './document.ts';
import { atMost, drawSteps, middleOf, type Outline, plotSeconds } from './shapes.ts';
import { type Lane, lanesOf, type Meaning } from './time-line-lanes.ts';

const COLOURS: Readonly<Record<Meaning, string>> = {
  'stage, guest runs': '@blue',
  'stage, guest down': '@red',
  round: '@yellow',
  'guest paused': '@pink',
  'guest suspended': '@red',
  'Dom0 runs': '@sky',
  'Dom0 parked by its cap': '@orange',
  'Dom0 waits for a CPU': '@gray',
  'bytes on the way': '@green',
};

const UNRECORDED =
  'A result alone does not say when what ran. Name its scenario, and the run is made again ' +
  'with its seed: precopy report RESULT --scenario FILE. Or ask for the report with the run: ' +
  'precopy run FILE --report FILE.html.';

const LANE_PIXELS = 34;
const AROUND_PIXELS = 150;

/** Part of the whole width that a label needs for each of its characters. */
const CHARACTER_WIDTH = 0.009;

/** Before and after a stretch that a view shows, part of it. */
const MARGIN = 0.15;

/** @param recording undefined when there is nothing but a result. */
export function timeLine(recording: Recording | undefined): Block[] {
  if (recording === undefined) return [{ kind: 'text', text: UNRECORDED }];
  const endNs = recording.cutNs ?? recording.endNs;
  const lanes = lanesOf(recording);
  const windows: number[] = [];
  const traces = tracesOf(lanes, endNs, windows);
  const plot: PlotBlock = {
    kind: 'plot',
    caption:
      'Drag from left to right to zoom in, double-click to zoom out. The height of a lane of ' +
      'Dom0 is the part of a physical CPU that its virtual CPU uses; where it is empty, nothing ' +
      'on it has anything to do. Stages and rounds are drawn higher and lower in turn, so that ' +
      'neighbours can be told apart.',
    traces: [...traces, labels(lanes, recording.endNs)],
    layout: {
      xaxis: { title: { text: 'seconds' }, range: [0, plotSeconds(recording.endNs)] },
      yaxis: {
        tickvals: lanes.map((_, at) => middleOf(lanes.length - 1 - at)),
        ticktext: lanes.map(({ title }) => title),
        range: [-0.15, lanes.length],
        fixedrange: true,
        showgrid: false,
        zeroline: false,
      },
      dragmode: 'zoom',
    },
    heightPixels: AROUND_PIXELS + LANE_PIXELS * lanes.length,
    views: viewsOf(recording),
  };
  return [plot, ...remarks(recording, windows)];
}

/** One trace for each meaning, so that the legend has it once. */
function tracesOf(lanes: readonly Lane[], endNs: number, windows: number[]) {
  const outlines = new Map<Meaning, Outline>();
  for (const [at, { areas }] of lanes.entries()) {
    for (const { meaning, steps } of areas) {
      const shown = atMost(steps, endNs);
      if (shown.windowSeconds !== undefined) windows.push(shown.windowSeconds);
      const outline = outlines.get(meaning) ?? { x: [], y: [] };
      outlines.set(meaning, outline);
      drawSteps(outline, shown.steps, lanes.length - 1 - at);
    }
  }
  const drawn = [...outlines].filter(([, { x }]) => x.length > 0);
  return drawn.map(([meaning, { x, y }]) => ({
    type: 'scatter',
    mode: 'lines',
    name: meaning,
    x,
    y,
    fill: 'toself',
    fillcolor: COLOURS[meaning],
    line: { color: COLOURS[meaning], width: 0.6, shape: 'linear' },
    hoverinfo: 'x+name',
  }));
}

/** Names where they have room in the first view. */
function labels(lanes: readonly Lane[], endNs: number) {
  const x: number[] = [];
  const y: number[] = [];
  const text: string[] = [];
  for (const [at, lane] of lanes.entries()) {
    for (const { startNs, endNs: stopNs, text: label } of lane.labels ?? []) {
      if (stopNs - startNs < CHARACTER_WIDTH * (label.length + 1) * endNs) continue;
      x.push(plotSeconds((startNs + stopNs) / 2));
      y.push(middleOf(lanes.length - 1 - at));
      text.push(label);
    }
  }
  const font = { color: '@ground', size: 12 };
  const common = { type: 'scatter', mode: 'text', showlegend: false, hoverinfo: 'skip' };
  return { ...common, x, y, text, textfont: font, cliponaxis: true };
}

function viewsOf({ parts, rounds, endNs }: Recording): PlotView[] {
  const view = (label: string, startNs: number, stopNs: number): PlotView => {
    const margin = MARGIN * (stopNs - startNs);
    const range = [plotSeconds(startNs - margin), plotSeconds(stopNs + margin)];
    return { label, change: { 'xaxis.range': range } };
  };
  const whole = { label: 'all of it', change: { 'xaxis.range': [0, plotSeconds(endNs)] } };
  const [first] = rounds;
  const down = parts.filter(({ inDowntime }) => inDowntime);
  const downView = (): PlotView => {
    const startNs = Math.min(...down.map((each) => each.startNs));
    return view('the downtime', startNs, Math.max(...down.map((each) => each.endNs)));
  };
  const lateRounds = rounds.slice(1);
  const middleNs = first === undefined ? 0 : (first.startNs + first.endNs) / 2;
  return [
    whole,
    ...(first === undefined ? [] : [view('half a second of round 1', middleNs, middleNs + 5e8)]),
    ...(lateRounds.length < 2
      ? []
      : [view('later rounds', lateRounds[0]?.startNs ?? 0, lateRounds.at(-1)?.endNs ?? endNs)]),
    ...(down.length === 0 ? [] : [downView()]),
  ];
}

function remarks({ cutNs }: Recording, windows: readonly number[]): Block[] {
  const texts: string[] = [];
  if (windows.length > 0) {
    const longest = Math.round(1000 * Math.max(...windows));
    const lanes = windows.length === 1 ? 'One lane changes' : `${windows.length} lanes change`;
    texts.push(`${lanes} too often to be drawn: means over windows of ${longest} ms or less.`);
  }
  if (cutNs !== undefined) {
    const seconds = (cutNs / 1e9).toFixed(1);
    texts.push(`The recording grew too long and ends at ${seconds} s; stages and rounds go on.`);
  }
  return texts.map((text) => ({ kind: 'text', text }));
}
