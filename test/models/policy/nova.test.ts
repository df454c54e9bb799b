/** Nova's steps of the downtime limit, and what it does at its time-out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NovaOptions, nova } from '../../../models/policy/nova.ts';
import { factsOf } from '../../support/facts.ts';
import { runManaged } from '../../support/managed.ts';
import { cases } from '../../support/properties.ts';

/** At 1000 pages a second, as many pages fit into the limit as it has ms. */
const RATE = 1000 * 4096 * 8;
const GIB_PAGES = 2 ** 18;
const OPTIONS: NovaOptions = {
  release: '8.2',
  downtimeMs: 400,
  downtimeSteps: 10,
  downtimeDelaySeconds: 30,
  downtimeCurve: 'linear',
  completionTimeoutSeconds: 800,
  onTimeout: 'abort',
  permitPostCopy: false,
  permitAutoConverge: false,
};

const facts = (elapsedSeconds: number, gib: number) => {
  return factsOf({
    elapsedSeconds,
    measuredBitsPerSecond: RATE,
    memoryPages: gib * GIB_PAGES,
    dirty: 1e6,
  });
};

function limitAt(options: NovaOptions, seconds: number, gib: number): number {
  return Math.round(
    nova({ ...options, completionTimeoutSeconds: 1e6 }).leaves?.(facts(seconds, gib)) ?? Number.NaN,
  );
}

/** Its monitor, look by look, with the list of steps made before. */
function naiveLimit(options: NovaOptions, seconds: number, gib: number): number {
  const { downtimeMs: downtime, downtimeSteps: steps, downtimeDelaySeconds } = options;
  const delay = Math.trunc(downtimeDelaySeconds * Math.max(2, gib));
  const base = downtime / steps;
  const offset = (downtime - base) / steps;
  let limit = Number.NaN;
  for (let look = 0; look <= seconds; look += 0.5) {
    const elapsed = look + 1e-6;
    for (let step = 0; step <= steps; step += 1) {
      if (elapsed > Math.trunc(delay * step)) limit = Math.trunc(base + offset * step);
    }
  }
  return limit;
}

describe('the steps of Nova', () => {
  it('are those of its documentation: 400 ms in 10 steps of 30 s for 3 GiB', () => {
    const limits = Array.from({ length: 11 }, (_, step) => limitAt(OPTIONS, 90 * step, 3));
    expect(limits).toEqual([40, 76, 112, 148, 184, 220, 256, 292, 328, 364, 400]);
    expect([limitAt(OPTIONS, 89.9, 3), limitAt(OPTIONS, 5000, 3)]).toEqual([40, 400]);
  });

  it('were exponential before, by its documentation then', () => {
    const old = { ...OPTIONS, downtimeCurve: 'exponential' } as const;
    const limits = Array.from({ length: 11 }, (_, step) => limitAt(old, 90 * step, 3));
    expect(limits).toEqual([37, 38, 39, 42, 46, 55, 70, 98, 148, 238, 400]);
  });

  it('are those of its loop for any options, memory and time', () => {
    const any = fc.record({
      downtimeMs: fc.integer({ min: 100, max: 3000 }),
      downtimeSteps: fc.integer({ min: 3, max: 20 }),
      downtimeDelaySeconds: fc.integer({ min: 3, max: 100 }),
      gib: fc.constantFrom(0.25, 1, 2, 2.5, 3.3, 8),
      seconds: fc.double({ min: 0, max: 2000, noNaN: true }),
    });
    fc.assert(
      fc.property(any, ({ gib, seconds, ...steps }) => {
        const options = { ...OPTIONS, ...steps };
        expect(limitAt(options, seconds, gib)).toBe(naiveLimit(options, seconds, gib));
      }),
      { numRuns: cases(100) },
    );
  });
});

describe('the time-out of Nova', () => {
  const forced = { ...OPTIONS, onTimeout: 'force-complete' } as const;
  const stopsAt = (options: NovaOptions, seconds: number, gib: number) =>
    nova(options).stop(facts(seconds, gib));

  it('grows with memory, of which at least 2 GiB count', () => {
    expect([stopsAt(OPTIONS, 1599.9, 1), stopsAt(OPTIONS, 1600, 1)]).toEqual([
      undefined,
      'not-converging',
    ]);
    expect([stopsAt(OPTIONS, 2399.9, 3), stopsAt(OPTIONS, 2400, 3)]).toEqual([
      undefined,
      'not-converging',
    ]);
  });

  it('leaves the guest where it is, or has it paused or moved at the next look', () => {
    expect([nova(OPTIONS).abandons, nova(forced).abandons]).toEqual([true, false]);
    expect([stopsAt(forced, 1600.4, 2), stopsAt(forced, 1600.5, 2)]).toEqual([
      undefined,
      'not-converging',
    ]);
    const moved = { ...forced, permitPostCopy: true };
    expect([stopsAt(moved, 1600.5, 2), stopsAt(moved, 1600.6, 2)]).toEqual([
      undefined,
      'post-copy',
    ]);
    // Permitted, but nothing asks for it.
    expect(stopsAt({ ...OPTIONS, permitPostCopy: true }, 1600, 2)).toBe('not-converging');
  });

  it('comes to a guest that never converges, in a run', () => {
    const policy = { name: 'nova', bandwidth: '32 MiB/s', completionTimeout: '3 s' };
    const abort = runManaged(policy);
    expect([abort.abandoned, abort.downtimeSeconds]).toEqual([true, 0]);
    expect(abort.totalSeconds).toBeCloseTo(6, 0);
    const pause = runManaged({ ...policy, onTimeout: 'force-complete' });
    expect([pause.stopReason, pause.abandoned]).toEqual(['not-converging', undefined]);
    expect(pause.totalSeconds).toBeGreaterThanOrEqual(6.5);
    const moved = { ...policy, onTimeout: 'force-complete', permitPostCopy: true };
    expect(runManaged(moved).stopReason).toBe('post-copy');
    // After 2 steps of 6 s the limit is 812 ms, which 24 MiB fit into.
    const raised = { downtime: '1300 ms', downtimeSteps: 4, downtimeDelay: '3 s' };
    const { totalSeconds, abandoned } = runManaged({
      ...policy,
      completionTimeout: '30 s',
      ...raised,
    });
    expect(abandoned).toBeUndefined();
    expect(totalSeconds).toBeGreaterThanOrEqual(12);
    expect(totalSeconds).toBeLessThan(14);
  });
});

it('throttles where that is permitted and post-copy is not', () => {
  const pass = { dirtied: 100, due: 100, seconds: 2, bytes: 100 * 4096 };
  const throttles = (permitPostCopy: boolean) =>
    nova({ ...OPTIONS, permitAutoConverge: true, permitPostCopy }).throttle?.([pass, pass]);
  expect([throttles(false), throttles(true)]).toEqual([0.2, 0]);
});
