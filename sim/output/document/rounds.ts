/** The rounds of a migration: their table, and how their pages shrink. */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import { type Bar, type Block, type Column, numeric, type TableBlock } from './document.ts';
import type { PlotTrace } from './plot.ts';

type Rounds = MigrationResult['rounds'];

/** What the bars of the table are. */
export const BARS = 'Bars of pages: each piece is a factor of ten, the first ends at 10 pages.';

/** Two rounds shrink by any factor. */
const DRAWN_LEAST = 3;

/** The table, and on a page what its bars are and a plot; nothing without rounds. */
export function roundBlocks(rounds: Rounds): Block[] {
  if (rounds.length === 0) return [];
  return [
    roundTable(rounds),
    { kind: 'text', onPage: true, text: BARS },
    ...(rounds.length < DRAWN_LEAST ? [] : [roundPlot(rounds)]),
  ];
}

/** Rounds, with bars of their pages on one logarithmic axis; `BARS` says so. */
export function roundTable(rounds: MigrationResult['rounds']): TableBlock {
  const hasZeros = rounds.some(({ zeroPages }) => zeroPages > 0);
  const mayStop = rounds.some(({ sentStopped }) => sentStopped !== undefined);
  const endsEarly = rounds.some(({ left }) => left !== undefined);
  const pages = rounds.flatMap((each) => [each.sent, each.zeroPages, each.skipped, each.dirtied]);
  const most = largestOf(pages.map((each) => each ?? 0));
  const counted = (
    name: string,
    colour: string,
    of: (round: MigrationResult['rounds'][number]) => number | null,
  ): Column => ({
    ...{ name, words: `${name} (pages)`, align: 'right' },
    bars: rounds.map((each) => ({ ...lengthOf(of(each) ?? 0, most), colour })),
  });
  return {
    kind: 'table',
    columns: [
      ...numeric('round'),
      counted('sent', 'sent', ({ sent }) => sent),
      ...(mayStop ? [counted('stopped', 'down', ({ sentStopped }) => sentStopped ?? 0)] : []),
      ...(hasZeros ? [counted('zero', 'gray', ({ zeroPages }) => zeroPages)] : []),
      ...(endsEarly
        ? [counted('left', 'never', ({ left }) => left ?? 0), ...numeric('throttle')]
        : [counted('skipped', 'skipped', ({ skipped }) => skipped)]),
      counted('dirtied', 'dirty', ({ dirtied }) => dirtied),
      ...numeric('seconds', 'Mbit/s', ['Dom0 source', 'Dom0 CPU, source']),
      ...numeric(['Dom0 destination', 'Dom0 CPU, destination']),
    ],
    rows: rounds.map((each) => {
      const { round, live, sent, zeroPages, skipped, dirtied, bytes, seconds } = each;
      const { left = 0, throttlePercent = 0 } = each;
      return [
        live ? String(round) : `${round} (stopped)`,
        String(sent),
        ...(mayStop ? [live ? String(each.sentStopped) : ''] : []),
        ...(hasZeros ? [String(zeroPages)] : []),
        ...(endsEarly ? [String(left), `${throttlePercent} %`] : [String(skipped)]),
        dirtied === null ? '' : String(dirtied),
        seconds.toFixed(3),
        (megabitsPerSecond(bytes, seconds) ?? 0).toFixed(0),
        share(each.sourceDom0CpuSeconds, seconds),
        share(each.destinationDom0CpuSeconds, seconds),
      ];
    }),
  };
}

/** A part of a whole; empty of nothing. */
export function share(part: number, whole: number, decimals = 0): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(decimals)} %` : '';
}

/** The shortest bar of anything, of the width of its column. */
const LEAST_PART = 0.01;

/** On an axis from 1 page to a power of ten that no round exceeds. */
function lengthOf(pages: number, most: number): Pick<Bar, 'part' | 'pieces'> {
  const pieces = Math.max(1, Math.ceil(Math.log10(Math.max(1, most))));
  const part = pages > 0 ? Math.max(LEAST_PART, Math.log10(pages) / pieces) : 0;
  return { part, pieces };
}

/** Ticks at every round, as long as they have room. */
const TICKS_MOST = 16;

function roundPlot(rounds: Rounds): Block {
  const trace = (name: string, color: string, of: (at: number) => number | null): PlotTrace => ({
    ...{ type: 'scatter', mode: 'lines+markers', name, showlegend: true },
    x: rounds.map(({ round }) => round),
    y: rounds.map((_, at) => of(at) || null),
    line: { color, width: 1 },
    marker: { color, symbol: name === 'sent' ? 'circle' : 'square', size: 7 },
  });
  const ends = [0.5, rounds.length + 0.5] as const;
  const ticks = rounds.length <= TICKS_MOST ? { range: ends, dtick: 1 } : {};
  return {
    kind: 'plot',
    onPage: true,
    isStill: true,
    caption:
      'Pages of each round, on a logarithmic scale: rounds that shrink by the same factor lie on ' +
      'a straight line.',
    traces: [
      trace('sent', '@sent', (at) => rounds[at]?.sent ?? null),
      trace('dirtied meanwhile', '@dirty', (at) => rounds[at]?.dirtied ?? null),
    ],
    layout: {
      xaxis: { title: { text: 'round' }, ...ticks },
      yaxis: { title: { text: 'pages' }, type: 'log' },
    },
    heightPixels: 300,
  };
}
