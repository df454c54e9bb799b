/** Windows by a clock of whole ticks: closed forms of their lengths. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowClock } from '../../../../sim/engine/mechanism/window-clock.ts';

const MS = 1e6;
const BURSTS = { windowSeconds: 0.1, clockSeconds: 0.001, sliceSeconds: 0.051, clockPages: 64 };

/** In ns: the start of the first window, what a burst takes, and how late a sleep ends. */
const anyWindows = fc.record({
  startNs: fc.integer({ min: 0, max: 1e9 }),
  burstNs: fc.integer({ min: 1, max: 99 * MS }),
  wakeUpNs: fc.integer({ min: 0, max: 1.5 * MS }),
});

describe('the clock of windows', () => {
  it('shows them as much longer as a sleep ends late, on average over where a ms begins', () => {
    fc.assert(
      fc.property(anyWindows, ({ startNs, burstNs, wakeUpNs }) => {
        const shownMs = Array.from({ length: 1000 }, (_, index) => {
          const clock = new WindowClock(BURSTS, startNs + index * (MS / 1000), wakeUpNs);
          return clock.passedNs(clock.startAfter(1, burstNs)) / MS;
        });
        const mean = shownMs.reduce((sum, ms) => sum + ms, 0) / shownMs.length;
        expect(Math.abs(mean - 100 - wakeUpNs / MS)).toBeLessThan(0.002);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('shows each as 100 ms, or as the ms more that a late waking needs', () => {
    fc.assert(
      fc.property(anyWindows, ({ startNs, burstNs, wakeUpNs }) => {
        const clock = new WindowClock(BURSTS, startNs, wakeUpNs);
        for (let window = 0; window < 20; window += 1) {
          const nextNs = clock.startAfter(1, burstNs);
          const shownMs = clock.passedNs(nextNs) / MS;
          expect(shownMs).toBeGreaterThanOrEqual(100);
          expect(shownMs).toBeLessThan(101 + wakeUpNs / MS);
          clock.startedNs = nextNs;
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});
