/** Did-you-mean. */
import { expect, test } from 'vitest';
import { didYouMean, editDistance, suggest } from '../../../sim/text/suggest.ts';

test('the distance counts insertions, deletions, replacements and swaps', () => {
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('memory', 'memory')).toBe(0);
  expect(editDistance('memroy', 'memory')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
});

test('the nearest known word is suggested, whatever its case, and nothing that is far', () => {
  expect(suggest('memroy', ['migrations', 'memory'])).toBe('memory');
  expect(suggest('MEMORY', ['memory'])).toBe('memory');
  expect(suggest('banana', ['memory', 'host'])).toBeUndefined();
  expect(suggest('x', ['to', 'y'])).toBeUndefined();
});

test('without a near word the hint lists what is known', () => {
  expect(didYouMean('hots', ['host'])).toBe('did you mean `host`?');
  expect(didYouMean('banana', ['to', 'at'])).toBe('known: `to`, `at`');
  expect(didYouMean('banana', [])).toBe('none exists');
});
