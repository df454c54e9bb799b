/** Rounds on logarithmic axes, in a table and in a plot. */
import { expect, test } from 'vitest';
import type { PlotBlock, TableBlock } from '../../../../sim/output/document/document.ts';
import { roundBlocks } from '../../../../sim/output/document/rounds.ts';

const roundsOf = (...sent: readonly number[]) =>
  sent.map((pages, at) => {
    const rest = { zeroPages: 0, skipped: 0, dirtied: sent[at + 1] ?? null, bytes: 9, seconds: 1 };
    return { round: at + 1, live: true, sent: pages, ...rest } as never;
  });

test('a bar is longer by one piece for ten times the pages', () => {
  const [table] = roundBlocks(roundsOf(100_000, 1000, 100, 17, 1, 0)) as [TableBlock];
  const bars = table.columns.find(({ name }) => name === 'sent')?.bars ?? [];
  expect(bars.map(({ pieces }) => pieces)).toEqual([5, 5, 5, 5, 5, 5]);
  const long = bars.map(({ part }) => 5 * part);
  expect(long.slice(0, 3)).toEqual([5, 3, 2]);
  expect(long[3]).toBeCloseTo(Math.log10(17), 9);
  expect([long[4] === 0, long[5]]).toEqual([false, 0]);
});

test('three rounds and more are drawn on an axis that has no place for none', () => {
  const blocks = roundBlocks(roundsOf(100, 10, 0));
  const plot = blocks.find(({ kind }) => kind === 'plot') as PlotBlock;
  expect(plot.layout.yaxis).toEqual({ title: { text: 'pages' }, type: 'log' });
  expect(plot.traces.map(({ name, y }) => [name, y])).toEqual([
    ['sent', [100, 10, null]],
    ['dirtied meanwhile', [10, null, null]],
  ]);
  expect(roundBlocks(roundsOf(100, 10)).map(({ kind }) => kind)).toEqual(['table', 'text']);
  expect(roundBlocks([])).toEqual([]);
});
