/** QEMU's rules, and its passes against the loop written page by page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type QemuOptions, qemu } from '../../../models/policy/qemu.ts';
import type { Simulation } from '../../../sim/engine/kernel/simulation.ts';
import type { CleanedRound } from '../../../sim/engine/mechanism/policy.ts';
import { WIRE_QEMU } from '../../../sim/engine/mechanism/wire-format-qemu.ts';
import { factsOf } from '../../support/facts.ts';
import { carryOut, newMove } from '../../support/moves.ts';
import { naiveQemu } from '../../support/naive-qemu.ts';
import { cases } from '../../support/properties.ts';
import { traceActivity } from '../../support/trace-activity.ts';

const CONVERGE = {
  initialPercent: 20,
  incrementPercent: 10,
  mostPercent: 99,
  triggerPercent: 50,
} as const;
const OPTIONS: QemuOptions = {
  bitsPerSecond: 2 ** 30,
  downtimeLimitSeconds: 0.3,
  maxSeconds: 600,
  onLimit: 'abandon',
};
/** 1000 pages a second. */
const RATE = 1000 * 4096 * 8;

describe('QEMU', () => {
  const policy = qemu(OPTIONS);

  it('ends a pass when fewer pages are left than go in the downtime limit', () => {
    const facts = { elapsedSeconds: 5, roundSeconds: 1, measuredBitsPerSecond: RATE };
    expect(policy.leaves?.(facts)).toBe(300);
    expect(policy.leaves?.({ ...facts, measuredBitsPerSecond: 0 })).toBe(0);
  });

  it('sends for 50 ms before it looks at what is left', () => {
    const facts = { elapsedSeconds: 5, measuredBitsPerSecond: RATE };
    expect(policy.leaves?.({ ...facts, roundSeconds: 0.049 })).toBe(0);
    expect(policy.leaves?.({ ...facts, roundSeconds: 0.05 })).toBe(300);
  });

  it('stops the guest when what is dirty then goes in the limit too, and never for rounds', () => {
    const facts = { measuredBitsPerSecond: RATE, round: 5000, totalSent: 1e9 };
    expect(policy.stop(factsOf({ ...facts, dirty: 299 }))).toBe('downtime-target');
    expect(policy.stop(factsOf({ ...facts, dirty: 300 }))).toBeUndefined();
    expect(policy.stop(factsOf({ dirty: 0, measuredBitsPerSecond: 0 }))).toBe('downtime-target');
  });

  it('is ended by its time or its passes, whatever is left', () => {
    const late = { elapsedSeconds: 600, roundSeconds: 0, measuredBitsPerSecond: RATE };
    expect(policy.leaves?.(late)).toBe(Infinity);
    expect(policy.stop(factsOf({ ...late, dirty: 300 }))).toBe('not-converging');
    expect(policy.stop(factsOf({ ...late, dirty: 299 }))).toBe('downtime-target');
    const bounded = qemu({ ...OPTIONS, maxRounds: 4 });
    expect(bounded.stop(factsOf({ round: 4, dirty: 300 }))).toBe('not-converging');
    expect(bounded.stop(factsOf({ round: 3, dirty: 300 }))).toBeUndefined();
    expect([policy.abandons, qemu({ ...OPTIONS, onLimit: 'suspend' }).abandons]).toEqual([
      true,
      false,
    ]);
  });

  it('keeps to its bandwidth only while the guest runs', () => {
    expect([policy.pace([], false), policy.pace([], true)]).toEqual([2 ** 30, undefined]);
  });
});

/** A pass of 2 s that sent 100 pages and dirtied some. */
const pass = (dirtied: number, seconds = 2): CleanedRound => {
  return { dirtied, seconds, bytes: 100 * 4096 };
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

  it('is off unless asked for', () => {
    expect(qemu(OPTIONS).throttle?.([pass(100), pass(100)])).toBe(0);
  });
});

describe('a migration that is given up', () => {
  it.each(['pipeline', 'constant'] as const)('leaves the guest as it was (%s)', (kind) => {
    const move = newMove({
      pages: 20_000,
      slackPages: 0,
      scan: 'plain',
      policy: qemu({ ...OPTIONS, maxSeconds: 0.2 }),
      activity: () => ({ cpuDemand: 1, advance: () => undefined }),
    });
    const outcome = carryOut(move, { kind, pageTimeNs: 100_000 });
    expect([outcome.abandoned, outcome.stopReason]).toEqual([true, 'not-converging']);
    const { guest, source, simulation, destination } = move;
    expect([guest.host, guest.suspended, guest.memory.logging]).toEqual([source, false, false]);
    expect(guest.memory.watcher).toBeUndefined();
    expect(destination.guests.size).toBe(0);
    const [cpuNs, endNs] = [guest.cpuNs, simulation.nowNs + 1e9];
    simulation.at(endNs, () => undefined);
    simulation.run({ finished: () => simulation.nowNs >= endNs });
    expect(guest.cpuNs - cpuNs).toBeCloseTo(1e9, -3);
  });
});

const PAGE_TIME_NS = 100_000;
const anyMove = fc.integer({ min: 200, max: 5000 }).chain((pages) =>
  fc.record({
    pages: fc.constant(pages),
    writes: fc
      .array(
        fc.record({ timeNs: fc.integer({ min: 1, max: 1_500_000_000 }), pfn: fc.nat(pages - 1) }),
        { maxLength: 3000, size: 'max' },
      )
      .map((writes) => writes.sort((a, b) => a.timeNs - b.timeNs)),
    downtimeLimitSeconds: fc.constantFrom(0.001, 0.01, 0.05, 0.3),
    maxRounds: fc.integer({ min: 1, max: 20 }),
  }),
);

describe("QEMU's passes", () => {
  it('are those of the loop written page by page, for any writes', () => {
    fc.assert(
      fc.property(anyMove, ({ pages, writes, downtimeLimitSeconds, maxRounds }) => {
        const rules = { ...OPTIONS, downtimeLimitSeconds, maxRounds, bitsPerSecond: 1e12 };
        const move = newMove({
          pages,
          slackPages: 0,
          scan: 'plain',
          policy: qemu({ ...rules, onLimit: 'suspend' }),
          activity: (simulation: Simulation) => traceActivity(simulation, writes),
        });
        const { rounds } = carryOut(move, { kind: 'constant', pageTimeNs: PAGE_TIME_NS });
        const naive = naiveQemu({
          pages,
          writes,
          pageTimeNs: PAGE_TIME_NS,
          batchPages: WIRE_QEMU.batchPagesMax,
          bytesPerPage: WIRE_QEMU.batchBytes(1, 0),
          downtimeLimitSeconds,
          maxRounds,
        });
        const live = rounds.filter((round) => round.live);
        expect(live.map(({ sent, left }) => ({ sent, left }))).toEqual(naive.passes);
        expect(rounds.at(-1)?.sent).toBe(naive.last);
      }),
      // To make thousands of writes fewer takes minutes.
      { numRuns: cases(60), endOnFailure: true },
    );
  });
});
