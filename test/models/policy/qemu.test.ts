/** QEMU's rules, and its passes against the loop written page by page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RELEASES } from '../../../models/policy/fields.ts';
import { qemu } from '../../../models/policy/qemu.ts';
import type { Simulation } from '../../../sim/engine/kernel/simulation.ts';
import { carryOut, newMove } from '../../../sim/study/fuzz/oracle/moves.ts';
import { naiveQemu } from '../../../sim/study/fuzz/oracle/naive-qemu.ts';
import { traceActivity } from '../../../sim/study/fuzz/oracle/trace-activity.ts';
import { factsOf } from '../../support/facts.ts';
import { cases } from '../../support/properties.ts';
import { OPTIONS, RATE } from '../../support/qemu-options.ts';

describe('QEMU', () => {
  const policy = qemu(OPTIONS);

  it('ends a pass when fewer pages are left than go in the downtime limit', () => {
    const facts = { elapsedSeconds: 5, roundSeconds: 1, measuredBitsPerSecond: RATE };
    expect(policy.leaves?.(factsOf(facts))).toBe(300);
    expect(policy.leaves?.(factsOf({ ...facts, measuredBitsPerSecond: 0 }))).toBe(0);
  });

  it('stops the guest when what is dirty then goes in the limit too, and never for rounds', () => {
    const facts = { measuredBitsPerSecond: RATE, round: 5000, totalSent: 1e9 };
    expect(policy.stop(factsOf({ ...facts, dirty: 299 }))).toBe('downtime-target');
    expect(policy.stop(factsOf({ ...facts, dirty: 300 }))).toBeUndefined();
    expect(policy.stop(factsOf({ dirty: 0, measuredBitsPerSecond: 0 }))).toBe('downtime-target');
  });

  it('stops at what just fits since release 10.2', () => {
    const facts = factsOf({ measuredBitsPerSecond: RATE, round: 9, dirty: 300 });
    const stops = RELEASES.map((release) => qemu({ ...OPTIONS, release }).stop(facts));
    expect(stops).toEqual([undefined, undefined, undefined, 'downtime-target']);
  });

  it('holds what is left against avail-switchover-bandwidth, once a window has passed', () => {
    const { leaves } = qemu({ ...OPTIONS, switchoverBitsPerSecond: 10 * RATE });
    const facts = { elapsedSeconds: 5, roundSeconds: 1 };
    expect(leaves?.(factsOf({ ...facts, measuredBitsPerSecond: RATE }))).toBe(3000);
    expect(leaves?.(factsOf({ ...facts, measuredBitsPerSecond: 0 }))).toBe(0);
  });

  it('is ended by its time or its passes, whatever is left', () => {
    const late = { elapsedSeconds: 600, roundSeconds: 0, measuredBitsPerSecond: RATE };
    expect(policy.leaves?.(factsOf(late))).toBe(Infinity);
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

const anyMove = fc.integer({ min: 200, max: 8000 }).chain((pages) =>
  fc.record({
    pages: fc.constant(pages),
    firstZero: fc.integer({ min: 0, max: pages }),
    writes: fc
      .array(
        fc.record({ timeNs: fc.integer({ min: 1, max: 1_500_000_000 }), pfn: fc.nat(pages - 1) }),
        { maxLength: 3000, size: 'max' },
      )
      .map((writes) => writes.sort((a, b) => a.timeNs - b.timeNs)),
    pageTimeNs: fc
      .constantFrom(0, 1)
      .chain((is) => fc.nat(250_000).map((n) => is * (5000 + 4 * n))),
    channels: fc.constantFrom(undefined, undefined, 1, 2, 4),
    bitsPerSecond: fc.constantFrom(2 ** 24, 2 ** 26, 1.5e8, 2 ** 29, 1e12),
    downtimeLimitSeconds: fc.constantFrom(0.001, 0.01, 0.05, 0.125, 0.3),
    release: fc.constantFrom(...RELEASES),
    maxRounds: fc.integer({ min: 1, max: 20 }),
  }),
);

describe("QEMU's rounds", () => {
  it('are those of the loop written page by page, for any writes, rate and limit', () => {
    fc.assert(
      fc.property(anyMove, ({ pages, firstZero, writes, pageTimeNs, release, ...more }) => {
        const { channels: count, ...rules } = more;
        const multifd = count && { channels: count };
        const full = count ? pages : firstZero;
        const zeros = { firstPfn: full, pages: pages - full };
        const move = newMove({
          pages,
          slackPages: 0,
          scan: 'plain',
          zeros,
          policy: qemu({ ...OPTIONS, ...rules, release, multifd, onLimit: 'suspend' }),
          activity: (simulation: Simulation) => traceActivity(simulation, writes),
        });
        const { rounds } = carryOut(move, { kind: 'constant', pageTimeNs });
        const stopsAtLimit = release === '10.2';
        const isOld = release === '7.2';
        const channels = count ? { count, countsEarly: isOld, meetsOften: isOld } : undefined;
        const given = { pages, firstZero: full, writes, pageTimeNs, stopsAtLimit, channels };
        const naive = naiveQemu({ ...given, ...rules });
        const got = rounds.map(({ startNs, sent, zeroPages, left }) => {
          return { startNs, sent, zeroPages, left };
        });
        expect(got).toEqual(naive);
      }),
      // To make thousands of writes fewer takes minutes.
      { numRuns: cases(150), endOnFailure: true },
    );
  });
});

describe("QEMU's stream", () => {
  it('brings every page, and takes at least as long as its rate and the link need', () => {
    fc.assert(
      fc.property(anyMove, ({ pages, firstZero, writes, pageTimeNs: _, release, ...more }) => {
        const { channels, ...rules } = more;
        const move = newMove({
          pages,
          slackPages: 0,
          scan: 'plain',
          zeros: { firstPfn: firstZero, pages: pages - firstZero },
          policy: qemu({
            ...{ ...OPTIONS, ...rules, release, onLimit: 'suspend' },
            multifd: channels && { channels },
          }),
          activity: (simulation: Simulation) => traceActivity(simulation, writes),
        });
        // Page contents are followed, and the stream must be empty when it is closed.
        const { rounds } = carryOut(move, { kind: 'pipeline' });
        const all = rounds.reduce((sum, round) => sum + round.sent + round.zeroPages, 0);
        expect(all).toBeGreaterThanOrEqual(pages);
        for (const { live, bytes, durationNs, sent } of rounds) {
          const held = channels ? (channels + 1) * 128 * 4107 : 4104;
          const quota = Math.floor((rules.bitsPerSecond * 0.1) / 8) + held;
          const windows = Math.ceil(durationNs / 1e8) + 1;
          if (live) expect(bytes).toBeLessThanOrEqual(windows * quota);
          // The link carries 0.125 bytes per ns; the buffers take some at once.
          const { sendBuffer, receiveBuffer } = move.parameters;
          const room = (sendBuffer + receiveBuffer) * (1 + (channels ?? 0));
          expect(sent * 4096).toBeLessThanOrEqual(durationNs * 0.125 + room);
        }
      }),
      { numRuns: cases(40), endOnFailure: true },
    );
  });
});
