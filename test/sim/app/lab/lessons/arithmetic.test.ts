/** What lessons do without a browser: the little guest, judged guesses, the test and its code. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf, marksOf, questionsOf, readCode } from '../../../../../sim/app/lab/lessons/exam.ts';
import { KNOWN } from '../../../../../sim/app/lab/lessons/formula.ts';
import { LittleGuest } from '../../../../../sim/app/lab/lessons/little-guest.ts';
import { RULES } from '../../../../../sim/app/lab/lessons/rules.ts';
import { showError, slipOf } from '../../../../../sim/app/lab/lessons/slips.ts';

describe('the guest of 64 pages', () => {
  const work = fc.record({
    writes: fc.integer({ min: 0, max: 40 }),
    workingSet: fc.integer({ min: 1, max: 64 }),
  });

  test('each round sends what was dirty after the one before, and the last leaves nothing', () => {
    fc.assert(
      fc.property(work, (each) => {
        const guest = new LittleGuest(each);
        for (let step = 0; step < 10_000 && !guest.isDone; step += 1) guest.step();
        expect(guest.isDone).toBe(true);
        expect(guest.states).not.toContain('dirty');
        expect(guest.states).not.toContain('never');
        const due = [64, ...guest.rounds.map(({ dirtied }) => dirtied)];
        guest.rounds.forEach(({ sent, dirtied, isStopped }, index) => {
          expect(sent).toBe(due[index]);
          expect(dirtied).toBeLessThanOrEqual(isStopped ? 0 : each.workingSet);
        });
      }),
    );
  });
});

test('every number of the arithmetic stands in a rule that a lesson teaches', () => {
  const { wireMicros, firstMicros, laterMicros, againShrinking, ...others } = KNOWN;
  const text = RULES.join(' ');
  const numbers = new Set(text.match(/\d+(?:\.\d+)?/g)?.map(Number));
  const all = [wireMicros, firstMicros, laterMicros, againShrinking, ...Object.values(others)];
  expect(all.filter((number) => !numbers.has(number))).toEqual([]);
});

test('a guess is told how far it is off, and what it forgot', () => {
  const slips = [
    { value: 8.6, words: 'once' },
    { value: 17.9, words: 'one way' },
  ];
  expect([8.6, 17, 30].map((said) => slipOf(slips, said)?.words)).toEqual([
    'once',
    'one way',
    undefined,
  ]);
  expect([0.25, -0.75, 0, -1].map(showError)).toEqual([
    '25 % too much',
    '4.0 times too little',
    'exact',
    'far too little',
  ]);
});

describe('the last test', () => {
  test('asks the same of all who take one seed, and other things of another', () => {
    expect(questionsOf(7)).toEqual(questionsOf(7));
    expect(questionsOf(7)).not.toEqual(questionsOf(8));
  });

  test('marks what is within 20 %', () => {
    const truth = { totalSeconds: 10, downtimeSeconds: 1 };
    expect(marksOf({ totalSeconds: 12, downtimeSeconds: 0.79 }, truth)).toEqual([true, false]);
  });

  test('its code says seed and score, and belongs to one name', () => {
    const code = codeOf({ seed: 42, score: 9, name: 'Ada Lovelace' });
    expect(readCode(` ${code} `, ' ada  lovelace')).toMatchObject({ seed: 42, score: 9 });
    const forged = code.replace('-9-', '-10-');
    for (const [wrong, name] of [
      [code, 'Grace Hopper'],
      [forged, 'Ada Lovelace'],
      ['', 'Ada Lovelace'],
    ] as const) {
      expect(readCode(wrong, name)).toBeUndefined();
    }
  });
});
