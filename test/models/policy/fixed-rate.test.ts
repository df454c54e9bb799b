/** A set rate under Xen's stop rules, against the loop written page by page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedRate } from '../../../models/policy/fixed-rate.ts';
import type { Simulation } from '../../../sim/engine/kernel/simulation.ts';
import { carryOut, newMove } from '../../../sim/study/fuzz/oracle/moves.ts';
import { naiveRounds } from '../../../sim/study/fuzz/oracle/naive-loop.ts';
import { traceActivity } from '../../../sim/study/fuzz/oracle/trace-activity.ts';
import { factsOf } from '../../support/facts.ts';
import { cases } from '../../support/properties.ts';

/** Of a page at 4096 x 8 bits per this many ns. */
const PAGE_TIME_NS = 2000;
const RATE = (4096 * 8 * 1e9) / PAGE_TIME_NS;

const anyWrites = (pages: number) =>
  fc
    .array(fc.record({ timeNs: fc.integer({ min: 1, max: 20_000_000 }), pfn: fc.nat(pages - 1) }), {
      maxLength: 400,
    })
    .map((writes) => writes.sort((a, b) => a.timeNs - b.timeNs));

const anyMove = fc.integer({ min: 40, max: 4000 }).chain((pages) =>
  fc.record({
    pages: fc.constant(pages),
    slackPages: fc.nat(100),
    scan: fc.constantFrom('rotated' as const, 'plain' as const),
    skips: fc.boolean(),
    writes: anyWrites(pages),
    maxRounds: fc.integer({ min: 1, max: 12 }),
    maxFactor: fc.integer({ min: 1, max: 4 }),
    minPages: fc.integer({ min: 0, max: 60 }),
  }),
);

describe('a fixed rate', () => {
  it('alone takes time: rounds and times of the loop page by page, with and without skips', () => {
    fc.assert(
      fc.property(anyMove, ({ writes, skips, maxRounds, maxFactor, minPages, ...options }) => {
        const rules = { maxRounds, maxFactor, minPages };
        const activity = {
          activity: (simulation: Simulation) => traceActivity(simulation, writes),
        };
        const policy = fixedRate({ ...rules, skips, bitsPerSecond: RATE });
        const move = newMove({ ...options, ...activity, policy });
        const outcome = carryOut(move, { kind: 'ideal' });
        const { memory } = move.guest;
        const naive = naiveRounds({
          ...rules,
          skips,
          p2mPages: memory.p2mPages,
          mapped: (pfn) => pfn < options.pages,
          pfnAt: (position) => memory.order.pfnAt(position),
          writes,
          pageTimeNs: PAGE_TIME_NS,
        });
        const { rounds } = outcome;
        expect(rounds.map(({ sent, skipped, dirtied }) => ({ sent, skipped, dirtied }))).toEqual(
          naive,
        );
        for (const { sent, durationNs } of rounds) expect(durationNs).toBe(sent * PAGE_TIME_NS);
      }),
      { numRuns: cases(150) },
    );
  });

  it("stops by Xen's rules and never changes its rate", () => {
    const rules = { maxRounds: 29, maxFactor: 3, minPages: 50 };
    const policy = fixedRate({ ...rules, skips: false, bitsPerSecond: 1e8 });
    expect(policy.stop(factsOf({ round: 29, sent: 3 }))).toBe('max-rounds');
    expect(policy.stop(factsOf({ sent: 49 }))).toBe('few-pages');
    expect(policy.stop(factsOf({ totalSent: 30_001 }))).toBe('max-factor');
    expect(policy.stop(factsOf())).toBeUndefined();
    expect([policy.pace([], false), policy.pace([], true)]).toEqual([1e8, 1e8]);
  });
});
