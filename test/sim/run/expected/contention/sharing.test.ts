/** What several migrations get of a link and of a Dom0, by the formulas that they stand for. */
import { describe, expect, test } from 'vitest';
import { Link } from '../../../../../sim/engine/machine/flow/link.ts';
import { Dom0Contention } from '../../../../../sim/run/expected/contention/dom0-mva.ts';
import { sharedDom0 } from '../../../../../sim/run/expected/contention/dom0-share.ts';
import { LinkQueue } from '../../../../../sim/run/expected/contention/link-queue.ts';
import { LinkShare, type LinkUse } from '../../../../../sim/run/expected/contention/link-share.ts';

/** A user that is away for so long between batches of a byte. */
const userOf = (awaySeconds: number, peak = 1): LinkUse => ({ bytes: 1, awaySeconds, peak });

/** What those find of a link of a byte per second. */
function shareOf(...groups: readonly (readonly [number, LinkUse])[]): LinkShare {
  const share = new LinkShare(1);
  share.shareAmong(groups.map(([count, use]) => ({ ...use, count })));
  return share;
}

describe('a link', () => {
  test('of one user is its own, up to its peak', () => {
    expect(shareOf([1, userOf(1)]).secondsPerByte(1)).toBeCloseTo(1, 9);
    expect(shareOf([1, userOf(1)]).secondsPerByte(0.25)).toBeCloseTo(4, 9);
  });

  test('that all together cannot fill holds none up', () => {
    const share = shareOf([4, userOf(1, 0.2)]);
    expect(share.isFree).toBe(true);
    expect(share.secondsPerByte(0.2)).toBeCloseTo(5, 9);
  });

  test.each([0.5, 1, 3])('of two that are away for %f: between at random and in turns', (away) => {
    // At random one meets the other with a chance of 1 / (away + 1), and then has a half.
    const atRandom = 1 + 1 / (away + 1);
    const inTurns = Math.max(1, 2 - away);
    const found = shareOf([2, userOf(away)]).secondsPerByte(1);
    expect(found).toBeCloseTo((atRandom + inTurns) / 2, 4);
  });

  test('of hundreds is shared out whole, the slow not slowed down', () => {
    const groups = [[100, userOf(200, 0.1)] as const, [300, userOf(20)] as const];
    const share = shareOf(...groups);
    const moved = groups.reduce((sum, [count, { awaySeconds, peak }]) => {
      return sum + count / (awaySeconds + share.secondsPerByte(peak));
    }, 0);
    expect(moved).toBeGreaterThan(0.97);
    expect(moved).toBeLessThan(1.03);
  });

  test('tells many users only what makes their batches longer by more than a tenth', () => {
    const link = linkOf({ nowNs: 0 });
    const told: number[] = [];
    for (let user = 0; user < 400; user += 1) {
      link.place(user, userOf(20), undefined);
      told.push(link.change().length);
    }
    const last = link.place(400, userOf(20), undefined);
    const batch = 20 + shareOf([401, userOf(20)]).secondsPerByte(1);
    expect(Math.abs((20 + last.secondsPerByte) / batch - 1)).toBeLessThan(0.1);
    expect(Math.abs((20 + last.present) / batch - 1)).toBeLessThan(0.01);
    expect(told.filter((count) => count === 0).length).toBeGreaterThan(350);
    expect(Math.max(...told)).toBeGreaterThan(100);
  });

  test('sums up what it took of them, told or not', () => {
    const clock = { nowNs: 0 };
    const link = linkOf(clock);
    const first = link.place(0, userOf(1), undefined);
    let sum = 0;
    for (let user = 1; user < 20; user += 1) {
      clock.nowNs += 1e9 * user;
      sum += user * first.present;
      link.place(user, userOf(1), undefined);
      link.change();
    }
    expect(first.area).toBeCloseTo(sum, 9);
    expect(first.present).toBeCloseTo(shareOf([20, userOf(1)]).secondsPerByte(1), 9);
  });
});

const linkOf = (clock: { nowNs: number }) =>
  new LinkQueue<number>(new Link('', { bytesPerNs: 1e-9, latencyNs: 0 }), clock);

describe('a Dom0', () => {
  const crowding = { seats: 3, onSeat: 1, others: 2, presence: 1, background: 0 };

  test('without others is all there for one', () => {
    const alone = { capPercent: 40, turns: 'sampled' } as const;
    expect(sharedDom0(alone, { ...crowding, others: 0 })).toBe(alone);
  });

  test('of three that always run is shared evenly, in both forms', () => {
    const percentOf = (turns: 'fluid' | 'sampled' | 'exact') =>
      sharedDom0({ capPercent: 60, turns }, crowding).capPercent;
    expect(percentOf('fluid')).toBeCloseTo(20, 9);
    expect(percentOf('sampled')).toBeCloseTo(20, 9);
    expect(percentOf('exact')).toBeCloseTo(20, 9);
  });

  test('without a cap holds none up, but on one virtual CPU', () => {
    const free = { capPercent: Infinity, turns: 'sampled' } as const;
    expect(sharedDom0(free, crowding)).toBe(free);
    const shared = sharedDom0(free, { ...crowding, onSeat: 2, presence: 0.5 });
    expect(shared).toEqual({ capPercent: 100 / 1.5, turns: 'fluid' });
  });

  test('that does other work deals credits to that too, as to one alone', () => {
    const { capPercent } = sharedDom0(
      { capPercent: 60, turns: 'sampled' },
      { ...crowding, background: 0.014 },
    );
    // Each has less than a third; but one alone loses up to a half of its cap in the same way.
    expect(capPercent).toBeGreaterThan(20);
    expect(capPercent).toBeLessThan(30);
  });

  test('is a server that two meet at as the arrival theorem says', () => {
    const needs = { prepare: 1, write: 1, read: 0.1, place: 2, bytes: 1 };
    const presence = new Dom0Contention(needs, 1e9);
    // Alone, with half a CPU: 2 + 2 seconds at the source, then 2 at the destination.
    expect(presence.ofOthers([0.5, Infinity], [2, 1])[0]).toBeCloseTo(4 / 6, 9);
    // Two at random take 4 (1 + 2 / 3) + 2, in turns 2 times 4.
    const atRandom = 4 * (1 + 2 / 3) + 2;
    expect(presence.contentionFactor([0.5, Infinity], [2, 1])).toBeCloseTo(
      (1 + 8 / atRandom) / 2,
      9,
    );
  });
});
