/** When a guest is throttled, and how much. */
import { describe, expect, it } from 'vitest';
import type { Release } from '../../../../models/policy/fields.ts';
import { qemu } from '../../../../models/policy/qemu.ts';
import type { CleanedRound } from '../../../../sim/engine/mechanism/policy.ts';
import { factsOf } from '../../../support/facts.ts';
import { OPTIONS, RATE } from '../../../support/qemu-options.ts';

const CONVERGE = {
  tailslow: false,
  initialPercent: 20,
  incrementPercent: 10,
  mostPercent: 99,
  triggerPercent: 50,
} as const;

/** A pass of 2 s that sent 100 pages and dirtied some. */
const pass = (dirtied: number, seconds = 2): CleanedRound => {
  return { dirtied, due: dirtied, seconds, bytes: 100 * 4096 };
};
const throttles = (...before: CleanedRound[]): number => {
  return 100 * (qemu({ ...OPTIONS, autoConverge: CONVERGE }).throttle?.(before) ?? Number.NaN);
};

describe('auto-converge', () => {
  it('throttles by 20 % when half of what was sent was dirtied for the second time', () => {
    expect(throttles()).toBe(0);
    expect(throttles(pass(51))).toBe(0);
    expect(throttles(pass(51), pass(50))).toBe(0);
    expect(throttles(pass(51), pass(51))).toBe(20);
    expect(throttles(pass(51), pass(10), pass(51))).toBe(20);
  });

  it('adds 10 points for every two such times, to 99 % at most, and never takes any back', () => {
    const high = (times: number) => Array.from({ length: times }, () => pass(100));
    expect(throttles(...high(3))).toBe(20);
    expect(throttles(...high(4))).toBe(30);
    expect(throttles(...high(16))).toBe(90);
    expect(throttles(...high(18))).toBe(99);
    expect(throttles(...high(40))).toBe(99);
    expect(throttles(...high(4), pass(0), pass(0))).toBe(30);
  });

  it('takes account only after more than a second, of all since the last account', () => {
    const short = Array.from({ length: 3 }, () => pass(80, 0.5));
    expect(throttles(...short)).toBe(0);
    expect(throttles(...short, ...short)).toBe(20);
    // A quiet pass in the same second makes up for a busy one.
    expect(throttles(pass(80, 0.5), pass(0, 0.6), pass(80, 0.5), pass(0, 0.6))).toBe(0);
  });

  it('takes no larger step than needed with tailslow', () => {
    const tailslow = { ...CONVERGE, tailslow: true };
    const { throttle } = qemu({ ...OPTIONS, autoConverge: tailslow });
    const [much, little] = [pass(100), pass(54)];
    const percent = (...before: CleanedRound[]) => 100 * (throttle?.(before) ?? Number.NaN);
    expect(percent(much, much)).toBe(20);
    expect(percent(much, much, much, much)).toBe(30);
    // 80 % of the time dirties 54 pages, so 5.9 points less make 50 of them.
    expect(percent(much, much, little, little)).toBe(25);
  });

  it('is off unless asked for', () => {
    expect(qemu(OPTIONS).throttle?.([pass(100), pass(100)])).toBe(0);
  });

  it('reads the log every 5 s for auto-converge since 9.2, but for the first pass', () => {
    const before = [pass(100)];
    const timed = (release: Release) => {
      const { leaves } = qemu({ ...OPTIONS, release, autoConverge: CONVERGE });
      return (elapsedSeconds: number, roundSeconds: number, passes = before) => {
        const facts = { elapsedSeconds, roundSeconds, measuredBitsPerSecond: RATE };
        return leaves?.(factsOf({ ...facts, before: passes })) === Infinity;
      };
    };
    // The pass began at 13 s: the tick at 15 s finds its beginning, that at 20 s nothing new.
    const reads = timed('9.2');
    expect([reads(19.9, 6.9), reads(20, 7), timed('8.2')(20, 7)]).toEqual([false, true, false]);
    // The next one begins with what that tick has read, though it is seen a little later.
    const then = [...before, pass(100)];
    expect([reads(25, 4.9, then), reads(24.9, 4.8, then)]).toEqual([true, false]);
    expect(reads(25.1, 5, then)).toBe(true);
    const late = timed('10.2');
    expect([late(20, 10), late(20, 20, [])]).toEqual([true, false]);
  });
});
