/** XenServer and XCP-ng: rounds, pages sent with the guest stopped, instants of each variant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyOf, policySchema } from '../../../models/policy/index.ts';
import type { Simulation } from '../../../sim/engine/kernel/simulation.ts';
import type { Outcome } from '../../../sim/engine/mechanism/migration.ts';
import { carryOut, newMove } from '../../../sim/study/fuzz/oracle/moves.ts';
import type { Write } from '../../../sim/study/fuzz/oracle/naive-loop.ts';
import { traceActivity } from '../../../sim/study/fuzz/oracle/trace-activity.ts';
import { NAIVE_RULES, naiveEmuManager, type Variant } from '../../support/naive-emu-manager.ts';
import { cases } from '../../support/properties.ts';

const SPECS: Readonly<Record<Variant, unknown>> = {
  A: { name: 'xenserver' },
  B: { name: 'xenserver', release: 8.2 },
  B0: { name: 'xenserver', release: '8.1' },
  C: { name: 'xcp-ng' },
  D: { name: 'xcp-ng', release: '1.2.1' },
  E: { name: 'xcp-ng', release: 'fix-2026-02' },
  F: { name: 'xcp-ng', release: 'improve-2024-08' },
};
const VARIANTS = Object.keys(NAIVE_RULES) as Variant[];

interface Guest {
  readonly pages: number;
  readonly writes: readonly Write[];
  readonly pageTimeNs: number;
  readonly suspendNs: number;
}

function carry(variant: Variant, guest: Guest): Outcome & { readonly suspendedNs: number } {
  const { pages, writes, pageTimeNs, suspendNs } = guest;
  const policy = policyOf(policySchema.parse(SPECS[variant]));
  const activity = (simulation: Simulation) => traceActivity(simulation, writes);
  const move = newMove({ pages, slackPages: 0, scan: 'plain', policy, activity });
  const suspend = move.guest.suspend.bind(move.guest);
  let suspendedNs = -1;
  move.guest.suspend = () => {
    suspendedNs = move.simulation.nowNs;
    suspend();
  };
  const outcome = carryOut(move, { kind: 'constant', pageTimeNs, suspendNs });
  return { ...outcome, suspendedNs };
}

/**
 * Stretches of pages, each written again and again; no write is at the time of anything else.
 */
const anyWrites = (pages: number): fc.Arbitrary<Write[]> => {
  const stretch = fc.record({
    first: fc.nat(pages - 1),
    count: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: pages })),
    fromMs: fc.integer({ min: 0, max: 6000 }),
    everyMs: fc.integer({ min: 1, max: 200 }),
    times: fc.integer({ min: 1, max: 200 }),
  });
  return fc.array(stretch, { maxLength: 4 }).map((stretches) => {
    return stretches.flatMap(writesOf(pages)).sort((a, b) => a.timeNs - b.timeNs);
  });
};

interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly fromMs: number;
  readonly everyMs: number;
  readonly times: number;
}

function writesOf(pages: number) {
  return ({ first, count, fromMs, everyMs, times }: Stretch): Write[] => {
    const length = Math.min(count, pages - first);
    // Not more writes than a test has time for.
    const often = Math.min(times, Math.ceil(8000 / length));
    return Array.from({ length: often * length }, (_, index) => {
      const ms = fromMs + everyMs * Math.floor(index / length);
      return { timeNs: ms * 1_000_000 + 1, pfn: first + (index % length) };
    });
  };
}

const anyGuest: fc.Arbitrary<Guest> = fc.integer({ min: 60, max: 6000 }).chain((pages) => {
  return fc.record({
    pages: fc.constant(pages),
    writes: anyWrites(pages),
    pageTimeNs: fc.constantFrom(20_000, 200_000, 600_000),
    suspendNs: fc.constantFrom(1_000_777, 80_000_777, 900_000_777),
  });
});

/** All that a rule tells apart. */
const COUNTS = [0, 1, 49, 50, 51, 16_384, 16_385, 40_000] as const;

describe('XenServer and XCP-ng', () => {
  it('end the live stage where the rule of their version does, and never in the first pass', () => {
    for (const variant of VARIANTS) {
      for (const iteration of [0, 1, 3, 4, 9, 10, 11]) {
        for (const dirty of [...COUNTS, undefined]) {
          const { observer } = policyOf(policySchema.parse(SPECS[variant]));
          const ends = observer?.hears({ iteration, dirty }) !== undefined;
          const expected = NAIVE_RULES[variant](iteration, dirty ?? -1, 0);
          expect([variant, iteration, dirty, ends]).toEqual([variant, iteration, dirty, expected]);
        }
      }
    }
  });

  it('count in the improved one how often there was more than before', () => {
    const { observer } = policyOf(policySchema.parse(SPECS.F));
    const counts = [99_999, 20_000, 30_000, undefined, 29_000, 31_000, undefined, 32_000];
    const reasons = counts.map((dirty, iteration) => observer?.hears({ iteration, dirty }));
    expect(reasons.slice(0, -1).every((reason) => reason === undefined)).toBe(true);
    expect(reasons.at(-1)).toBe('not-converging');
  });

  it('send the rounds of their description, with the guest stopped in the midst of one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VARIANTS), anyGuest, (variant, guest) => {
        const { rounds, suspendedNs, parts } = carry(variant, guest);
        const naive = naiveEmuManager({ variant, ...guest });
        const live = rounds
          .filter((round) => round.live)
          .map((round) => {
            const { startNs, sent, sentStopped } = round;
            return { startNs, sent, sentStopped };
          });
        const endNs = parts.reduce((sum, { durationNs }) => sum + durationNs, 0);
        const { rounds: expected, stoodNs, last, endNs: expectedEndNs } = naive;
        expect(live).toEqual(expected);
        expect([suspendedNs, rounds.at(-1)?.sent, endNs]).toEqual([stoodNs, last, expectedEndNs]);
      }),
      { numRuns: cases(240) },
    );
  });
});
