/** Texts of users on a terminal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../../sim/text/visible.ts';

test('what a terminal obeys is shown as an escape', () => {
  expect(visible('\u001b[2J\u0007 a\tb\né')).toBe('\\u001b[2J\\u0007 a\tb\né');
  expect(visible('\u202eabc\u2066\u009b1m\r')).toBe('\\u202eabc\\u2066\\u009b1m\\u000d');
});

test('JSON keeps its meaning', () => {
  const unit = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\u202e', '\u007f'));
  fc.assert(
    fc.property(fc.array(unit), (texts) => {
      expect(JSON.parse(visible(JSON.stringify(texts)))).toEqual(texts);
    }),
  );
});
