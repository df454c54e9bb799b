/**
 * The loop of xc_save against the same loop written page by page, and the proof that it loses
 * nothing.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';

import { PagePass } from '../../../../sim/engine/mechanism/page-pass.ts';
import { PageVersions } from '../../../../sim/engine/mechanism/page-versions.ts';
import { WIRE_V1 as wireV1 } from '../../../../sim/engine/mechanism/wire-format-v1.ts';
import {
  carryOut,
  type Move,
  type MoveOptions,
  newMove,
} from '../../../../sim/study/fuzz/oracle/moves.ts';
import { naiveRounds, type Write } from '../../../../sim/study/fuzz/oracle/naive-loop.ts';
import { traceActivity } from '../../../../sim/study/fuzz/oracle/trace-activity.ts';
import { cases } from '../../../support/properties.ts';

const PAGE_TIME_NS = 1000;

function anyWrites(pages: number): fc.Arbitrary<Write[]> {
  const write = fc.record({
    timeNs: fc.integer({ min: 1, max: 12_000_000 }),
    pfn: fc.nat(pages - 1),
  });
  return fc
    .array(write, { maxLength: 400 })
    .map((writes) => writes.sort((a, b) => a.timeNs - b.timeNs));
}

const anyMove = fc.integer({ min: 40, max: 4000 }).chain((pages) => {
  return fc.record({
    pages: fc.constant(pages),
    slackPages: fc.nat(100),
    scan: fc.constantFrom('rotated' as const, 'plain' as const),
    writes: anyWrites(pages),
    maxRounds: fc.integer({ min: 1, max: 12 }),
    maxFactor: fc.integer({ min: 1, max: 4 }),
    minPages: fc.integer({ min: 0, max: 60 }),
  });
});

describe('the pre-copy loop', () => {
  it('gives the rounds of the loop written page by page, for any writes', () => {
    fc.assert(
      fc.property(anyMove, ({ writes, ...options }) => {
        const move = newMove({
          ...options,
          activity: (simulation) => traceActivity(simulation, writes),
        });
        const outcome = carryOut(move, { kind: 'constant', pageTimeNs: PAGE_TIME_NS });
        const { memory } = move.guest;
        const naive = naiveRounds({
          ...options,
          p2mPages: memory.p2mPages,
          mapped: (pfn) => pfn < options.pages,
          pfnAt: (position) => memory.order.pfnAt(position),
          writes,
          pageTimeNs: PAGE_TIME_NS,
        });
        const rounds = outcome.rounds.map(({ sent, skipped, dirtied }) => {
          return { sent, skipped, dirtied };
        });
        expect(rounds).toEqual(naive);
      }),
      { numRuns: cases(150) },
    );
  });

  it('without writes takes the mapped pages times the page time, then an empty final round', () => {
    const move = newMove({ ...quiet, pages: 5000, slackPages: 2048, scan: 'rotated' });
    const outcome = carryOut(move, { kind: 'constant', pageTimeNs: 65_000 });
    expect(outcome.rounds.map(({ sent }) => sent)).toEqual([5000, 0, 0]);
    expect(outcome.parts.reduce((sum, part) => sum + part.durationNs, 0)).toBe(5000 * 65_000);
    expect(outcome.stopReason).toBe('few-pages');
  });

  it('sends every page once more when the guest writes all of them in every round', () => {
    const move = newMove({
      pages: 100,
      slackPages: 0,
      scan: 'plain',
      maxRounds: 5,
      maxFactor: 100,
      minPages: 50,
      activity: (_, memory) => ({
        cpuDemand: 0,
        advance: () => {
          if (move.simulation.nowNs % 100_000 === 0 && move.simulation.nowNs > 0) markAll(memory);
        },
      }),
    });
    const outcome = carryOut(move, { kind: 'constant', pageTimeNs: 1000 });
    expect(outcome.stopReason).toBe('max-rounds');
    expect(outcome.rounds.at(-1)?.sent).toBe(100);
  });
});

const quiet = {
  activity: () => ({ cpuDemand: 0, advance: () => undefined }),
} satisfies Partial<MoveOptions>;

function markAll(memory: GuestMemory): void {
  for (let position = 0; position < memory.pages; position += 1) memory.mark(position);
}

/** A guest that writes a few pages all the time, through the full pipeline. */
function busyMove(): Move {
  const writes = Array.from({ length: 4000 }, (_, index) => {
    return { timeNs: index * 300_000, pfn: (index * 37) % 3000 };
  });
  return newMove({
    pages: 3000,
    slackPages: 64,
    scan: 'rotated',
    activity: (simulation) => traceActivity(simulation, writes),
  });
}

const PIPELINE = { kind: 'pipeline' } as const;

describe('page contents', () => {
  it('are equal at the destination when the guest resumes', () => {
    expect(carryOut(busyMove(), PIPELINE).rounds.length).toBeGreaterThan(2);
  });

  it('differ when a CLEAN loses what it found', () => {
    const move = busyMove();
    const { memory } = move.guest;
    const clean = memory.clean.bind(memory);
    let cleans = 0;
    memory.clean = (into) => {
      const count = clean(into);
      if (++cleans !== 2) return count;
      into.fill(0);
      return 0;
    };
    expect(() => carryOut(move, PIPELINE)).toThrow(/pages differ at the destination/);
  });

  it('differ when a page is skipped that was not written again', () => {
    const move = busyMove();
    const { memory } = move.guest;
    const peek = memory.peek.bind(memory);
    memory.peek = (index) => peek(index) | (index === 7 ? 0b1000 : 0);
    const clean = memory.clean.bind(memory);
    memory.clean = (into) => {
      const count = clean(into);
      const wrong = ((into[7] as number) >>> 3) & 1;
      into[7] = (into[7] as number) & ~0b1000;
      return count - wrong;
    };
    expect(() => carryOut(move, PIPELINE)).toThrow(/pages differ at the destination/);
  });

  it('differ when a page of a batch never arrives', () => {
    const move = busyMove();
    const versions = move.versions as PageVersions;
    const taken = versions.taken.bind(versions);
    versions.taken = (index, mask) => taken(index, index === 3 ? mask & ~1 : mask);
    expect(() => carryOut(move, PIPELINE)).toThrow(/pages differ at the destination/);
  });

  it('differ when a page is sent before its last write and not again', () => {
    const move = busyMove();
    const { memory } = move.guest;
    const clean = memory.clean.bind(memory);
    let dropped = -1;
    memory.clean = (into) => {
      const count = clean(into);
      if (!move.guest.suspended) return count;
      const index = into.findIndex((word) => word !== 0);
      dropped = index;
      into[index] = (into[index] as number) & ((into[index] as number) - 1);
      return count - 1;
    };
    expect(() => carryOut(move, PIPELINE)).toThrow(/1 pages differ at the destination/);
    expect(dropped).toBeGreaterThanOrEqual(0);
  });

  it('count a page that is read while it is written as unfinished', () => {
    const memory = newMove({ ...quiet, pages: 64, slackPages: 0, scan: 'plain' }).guest.memory;
    memory.startLogging();
    const versions = new PageVersions(memory);
    memory.watcher = versions;
    const pass = new PagePass(memory, { skips: false, wire: wireV1 });
    pass.onTake = (index, mask) => versions.taken(index, mask);
    memory.mark(5);
    pass.startRound();
    pass.takeBatch(true);
    pass.clean();
    expect(() => versions.compare()).toThrow(
      '1 pages differ at the destination, the first is pfn 5',
    );
  });
});
