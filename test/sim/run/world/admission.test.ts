/** Slots on hosts: never more than allowed, nobody waits without need, all get in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../../../sim/engine/kernel/process.ts';
import { Simulation } from '../../../../sim/engine/kernel/simulation.ts';
import { Admission } from '../../../../sim/run/world/admission.ts';

interface Stay {
  readonly hosts: readonly [string, string];
  readonly atNs: number;
  readonly staysNs: number;
}

const HOSTS = ['a', 'b', 'c', 'd'];
const pair = fc
  .tuple(fc.constantFrom(...HOSTS), fc.constantFrom(...HOSTS))
  .filter(([from, to]) => from !== to);
const stays = fc.array(
  fc.record({
    hosts: pair,
    atNs: fc.integer({ min: 0, max: 50 }),
    staysNs: fc.integer({ min: 1, max: 50 }),
  }),
  { minLength: 1, maxLength: 30 },
);

/** When each stay began, and the most that were on a host at a time. */
function play(all: readonly Stay[], limit: number) {
  const simulation = new Simulation('1');
  const admission = new Admission(limit);
  const began = new Map<Stay, number>();
  const present = new Map<string, number>();
  let most = 0;
  function* stay(one: Stay): Body {
    yield* admission.enter(one.hosts);
    began.set(one, simulation.nowNs);
    for (const host of one.hosts) {
      present.set(host, (present.get(host) ?? 0) + 1);
      most = Math.max(most, present.get(host) ?? 0);
    }
    yield one.staysNs;
    for (const host of one.hosts) present.set(host, (present.get(host) ?? 0) - 1);
    admission.leave(one.hosts);
  }
  for (const one of all) simulation.at(one.atNs, () => void simulation.start(stay(one)));
  simulation.run({ finished: () => began.size === all.length });
  return { began, most };
}

describe('admission', () => {
  it('lets everybody in, never more than the limit on a host', () => {
    fc.assert(
      fc.property(stays, fc.integer({ min: 1, max: 4 }), (all, limit) => {
        const { began, most } = play(all, limit);
        expect(began.size).toBe(all.length);
        expect(most).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it('keeps nobody waiting while both hosts have room', () => {
    fc.assert(
      fc.property(stays, fc.integer({ min: 1, max: 3 }), (all, limit) => {
        const { began } = play(all, limit);
        for (const one of all) {
          const start = began.get(one) ?? 0;
          if (start === one.atNs) continue;
          // Just before it began, one of its hosts was full.
          const full = one.hosts.some((host) => {
            const there = all.filter((other) => {
              const since = began.get(other) ?? 0;
              return other.hosts.includes(host) && since < start && since + other.staysNs >= start;
            });
            return there.length >= limit;
          });
          expect(full).toBe(true);
        }
      }),
    );
  });

  it('without a limit delays nobody', () => {
    const all: Stay[] = HOSTS.map((host) => ({ hosts: [host, 'z'], atNs: 5, staysNs: 9 }));
    const { began } = play(all, Infinity);
    expect([...began.values()]).toEqual([5, 5, 5, 5]);
  });
});
