/**
 * `fidelity: expected` of what takes cells or pages, kind by kind against page-exact means, which
 * `npx tsx bench/expected-reference.ts` makes. `bench/expected-accuracy.ts` has more points.
 */
import { expect, test } from 'vitest';
import { kindRows } from '../../../../bench/expected-kind-rows.ts';
import { KIND_POINTS, KINDS, kindScenario } from '../../../../bench/expected-kinds.ts';
import { runFirst } from '../../../support/run-first.ts';

const ROWS = kindRows();

test('every kind is in the sample', () => {
  const known = ROWS.map(({ kind, index }) => `${kind} ${index}`);
  const points = Array.from({ length: KIND_POINTS }, (_, index) => index);
  expect(known).toEqual(Object.keys(KINDS).flatMap((kind) => points.map((at) => `${kind} ${at}`)));
});

// A mean over runs that chance makes differ by a tenth is off by some of that itself.
test.each(Object.keys(KINDS))('%s: total time within 5 %, downtime within 15 %', (kind) => {
  const row = ROWS.find((each) => each.kind === kind && each.index === 0) as (typeof ROWS)[number];
  const { totalSeconds, downtimeSeconds } = runFirst(kindScenario(kind, 0, 'expected'));
  expect(Math.abs(totalSeconds / row.total - 1)).toBeLessThan(0.05);
  expect(Math.abs(downtimeSeconds / row.down - 1)).toBeLessThan(0.15);
});
