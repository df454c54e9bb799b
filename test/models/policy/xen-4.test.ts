/** Migration v2: five live rounds, few pages still sent live, and the order of its CLEANs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xen4 } from '../../../models/policy/xen-4.ts';
import type { Simulation } from '../../../sim/engine/kernel/simulation.ts';
import type { Outcome } from '../../../sim/engine/mechanism/migration.ts';
import { batchBytes } from '../../../sim/engine/mechanism/wire-format-v2.ts';
import { carryOut, type Move, newMove } from '../../../sim/study/fuzz/oracle/moves.ts';
import type { Write } from '../../../sim/study/fuzz/oracle/naive-loop.ts';
import { traceActivity } from '../../../sim/study/fuzz/oracle/trace-activity.ts';
import { cases } from '../../support/properties.ts';

const PAGES = 2000;
const PAGE_TIME_NS = 1000;

function moveOf(writes: readonly Write[]): Move {
  const policy = xen4({ maxRounds: 5, minPages: 50 });
  const activity = { activity: (simulation: Simulation) => traceActivity(simulation, writes) };
  return newMove({ pages: PAGES, slackPages: 0, scan: 'plain', policy, ...activity });
}

function carry(writes: readonly Write[]): Outcome {
  return carryOut(moveOf(writes), { kind: 'constant', pageTimeNs: PAGE_TIME_NS });
}

/** Section 6.1 of docs/explanation/xen-algorithm.md, line by line, a page at a time. */
function migrationV2(writes: readonly Write[]): { readonly live: number[]; readonly last: number } {
  let nowNs = 0;
  let next = 0;
  let dirty = new Set<number>();
  const clean = (): Set<number> => {
    for (; next < writes.length && (writes[next] as Write).timeNs <= nowNs; next += 1) {
      dirty.add((writes[next] as Write).pfn);
    }
    const bitmap = dirty;
    dirty = new Set();
    return bitmap;
  };
  const stops = (iteration: number, count: number): boolean =>
    (count >= 0 && count < 50) || iteration >= 5;
  const live: number[] = [];
  let bitmap = new Set(Array.from({ length: PAGES }, (_, pfn) => pfn));
  let count = PAGES;
  for (let x = 0; ; x += 1) {
    const stop = stops(x, count);
    if (count > 0) {
      live.push(bitmap.size);
      nowNs += bitmap.size * PAGE_TIME_NS;
    }
    if (stop || stops(x + 1, -1)) break;
    bitmap = clean();
    count = bitmap.size;
  }
  return { live, last: clean().size };
}

const anyWrites = fc
  .array(fc.record({ timeNs: fc.integer({ min: 1, max: 6_000_000 }), pfn: fc.nat(PAGES - 1) }), {
    maxLength: 600,
  })
  .map((writes) => writes.sort((a, b) => a.timeNs - b.timeNs));

/** Writes a page every so many ns, each page once in a cycle. */
function steady(everyNs: number): Write[] {
  return Array.from({ length: 30_000 }, (_, index) => {
    return { timeNs: 1 + index * everyNs, pfn: index % PAGES };
  });
}

describe('migration v2', () => {
  it('sends the rounds of its own description, for any writes', () => {
    fc.assert(
      fc.property(anyWrites, (writes) => {
        const { rounds } = carry(writes);
        const { live, last } = migrationV2(writes);
        const sent = rounds.filter((round) => round.live && round.sent > 0).map((one) => one.sent);
        expect([sent, rounds.at(-1)?.sent]).toEqual([live, last]);
        expect(rounds.every(({ skipped }) => skipped === 0)).toBe(true);
      }),
      { numRuns: cases(200) },
    );
  });

  it('stops after five live rounds, whatever the volume', () => {
    const { rounds, stopReason } = carry(steady(1000));
    expect(rounds.map(({ live }) => live)).toEqual([true, true, true, true, true, false]);
    expect(stopReason).toBe('max-rounds');
  });

  it('sends fewer than 50 pages live once more before it stops', () => {
    // 40 writes in the first round, none later.
    const writes = Array.from({ length: 40 }, (_, pfn) => ({ timeNs: 1000 + pfn, pfn }));
    const { rounds, stopReason } = carry(writes);
    expect(rounds.map(({ sent }) => sent)).toEqual([PAGES, 40, 0]);
    expect(rounds.map(({ live }) => live)).toEqual([true, true, false]);
    expect(stopReason).toBe('few-pages');
    const more = carry(Array.from({ length: 50 }, (_, pfn) => ({ timeNs: 1000 + pfn, pfn })));
    expect(more.rounds.map(({ sent }) => sent)).toEqual([PAGES, 50, 0, 0]);
  });

  it('has no CLEAN between the last live round and the suspend, and one after it', () => {
    const move = moveOf(steady(100_000));
    const { guest } = move;
    const told: string[] = [];
    const { memory } = guest;
    const clean = memory.clean.bind(memory);
    memory.clean = (into) => {
      told.push('clean');
      return clean(into);
    };
    const suspend = guest.suspend.bind(guest);
    guest.suspend = () => {
      told.push('suspend');
      suspend();
    };
    move.simulation.listen((record) => {
      if (record.kind === 'round') told.push('round');
    });
    carryOut(move, { kind: 'pipeline' });
    const liveRounds = Array.from({ length: 4 }, () => ['round', 'clean']).flat();
    expect(told).toEqual([...liveRounds, 'round', 'suspend', 'clean', 'round']);
  });

  it('never stops the guest for a PEEK while it sends', () => {
    const move = moveOf(steady(100_000));
    let pauses = 0;
    const pause = move.guest.pause.bind(move.guest);
    move.guest.pause = () => {
      pauses += 1;
      return pause();
    };
    carryOut(move, { kind: 'pipeline' });
    // Four CLEANs of the running guest; the fifth finds it suspended.
    expect(pauses).toBe(4);
  });

  it('writes records: 16 B a batch, and 4104 B a page', () => {
    const move = moveOf(steady(1000));
    const { rounds, bytesSent } = carryOut(move, { kind: 'constant', pageTimeNs: PAGE_TIME_NS });
    const bytes = rounds.map(({ sent }) => {
      return batchBytes(sent) + 16 * Math.floor((sent - 1) / 1024);
    });
    expect(bytesSent).toBe(bytes.reduce((sum, one) => sum + one, 0));
  });
});
