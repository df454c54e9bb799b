/** Values that others have published, beside the curves of a sweep. */
import { expect, test } from 'vitest';
import { publishedTraces, readPublished } from '../../../../sim/output/document/published.ts';
import { readCsv } from '../../../../sim/text/csv.ts';

const CAP = 'source.dom0.cap';
const RUNS = ['idle', 'busy'].flatMap((load) =>
  ['10 %', '20 %'].map((cap) => ({ parameters: { load, [CAP]: cap } })),
);

function drawn(text: string) {
  const published = readPublished(readCsv(text, 'known.csv'), RUNS);
  const traces = published === undefined ? [] : publishedTraces(published, 'totalSeconds', 2);
  return traces.map(({ name, x, y }) => [name, x, y]);
}

test('values of all curves are one set of stars', () => {
  const stars = [['published', [10, 20], [9, 5]]];
  expect(drawn(`${CAP},totalSeconds\n10,9\n20 %,5\n`)).toEqual(stars);
  const each = ['idle,10,9', 'idle,20,5', 'busy,10,9', 'busy,20,5'];
  expect(drawn([`load,${CAP},totalSeconds`, ...each].join('\n'))).toEqual(stars);
});

test('others say of which curve they are, and those of no curve are left out', () => {
  const text = `load,${CAP},totalSeconds\nidle,10,9\nbusy,10,8\nasleep,10,7\n`;
  expect(drawn(text)).toEqual([
    ['idle, published', [10], [9]],
    ['busy, published', [10], [8]],
  ]);
  expect(drawn(`load,${CAP},totalSeconds\nidle,10,9\n`)).toEqual([['idle, published', [10], [9]]]);
});

test.each([
  ['load,totalSeconds\nidle,9\n', 'no column `source.dom0.cap`'],
  [`${CAP},seconds\n10,9\n`, 'no column `totalSeconds`'],
  [`${CAP},totalSeconds\n10,many\n`, 'not a number'],
  [`load,${CAP},totalSeconds\nIdle,10,9\n`, 'no row is of a curve of this sweep'],
])('%j is refused', (text, message) => {
  expect(() => drawn(text)).toThrow(message);
});
