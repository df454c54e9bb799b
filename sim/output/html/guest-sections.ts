/** What guests suffered: their performance over time, what they lost, how dirty their memory is. */
import type { PerformanceWindow } from '../../run/performance-curve.ts';
import type { Recording } from '../../run/result/recording.ts';
import type { RunResult } from '../../run/result/result.ts';
import { COLOURS, inTurn } from './curve-plot.ts';
import type { Block, PlotBlock, TableBlock } from './page.ts';
import { plotText, shortName } from './plot-text.ts';
import { plotSeconds } from './shapes.ts';

const colourOf = (at: number): string => inTurn(COLOURS, at);

/** Guests that are drawn at most; the table has all. */
const GUESTS_MOST = 8;

/** A plot for each guest: curves of several would hide each other. */
export function performancePlots(curve: readonly PerformanceWindow[]): Block[] {
  const guests = [...new Set(curve.map(({ guest }) => guest))];
  const plots = guests.slice(0, GUESTS_MOST).map((guest) => {
    return performancePlot(
      guest,
      curve.filter((each) => each.guest === guest),
    );
  });
  const more = guests.length - plots.length;
  const text = `${more} more guests are in the table only.`;
  return [...plots, ...(more > 0 ? [{ kind: 'text' as const, text }] : [])];
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

export function sufferTable(result: RunResult): TableBlock {
  const moving = result.migrations.map(({ guestPerformance }) => guestPerformance);
  const all = [
    ...moving.map((one) => ({ one, how: 'moves' })),
    ...(result.bystanders ?? []).map((one) => ({ one, how: 'stays' })),
  ];
  const titles = ['watched s', 'stopped s', 'slowed s', 'slowed to', 'work lost s', 'Dom0 CPU s'];
  return {
    kind: 'table',
    columns: [
      { title: 'guest' },
      { title: 'meanwhile' },
      ...titles.map((title) => ({ title, right: true })),
    ],
    rows: all.map(({ one, how }) => [
      one.guest,
      how,
      one.seconds.toFixed(3),
      one.stoppedSeconds.toFixed(3),
      one.slowedSeconds.toFixed(3),
      one.slowedSeconds > 0 ? `${(100 * one.slowedTo).toFixed(1)} %` : '',
      one.lostSeconds.toFixed(3),
      one.backendCpuSeconds.toFixed(3),
    ]),
  };
}

/** Dirty pages over time, of the guests whose memory was logged. */
export function dirtyPlot({ dirty }: Recording): Block[] {
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
