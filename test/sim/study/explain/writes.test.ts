/**
 * The estimator against its own laws: passes made by W (1 - exp(-r t / W)) or min(r t, W), and what
 * such passes cannot tell.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pass } from '../../../../sim/study/explain/pass.ts';
import { type WriteLaw, type Writes, writesOf } from '../../../../sim/study/explain/writes.ts';

const MEMORY = 2 ** 18;

const pass = (seconds: number, found: number, more: Partial<Pass> = {}): Pass => ({
  round: 1,
  count: 1,
  startSeconds: 0,
  seconds,
  secondsError: 0.001,
  due: null,
  sent: null,
  bytes: null,
  found,
  left: 0,
  throttle: 0,
  live: true,
  dom0CpuPercent: null,
  guestCpuPercent: null,
  ...more,
});

const dirty = (law: WriteLaw, rate: number, pages: number, seconds: number): number =>
  law === 'sequential'
    ? Math.min(rate * seconds, pages)
    : pages * (1 - Math.exp((-rate * seconds) / pages));

const estimated = (passes: readonly Pass[]): Writes => writesOf(passes, MEMORY, () => 0) as Writes;

/** Passes as a migration has them: each sends what the one before found. */
function course(law: WriteLaw, rate: number, pages: number, sent: number): Pass[] {
  const passes: Pass[] = [];
  let due = MEMORY;
  while (passes.length < 8 && due > 200) {
    const seconds = due / sent;
    const found = Math.round(dirty(law, rate, pages, seconds));
    passes.push(pass(seconds, found, { round: passes.length + 1, due }));
    due = found;
  }
  return passes;
}

describe('what a guest writes', () => {
  it('is found within 5 % where passes of several lengths tell it', () => {
    const laws = fc.constantFrom<WriteLaw>('uniform', 'sequential');
    fc.assert(
      fc.property(
        laws,
        fc.integer({ min: 2000, max: 20_000 }),
        fc.double({ min: 0.05, max: 0.3, noNaN: true }),
        (law, rate, share) => {
          const pages = Math.round(rate * 20 * share);
          const { pagesPerSecond, workingSetPages } = estimated(course(law, rate, pages, 40_000));
          expect(pagesPerSecond.value / rate).toBeCloseTo(1, 1);
          expect(Math.abs(pagesPerSecond.value / rate - 1)).toBeLessThan(0.05);
          expect(pagesPerSecond.low).toBeLessThanOrEqual(rate);
          expect(pagesPerSecond.high ?? Infinity).toBeGreaterThanOrEqual(rate);
          expect(workingSetPages.low).toBeLessThanOrEqual(pages * 1.01);
          expect(workingSetPages.high ?? Infinity).toBeGreaterThanOrEqual(pages * 0.99);
        },
      ),
      { numRuns: 6, seed: 4 },
    );
  });

  it('is not bounded above by one pass, nor the working set', () => {
    const { pagesPerSecond, workingSetPages } = estimated([pass(4, 4000)]);
    expect(pagesPerSecond.value).toBeGreaterThan(950);
    expect(pagesPerSecond.value).toBeLessThan(1300);
    expect([pagesPerSecond.high, workingSetPages.high]).toEqual([null, null]);
  });

  it('is not bounded above by passes that all find the whole working set', () => {
    const { pagesPerSecond, workingSetPages } = estimated([4, 2, 1].map((t) => pass(t, 16_384)));
    expect(pagesPerSecond.high).toBeNull();
    expect(pagesPerSecond.low).toBeGreaterThan(15_500);
    expect(workingSetPages.value / 16_384).toBeCloseTo(1, 1);
  });

  it('is that of a guest that nothing slows down, whatever the throttle', () => {
    const throttled = [0, 0.2, 0.5].map((throttle) =>
      pass(1, 10_000 * (1 - throttle) * (throttle === 0 ? 1 : 0.95), { throttle }),
    );
    expect(estimated(throttled).pagesPerSecond.value / 10_000).toBeCloseTo(1, 1);
  });

  it('leaves out what the kernel writes, and passes that end with the suspend', () => {
    const passes = [pass(2, 84), pass(0.5, 84), pass(0.02, 400, { live: false })];
    const { pagesPerSecond } = writesOf(passes, MEMORY, () => 84) as Writes;
    expect(pagesPerSecond).toEqual({ value: 0, low: 0, high: 0 });
    expect(writesOf([pass(0.02, 400, { live: false })], MEMORY, () => 0)).toBeUndefined();
  });
});
