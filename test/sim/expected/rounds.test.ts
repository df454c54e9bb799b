/** The loop in the mean against closed forms. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpectedRounds } from '../../../sim/expected/rounds.ts';
import { stretchesOf } from '../../../sim/expected/scan-places.ts';
import type { WrittenSpec } from '../../../sim/expected/written-pages.ts';
import { xen32 } from '../../../sim/mechanism/xen-3.2.ts';

const policy = xen32({ maxRounds: 29, maxFactor: 3, minPages: 50, adaptive: false });
const PAGES = 250_000;
const PACE = { secondsPerPage: 65e-6, secondsPerNewPage: 0, secondsPerBatch: 0 };

function roundsOf(written: readonly WrittenSpec[]): ExpectedRounds {
  return new ExpectedRounds({ pages: PAGES, p2mPages: PAGES + 2048, written, policy });
}

function uniform(writesPerSecond: number, pages = 100_000): WrittenSpec {
  return { pages, order: 'uniform', writesPerSecond, faultWrites: 0 };
}

/** Rounds until the policy stops, then the last one; the guest is sent at one pace throughout. */
function whole(rounds: ExpectedRounds, chunkSeconds = Infinity): void {
  for (let stops = false; !stops; ) {
    rounds.startRound();
    while (rounds.send(chunkSeconds, PACE) === chunkSeconds);
    stops = rounds.endRound() !== undefined;
    if (stops) rounds.suspend(0);
    rounds.clean();
  }
  rounds.startRound();
  rounds.send(Infinity, PACE);
}

describe('rounds in the mean', () => {
  test('a guest that writes nothing is sent once, in a round and an empty one', () => {
    const rounds = roundsOf([]);
    whole(rounds);
    expect(rounds.totalSent).toBeCloseTo(PAGES, 6);
    expect(rounds.elapsedSeconds).toBeCloseTo(PAGES * 65e-6, 9);
    expect(rounds.round).toBe(3);
  });

  test('dirty pages of uniform writes follow W (1 - exp(-r t / W))', () => {
    const rounds = roundsOf([uniform(20_000)]);
    rounds.live(3);
    expect(rounds.dirty).toBeCloseTo(100_000 * (1 - Math.exp(-0.6)), 1);
  });

  test('of sequential writes each dirties a page until all are dirty', () => {
    const rounds = roundsOf([{ ...uniform(20_000), order: 'sequential', faultWrites: 1 }]);
    rounds.live(3);
    expect(rounds.dirty).toBeCloseTo(30_000, 6);
    rounds.live(100);
    expect(rounds.dirty).toBe(100_000);
  });

  test('every page that is due is sent or skipped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000 }), fc.boolean(), (rate, isSequential) => {
        const order = isSequential ? 'sequential' : 'uniform';
        const places = stretchesOf('rotated', PAGES + 2048, 0, 60_000);
        const written = { ...uniform(rate, 60_000), order, places } as const;
        const rounds = roundsOf([written]);
        for (let round = 1; round < 6; round += 1) {
          const { due } = rounds;
          rounds.startRound();
          rounds.send(Infinity, PACE);
          expect(rounds.sent + rounds.skipped).toBeCloseTo(due, 3);
          rounds.clean();
        }
      }),
      { numRuns: 30 },
    );
  });

  test('more writes never take less time, as long as the number of rounds is the same', () => {
    const seconds = [0, 1000, 2000, 4000, 8000].map((rate) => {
      const rounds = roundsOf([uniform(rate)]);
      for (let round = 1; round <= 4; round += 1) {
        rounds.startRound();
        rounds.send(Infinity, PACE);
        rounds.clean();
      }
      return rounds.elapsedSeconds;
    });
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
  });

  test('a pass cut into pieces takes as long as a whole one, but for its steps', () => {
    const [one, two] = [roundsOf([uniform(8000)]), roundsOf([uniform(8000)])];
    whole(one);
    whole(two, 0.37);
    expect(two.elapsedSeconds / one.elapsedSeconds).toBeCloseTo(1, 2);
  });

  test('a copy looks ahead and leaves the original where it was', () => {
    const written = [uniform(8000)];
    const [rounds, ahead] = [roundsOf(written), roundsOf(written)];
    rounds.startRound();
    rounds.send(2, PACE);
    const before = rounds.sent;
    ahead.copyFrom(rounds);
    const left = ahead.send(Infinity, PACE);
    expect(rounds.sent).toBe(before);
    expect(rounds.send(Infinity, PACE)).toBe(left);
  });
});
