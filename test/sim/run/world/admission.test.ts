/** Slots: never more than allowed, none waits without need, all get in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../../../sim/engine/kernel/process.ts';
import { Simulation } from '../../../../sim/engine/kernel/simulation.ts';
import { Admission, type AtOnce } from '../../../../sim/run/world/admission.ts';

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

const most = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const limits = fc.record({ atOnce: most, outgoingAtOnce: most, clusterAtOnce: most });

/** What fills up: who counts beside a stay, and how many may. */
function bounds({ atOnce, outgoingAtOnce, clusterAtOnce }: AtOnce, { hosts }: Stay) {
  const [from] = hosts;
  return [
    ...hosts.map((host) => {
      return { counts: (other: Stay) => other.hosts.includes(host), limit: atOnce };
    }),
    { counts: (other: Stay) => other.hosts[0] === from, limit: outgoingAtOnce },
    { counts: () => true, limit: clusterAtOnce },
  ].map(({ counts, limit = Infinity }) => ({ counts, limit }));
}

/** When each stay began; checks that there are never too many. */
function play(all: readonly Stay[], limited: AtOnce) {
  const simulation = new Simulation('1');
  const admission = new Admission(limited);
  const began = new Map<Stay, number>();
  const present = new Set<Stay>();
  function* stay(one: Stay): Body {
    yield* admission.enter(...one.hosts);
    began.set(one, simulation.nowNs);
    present.add(one);
    for (const { counts, limit } of bounds(limited, one))
      expect([...present].filter(counts).length).toBeLessThanOrEqual(limit);
    yield one.staysNs;
    present.delete(one);
    admission.leave(...one.hosts);
  }
  for (const one of all) simulation.at(one.atNs, () => void simulation.start(stay(one)));
  simulation.run({ finished: () => began.size === all.length });
  return began;
}

/** The same, with all that wait looked at each time, in the order in which they came. */
function playPlainly(all: readonly Stay[], limited: AtOnce) {
  const simulation = new Simulation('1');
  const began = new Map<Stay, number>();
  const present = new Set<Stay>();
  const waiting = new Set<Stay>();
  const look = (): void => {
    for (const one of waiting) {
      const isFull = bounds(limited, one).some(({ counts, limit }) => {
        return [...present].filter(counts).length >= limit;
      });
      if (isFull) continue;
      waiting.delete(one);
      present.add(one);
      began.set(one, simulation.nowNs);
      simulation.schedule(one.staysNs, () => {
        present.delete(one);
        look();
      });
    }
  };
  const come = (one: Stay) => () => {
    waiting.add(one);
    look();
  };
  for (const one of all) simulation.at(one.atNs, come(one));
  simulation.run();
  return began;
}

describe('admission', () => {
  it('lets in whom a look at all that wait would, and when', () => {
    fc.assert(
      fc.property(stays, limits, (all, limited) => {
        expect([...play(all, limited)]).toEqual([...playPlainly(all, limited)]);
      }),
    );
  });

  it('lets all in, never more than the limits of a host, of a source, of all', () => {
    fc.assert(
      fc.property(stays, limits, (all, limited) => {
        expect(play(all, limited).size).toBe(all.length);
      }),
    );
  });

  it('keeps none waiting while there is room everywhere', () => {
    fc.assert(
      fc.property(stays, limits, (all, limited) => {
        const began = play(all, limited);
        for (const one of all) {
          const start = began.get(one) ?? 0;
          if (start === one.atNs) continue;
          // Just before it began, something was full.
          const there = all.filter((other) => {
            const since = began.get(other) ?? 0;
            return since < start && since + other.staysNs >= start;
          });
          const full = bounds(limited, one).some(({ counts, limit }) => {
            return there.filter(counts).length >= limit;
          });
          expect(full).toBe(true);
        }
      }),
    );
  });

  it('without a limit delays none', () => {
    const all: Stay[] = HOSTS.map((host) => ({ hosts: [host, 'z'], atNs: 5, staysNs: 9 }));
    expect([...play(all, {}).values()]).toEqual([5, 5, 5, 5]);
  });
});
