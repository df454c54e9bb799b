/** Curves that coincide are one. */
import { expect, test } from 'vitest';
import { distinctCurves } from '../../../../sim/output/document/sweep-curves.ts';

const curve = (name: string, ...means: readonly number[]) => ({
  name,
  points: means.map((mean, at) => ({ x: 10 * at, values: [mean - 1, mean + 1] })),
});

test('curves are told apart by their means at every point', () => {
  const all = [
    curve('idle', 100, 50),
    curve('cpu', 100.5, 49.6),
    curve('late', 100, 51),
    curve('long', 100, 50, 20),
    curve('other', 99.5, 50.4),
  ];
  const found = distinctCurves(all).map(({ curve: { name }, same }) => [name, same]);
  expect(found).toEqual([
    ['idle', ['cpu', 'other']],
    ['late', []],
    ['long', []],
  ]);
});
