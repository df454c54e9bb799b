/** Writers whose rate and working set vary: as many writes as the integral of the rate says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DirtyingFactory } from '../../../models/dirtying/dirtying.ts';
import { sequential } from '../../../models/dirtying/sequential.ts';
import { uniform } from '../../../models/dirtying/uniform.ts';
import { Course, type CourseSpec, constant } from '../../../models/workload/course.ts';
import { WorkingSet } from '../../../models/workload/working-set.ts';
import { type Pacing, WriteWorkload } from '../../../models/workload/writer.ts';
import { RandomStream } from '../../../sim/engine/kernel/random.ts';
import { GuestMemory } from '../../../sim/engine/machine/memory/guest-memory.ts';
import { countDirty } from '../../support/count-dirty.ts';
import { cases } from '../../support/properties.ts';

const SECOND = 1e9;

interface Options {
  readonly rate: CourseSpec;
  readonly pacing: Pacing;
  readonly make?: DirtyingFactory;
  /** Pages; steps. */
  readonly workingSet?: CourseSpec;
  readonly sizes?: readonly number[];
  readonly seed?: number;
  readonly tickNs?: number;
}

function writerOf({ rate, pacing, make = uniform, seed = 1, tickNs = 0, ...set }: Options) {
  const { sizes = [4096], workingSet = constant(4096) } = set;
  const memory = new GuestMemory({ pages: 4096, slackPages: 0, scan: 'rotated' });
  memory.startLogging();
  const region = { firstPfn: 0, pages: sizes.at(-1) as number };
  const dirtying = make(region, new RandomStream(`writer ${seed}`), memory);
  const writer = new WriteWorkload({
    kind: 'replay',
    rate: new Course(rate),
    workingSet: new WorkingSet(new Course(workingSet), sizes),
    pacing,
    dirtying,
    pattern: 'uniform',
    faultNs: 0,
    writeNs: 200,
    otherCpu: 0,
    idleShare: 0,
    vcpus: 1,
    tickNs,
  });
  /** Lives until a time, with all the CPU it wants, or with none. */
  let nowNs = 0;
  const live = (untilNs: number, cpuShare = writer.cpuDemand): void => {
    while (nowNs < untilNs) {
      const endNs = Math.min(untilNs, writer.nextChangeNs(nowNs));
      const wallNs = endNs - nowNs;
      writer.advance(
        { startNs: nowNs, endNs, wallNs, sleeps: 0, cpuNs: wallNs * cpuShare, ioBytes: 0 },
        memory,
      );
      nowNs = endNs;
      writer.change(nowNs);
    }
  };
  return { writer, memory, live };
}

const ramp: CourseSpec = {
  atNs: [0, 10 * SECOND],
  values: [0, 200],
  interpolate: 'linear',
  after: 'repeat',
  lengthNs: 10 * SECOND,
};

describe('a rate that varies', () => {
  it('makes as many writes as its integral says, however often somebody looks', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 25 * SECOND }), { maxLength: 40 });
    fc.assert(
      fc.property(looks, fc.constantFrom('clock' as const, 'timer' as const), (times, pacing) => {
        const { memory, live } = writerOf({ rate: ramp, pacing, make: sequential });
        for (const ns of [...times, 25 * SECOND].sort((a, b) => a - b)) live(ns);
        // Two ramps of 1000 writes and a quarter of the third: 0.5 x 20 x 5 ^ 2.
        expect(Math.abs(countDirty(memory) - 2250)).toBeLessThanOrEqual(1);
      }),
      { numRuns: cases(40) },
    );
  });

  it('dirties W (1 - exp(-n / W)) pages in expectation when writes are uniform', () => {
    const counts = Array.from({ length: 30 }, (_, seed) => {
      const { memory, live } = writerOf({ rate: ramp, pacing: 'clock', seed });
      live(20 * SECOND);
      return countDirty(memory);
    });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(Math.abs(mean - 4096 * (1 - Math.exp(-2000 / 4096)))).toBeLessThan(25);
  });

  it('is kept by the clock without CPU, and by a timer only with it', () => {
    const rate = constant(1000);
    const [clock, timer] = (['clock', 'timer'] as const).map((pacing) => {
      const { memory, live } = writerOf({ rate, pacing, make: sequential });
      live(SECOND, 0);
      return countDirty(memory);
    });
    expect([clock, timer]).toEqual([1000, 0]);
  });

  it('of dirtied pages makes as many pages dirty, until the working set is', () => {
    for (const make of [uniform, sequential]) {
      const { memory, live } = writerOf({ rate: constant(1000), pacing: 'dirtied', make });
      live(2 * SECOND);
      expect(Math.abs(countDirty(memory) - 2000)).toBeLessThan(make === uniform ? 100 : 1);
      live(6 * SECOND);
      expect(countDirty(memory)).toBe(4096);
      memory.clean(new Uint32Array(memory.mapped.length));
      live(7 * SECOND);
      expect(Math.abs(countDirty(memory) - 1000)).toBeLessThan(make === uniform ? 90 : 1);
    }
  });

  it('wants the CPU of its mean in each stretch, and says when that changes', () => {
    const rate: CourseSpec = { ...ramp, atNs: [0, SECOND, 2 * SECOND], values: [0, 0, 1e6] };
    const { writer } = writerOf({ rate, pacing: 'timer' });
    expect([writer.cpuDemand, writer.nextChangeNs(0)]).toEqual([0, SECOND]);
    writer.change(SECOND);
    expect([writer.cpuDemand, writer.nextChangeNs(SECOND)]).toEqual([0.1, 2 * SECOND]);
    expect(writerOf({ rate: constant(5), pacing: 'cpu' }).writer.nextChangeNs(0)).toBe(Infinity);
  });
});

describe('a working set that varies', () => {
  const workingSet: CourseSpec = { ...constant(0), atNs: [0, SECOND], values: [1000, 200] };
  const sizes = [200, 1000];

  it('is where the writes go', () => {
    for (const make of [uniform, sequential]) {
      const rate = constant(100_000);
      const { memory, live } = writerOf({ rate, pacing: 'clock', make, workingSet, sizes });
      live(SECOND);
      expect(countDirty(memory)).toBe(1000);
      memory.clean(new Uint32Array(memory.mapped.length));
      live(2 * SECOND);
      expect(countDirty(memory)).toBe(200);
      const into = new Uint32Array(memory.mapped.length);
      memory.clean(into);
      for (let pfn = 0; pfn < 1000; pfn += 1) {
        const position = memory.order.positionOf(pfn);
        expect(((into[position >>> 5] as number) >>> (position & 31)) & 1).toBe(pfn < 200 ? 1 : 0);
      }
    }
  });

  it('keeps what its pages had before it shrank', () => {
    const rate = constant(1000);
    const { memory, live } = writerOf({ rate, pacing: 'clock', workingSet, sizes });
    live(SECOND);
    live(1.2 * SECOND);
    // 800 pages of 1 write, 200 of 1 + 200 / 200.
    const expected = 800 * (1 - Math.exp(-1)) + 200 * (1 - Math.exp(-2));
    expect(Math.abs(countDirty(memory) - expected)).toBeLessThan(60);
  });
});

describe('a writer whose timer ticks', () => {
  it.each([
    [0, 1000],
    [2e6, 900],
    [1e9, 0],
  ])('of %s ns loses half a tick each time it is put to sleep', (tickNs, writes) => {
    const rate = constant(1000);
    const { writer, memory } = writerOf({ rate, pacing: 'timer', make: sequential, tickNs });
    const interval = { startNs: 0, endNs: 2 * SECOND, wallNs: SECOND, cpuNs: SECOND, ioBytes: 0 };
    writer.advance({ ...interval, sleeps: 100 }, memory);
    expect(countDirty(memory)).toBe(writes);
  });
});
