/** What guests lost: their performance over time, the sums of it, how dirty their memory is. */
import type { PerformanceWindow } from '../../run/performance-curve.ts';
import type { Recording } from '../../run/result/recording.ts';
import type { GuestPerformance, RunResult } from '../../run/result/result.ts';
import { COLOURS, inTurn } from './curve-plot.ts';
import {
  type Block,
  numeric,
  type PlotBlock,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';
import { DETAILED_MOST } from './many.ts';
import { percent } from './numbers.ts';
import { plotText, shortName } from './plot-text.ts';
import { plotSeconds } from './shapes.ts';

/** What was seen of the guests beside the result. */
export interface GuestDetail {
  readonly recording: Recording;
  readonly curve: readonly PerformanceWindow[];
}

const colourOf = (at: number): string => inTurn(COLOURS, at);

/** Guests that are drawn at most; the table has all. */
const GUESTS_MOST = 8;

/** A plot for each guest: curves of several would hide each other. */
function performancePlots(curve: readonly PerformanceWindow[]): Block[] {
  const guests = [...new Set(curve.map(({ guest }) => guest))];
  const plots = guests.slice(0, GUESTS_MOST).map((guest) => {
    return performancePlot(
      guest,
      curve.filter((each) => each.guest === guest),
    );
  });
  const more = guests.length - plots.length;
  const text = `${more} more guests are in the table only.`;
  return [...plots, ...(more > 0 ? [{ kind: 'text' as const, text, onPage: true }] : [])];
}

function performancePlot(guest: string, windows: readonly PerformanceWindow[]): PlotBlock {
  const end = windows.at(-1);
  const stop = (end?.startSeconds ?? 0) + (end?.seconds ?? 0);
  const x = [...windows.map(({ startSeconds }) => startSeconds), stop];
  const line = (of: (window: PerformanceWindow) => number, name: string, look: object) => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: x.map((seconds) => plotSeconds(seconds * 1e9)),
    y: [...windows, ...windows.slice(-1)].map((each) => Math.round(of(each) * 1e4) / 1e4),
    line: { shape: 'hv', ...look },
  });
  return {
    kind: 'plot',
    caption:
      `What ${shortName(guest)} had of what it wants, of CPU or of I/O, the lesser, over windows ` +
      'of about 100 ms; and what it would have had at that time without any migration.',
    traces: [
      line(({ undisturbed }) => undisturbed, 'without the migration', {
        color: '@orange',
        width: 1.4,
        dash: 'dot',
      }),
      line(({ performance }) => performance, plotText(guest), { color: '@blue', width: 1.6 }),
    ],
    layout: {
      xaxis: { title: { text: 'seconds' } },
      yaxis: { title: { text: 'performance' }, range: [0, 1.04], tickformat: '.0%' },
    },
    heightPixels: 250,
  };
}

/** Losses beyond the downtime that are worth a row on a terminal, as a share of the time. */
const WORTH_TELLING = 0.01;

/** What guests lost; a terminal leaves it out where the downtime says it all. */
export function guestSection(result: RunResult, detail?: GuestDetail): Section {
  const { migrations, bystanders = [] } = result;
  const tells = migrations.some(({ guestPerformance, downtimeSeconds, totalSeconds }) => {
    const { lostSeconds, slowedSeconds } = guestPerformance;
    return slowedSeconds > 0 || lostSeconds > downtimeSeconds + WORTH_TELLING * totalSeconds;
  });
  const isShort = migrations.length > DETAILED_MOST || (!tells && bystanders.length === 0);
  return {
    title: 'What guests lost',
    onPage: isShort,
    blocks: [
      ...(detail === undefined ? [] : performancePlots(detail.curve)),
      performanceTable(result),
      ...(detail === undefined ? [] : dirtyPlot(detail.recording)),
    ],
  };
}

function performanceTable({ migrations, bystanders = [] }: RunResult): TableBlock {
  const [first] = migrations;
  const all =
    migrations.length > 1 ? 'each whole migration' : `all ${first?.totalSeconds.toFixed(3)} s`;
  const timed = ['watched s', 'stopped s', 'slowed s', 'to', 'work lost s', 'of it', 'Dom0 CPU s'];
  return {
    kind: 'table',
    columns: [...worded('guest'), ...numeric(...timed)],
    rows: [
      ...migrations.map(({ guestPerformance }) => performanceRow(guestPerformance, 'moves')),
      ...bystanders.map((each) => performanceRow(each, 'stays')),
    ],
    notes: [`The paper calls ${all} performance degradation time.`],
  };
}

function performanceRow(performance: GuestPerformance, part: 'moves' | 'stays'): string[] {
  const { guest, seconds, stoppedSeconds, slowedSeconds, slowedTo } = performance;
  const { lostSeconds, backendCpuSeconds } = performance;
  return [
    `${guest} (${part})`,
    seconds.toFixed(3),
    stoppedSeconds.toFixed(3),
    slowedSeconds.toFixed(3),
    slowedSeconds > 0 ? percent(slowedTo) : '',
    lostSeconds.toFixed(3),
    seconds > 0 ? percent(lostSeconds / seconds) : '',
    backendCpuSeconds > 0 ? backendCpuSeconds.toFixed(3) : '',
  ];
}

/** Dirty pages over time, of the guests whose memory was logged. */
function dirtyPlot({ dirty }: Recording): Block[] {
  const used = dirty.filter(({ timesNs }) => timesNs.length > 1).slice(0, GUESTS_MOST);
  if (used.length === 0) return [];
  const traces = used.map(({ guest, timesNs, pages }, at) => ({
    type: 'scatter',
    mode: 'lines',
    name: plotText(guest),
    showlegend: used.length > 1,
    x: timesNs.map(plotSeconds),
    y: pages.map((each) => Math.round(each)),
    line: { color: colourOf(at), width: 1.6 },
  }));
  const plot: PlotBlock = {
    kind: 'plot',
    caption:
      'Pages written since the last CLEAN, as the migration looks at them: each CLEAN takes them ' +
      'away, and they are due in the next round.',
    traces,
    layout: {
      xaxis: { title: { text: 'seconds' } },
      yaxis: { title: { text: 'dirty pages' }, rangemode: 'tozero' },
    },
    heightPixels: 320,
  };
  return [plot];
}
