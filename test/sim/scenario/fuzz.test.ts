/**
 * Whatever is done to a file, the answer is a scenario or a problem, and every mistake has a place.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '../../../sim/text/problem.ts';
import { cases } from '../../support/properties.ts';
import { expand, FULL, LEAST, load } from './support.ts';

const FRAGMENTS = [
  '',
  ' ',
  '\n',
  '\t',
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '!!str ',
  '? ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '%',
  '---\n',
  '<<: ',
  'null',
  '~',
  '.nan',
  '-.inf',
  '1e999',
  '-1',
  '0',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  'vm',
  'source.dom0.cap',
  'sweep',
  '{}',
  '[]',
  'true',
  '40 %',
  '1 GiB',
  'write',
  '\u0000',
  '\ud800',
  '\u{1f600}',
];

/** Replaces a stretch of the text; most mutants stay close to a valid file. */
const mutation = fc.record({
  at: fc.nat({ max: FULL.length }),
  length: fc.nat({ max: 12 }),
  insert: fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 })),
});

const onlyProblems = (action: () => unknown): void => {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.mistakes.length).toBeGreaterThan(0);
    for (const { where, message } of error.mistakes) {
      expect(where).toMatch(/^x\.yaml(:\d+:\d+)?$|^--s/u);
      expect(message).not.toBe('');
    }
  }
};

test('a mutated file gives a scenario or a problem', () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const text = mutations.reduce(
        (whole, { at, length, insert }) => whole.slice(0, at) + insert + whole.slice(at + length),
        FULL,
      );
      onlyProblems(() => load(text));
      onlyProblems(() => expand(text));
    }),
    { numRuns: cases(600) },
  );
});

test('a word of the file replaced by another value gives a scenario or a problem', () => {
  const words = [...FULL.matchAll(/[\w.%]+/gu)].map(({ index, 0: word }) => ({ index, word }));
  const change = fc.record({ word: fc.constantFrom(...words), by: fc.constantFrom(...FRAGMENTS) });
  fc.assert(
    fc.property(change, ({ word: { index, word }, by }) => {
      onlyProblems(() => load(FULL.slice(0, index) + by + FULL.slice(index + word.length)));
    }),
    { numRuns: cases(1500) },
  );
});

test('any tree gives a scenario or a problem', () => {
  const keys = fc.constantFrom(
    'title',
    'hosts',
    'guests',
    'links',
    'migrations',
    'changes',
    'sweep',
    'axes',
    'set',
    'parameters',
    'a',
    'vm',
    'workload',
    'kind',
    'transport',
    'policy',
    'between',
    '__proto__',
    'constructor',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium', maxDepth: 6 },
      fc.constantFrom<unknown>(null, 0, -1, 'a', '1 GiB', 'write', true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      onlyProblems(() => load(JSON.stringify(value)));
    }),
    { numRuns: cases(1500) },
  );
});

test('any setting gives a scenario or a problem', () => {
  const start = fc.constantFrom(
    'a',
    'vm',
    'hosts',
    'guests',
    'migrations',
    'sweep',
    'parameters',
    'x',
  );
  const key = fc.oneof(
    fc.constantFrom('a', 'vm', '0', 'dom0', 'cap', 'workload', 'axes'),
    fc.string(),
  );
  const path = fc
    .tuple(start, fc.array(key, { maxLength: 3 }))
    .map(([first, rest]) => [first, ...rest].join('.'));
  const value = fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string());
  fc.assert(
    fc.property(path, value, (where, what) => {
      try {
        load(LEAST, { set: [{ path: where, value: what }] });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }),
    { numRuns: cases(1500) },
  );
});
