/** KubeVirt's ramp of the downtime limit, and what it does at its time-outs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DowntimeRamp,
  type KubevirtOptions,
  kubevirt,
} from '../../../models/policy/kubevirt.ts';
import { factsOf } from '../../support/facts.ts';
import { runManaged } from '../../support/managed.ts';
import { cases } from '../../support/properties.ts';

/** At 1000 pages a second, as many pages fit into the limit as it has ms. */
const RATE = 1000 * 4096 * 8;
const OPTIONS: KubevirtOptions = {
  release: '8.2',
  completionTimeoutSeconds: 150,
  progressTimeoutSeconds: 150,
  allowAutoConverge: false,
  allowPostCopy: false,
  allowWorkloadDisruption: false,
};
const LONG = { ...OPTIONS, completionTimeoutSeconds: 1e6 };
const RAMP: DowntimeRamp = {
  initialMs: 150,
  maxDowntimeMs: 1050,
  steps: 7,
  startAfterIteration: 3,
  cooldownSeconds: 10,
  cooldownFirst: false,
};

/** Passes end at some times. */
function limitAt(downtimeRamp: DowntimeRamp | undefined, seconds: number, ends: readonly number[]) {
  const before = ends
    .filter((end) => end <= seconds)
    .map((end, index) => {
      return { dirtied: 0, due: 0, bytes: 0, seconds: end - (ends[index - 1] ?? 0) };
    });
  const facts = factsOf({ elapsedSeconds: seconds, measuredBitsPerSecond: RATE, before });
  return Math.round(kubevirt({ ...LONG, downtimeRamp }).leaves?.(facts) ?? Number.NaN);
}

/** Its monitor, look by look, in whole ms. */
function naiveLimit(ramp: DowntimeRamp, seconds: number, ends: readonly number[]): number {
  let current = 0;
  let limit = 300;
  let tunedMs = 0;
  for (let ms = 400; ms <= seconds * 1000; ms += 400) {
    const iteration = 1 + ends.filter((end) => end * 1000 <= ms).length;
    if (current === 0) limit = ramp.initialMs;
    else if (iteration < ramp.startAfterIteration) continue;
    else if (ms - tunedMs < ramp.cooldownSeconds * 1000) continue;
    else {
      const step = Math.max(1, Math.trunc((ramp.maxDowntimeMs - ramp.initialMs) / ramp.steps));
      limit = Math.min(current + step, ramp.maxDowntimeMs);
      if (limit <= current) continue;
    }
    current = limit;
    tunedMs = ms;
  }
  return limit;
}

describe('the ramp of KubeVirt', () => {
  it('begins with the third pass, a step each 10 s, and ends at the most', () => {
    const ends = [70, 75, 78, 80];
    const limits = [0.3, 0.4, 74, 75.1, 75.3, 85.1, 85.3, 95.3, 135.3, 145.1, 145.3, 999];
    expect(limits.map((seconds) => limitAt(RAMP, seconds, ends))).toEqual([
      ...[300, 150, 150, 150, 278, 278, 406, 534, 1046, 1046, 1050, 1050],
    ]);
  });

  it('waits for 10 s after that pass has begun where it follows VEP 291, by its table', () => {
    const vep = { ...RAMP, steps: 6, cooldownFirst: true };
    const limits = [75.3, 85.1, 85.3, 95.3, 105.3, 115.3, 125.3, 135.3, 999];
    expect(limits.map((seconds) => limitAt(vep, seconds, [70, 75, 78]))).toEqual([
      ...[150, 150, 300, 450, 600, 750, 900, 1050, 1050],
    ]);
  });

  it('is that of its loop for any options, passes and time', () => {
    const any = fc.record({
      ramp: fc.record({
        initialMs: fc.integer({ min: 1, max: 400 }),
        maxDowntimeMs: fc.integer({ min: 400, max: 3000 }),
        steps: fc.integer({ min: 1, max: 20 }),
        startAfterIteration: fc.integer({ min: 0, max: 8 }),
        cooldownSeconds: fc.integer({ min: 1, max: 30 }),
        cooldownFirst: fc.constant(false),
      }),
      passesMs: fc.array(fc.integer({ min: 51, max: 30_000 }), { maxLength: 10 }),
      ms: fc.integer({ min: 0, max: 300_000 }),
    });
    fc.assert(
      fc.property(any, ({ ramp, passesMs, ms }) => {
        // Between whole ms: a pass ends at no look, and nothing is asked at one.
        const ends = passesMs.map((_, index) => {
          return passesMs.slice(0, index + 1).reduce((sum, pass) => sum + pass, 0.3) / 1000;
        });
        const seconds = ms / 1000 + 0.0005;
        expect(limitAt(ramp, seconds, ends)).toBe(naiveLimit(ramp, seconds, ends));
      }),
      { numRuns: cases(200) },
    );
  });

  it('is off unless asked for', () => {
    expect(limitAt(undefined, 500, [10, 20, 30])).toBe(300);
  });
});

describe('the time-outs of KubeVirt', () => {
  const stopsAt = (change: Partial<KubevirtOptions>, elapsedSeconds: number, bits = RATE) => {
    const policy = kubevirt({ ...OPTIONS, ...change });
    // 8 GiB are 8.6 GB, which count as 9: 1350 s.
    const memoryPages = 2 ** 21;
    const facts = { elapsedSeconds, memoryPages, dirty: 1e6, measuredBitsPerSecond: bits };
    return [policy.stop(factsOf(facts)), policy.abandons];
  };

  it('cancel, pause or move at the first look more than a whole second later', () => {
    expect(stopsAt({}, 1351)).toEqual([undefined, true]);
    expect(stopsAt({}, 1351.2)).toEqual(['not-converging', true]);
    // Nothing is forced unless disruption is allowed.
    expect(stopsAt({ allowPostCopy: true }, 1351.2)).toEqual(['not-converging', true]);
    const paused = { allowWorkloadDisruption: true };
    expect(stopsAt(paused, 1351.2)).toEqual(['not-converging', false]);
    expect(stopsAt({ ...paused, allowPostCopy: true }, 1351.3)[0]).toBe('post-copy');
    expect(stopsAt({ ...paused, allowPostCopy: true }, 1351)[0]).toBeUndefined();
  });

  it('cancel what stands still, whatever is allowed', () => {
    const page = 4096 * 8;
    const forced = { allowPostCopy: true, allowWorkloadDisruption: true };
    expect(stopsAt(forced, 400, page / 151)).toEqual(['not-converging', true]);
    expect(stopsAt(forced, 400, page / 149)).toEqual([undefined, false]);
    expect(stopsAt({ ...forced, progressTimeoutSeconds: 0 }, 400, page / 151)[0]).toBeUndefined();
  });

  it('come to a guest that never converges, in a run', () => {
    const policy = { name: 'kubevirt', bandwidthPerMigration: '32 MiB/s' };
    const short = { ...policy, completionTimeoutPerGiB: '5 s' };
    const cancelled = runManaged(short);
    expect([cancelled.abandoned, cancelled.stopReason]).toEqual([true, 'not-converging']);
    expect(cancelled.totalSeconds).toBeCloseTo(6, 0);
    expect(runManaged({ ...short, allowWorkloadDisruption: true }).abandoned).toBeUndefined();
    // Disruption is allowed where post-copy is.
    expect(runManaged({ ...short, allowPostCopy: true }).stopReason).toBe('post-copy');
    const ramp = { cooldown: '2 s', maxDowntime: '1050 ms' };
    const { totalSeconds, stopReason } = runManaged({ ...policy, downtimeRamp: ramp });
    // 6 steps of 2 s from the third pass on, at 3 s.
    expect(stopReason).toBe('downtime-target');
    expect(totalSeconds).toBeGreaterThan(10);
    expect(totalSeconds).toBeLessThan(14);
  });
});
