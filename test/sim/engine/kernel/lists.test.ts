/** Lists of any length. */
import { expect, test } from 'vitest';
import { addAll, largestOf, smallestOf } from '../../../../sim/engine/kernel/lists.ts';

test('the extremes of more values than a call takes', () => {
  const many = Array.from({ length: 300_000 }, (_, index) => index - 7);
  expect(() => Math.max(...many)).toThrow(RangeError);
  expect([smallestOf(many), largestOf(many)]).toEqual([-7, 299_992]);
  const list = [3];
  addAll(list, many);
  expect([list.length, list[1], list.at(-1)]).toEqual([300_001, -7, 299_992]);
});

test('bounds count, nothing has the neutral extremes, and what is no number stays so', () => {
  expect([largestOf([1, 2], 5), smallestOf([1, 2], 0)]).toEqual([5, 0]);
  expect([largestOf([]), smallestOf([])]).toEqual([-Infinity, Infinity]);
  expect([largestOf([1, Number.NaN, 2]), smallestOf([1, Number.NaN])]).toEqual([NaN, NaN]);
});
