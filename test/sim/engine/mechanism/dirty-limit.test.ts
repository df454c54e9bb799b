/**
 * dirty-limit: the sleep against dirtylimit.c by hand, the whole against a virtual CPU written
 * write by write, and what it is for: those that write meet the quota, the others are not slowed.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequential } from '../../../../models/dirtying/sequential.ts';
import { uniform } from '../../../../models/dirtying/uniform.ts';
import { Course, constant } from '../../../../models/workload/course.ts';
import { WorkingSet } from '../../../../models/workload/working-set.ts';
import { WriteWorkload } from '../../../../models/workload/writer.ts';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { Simulation } from '../../../../sim/engine/kernel/simulation.ts';
import { Domain } from '../../../../sim/engine/machine/flow/domain.ts';
import { Machinery } from '../../../../sim/engine/machine/flow/machinery.ts';
import { Guest } from '../../../../sim/engine/machine/guest/guest.ts';
import { Host } from '../../../../sim/engine/machine/guest/host.ts';
import { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';
import { FluidScheduler } from '../../../../sim/engine/machine/scheduler/fluid-scheduler.ts';
import { DirtyLimit, RingSleep } from '../../../../sim/engine/mechanism/dirty-limit.ts';
import { naiveDirtyLimit } from '../../../support/naive-dirty-limit.ts';

interface Setting {
  readonly writesPerSecond: number;
  readonly pages: number;
  readonly quotaMib: number;
  readonly periodMs: number;
  readonly ringPages: number;
  readonly seconds: number;
  readonly vcpus?: number;
  readonly writers?: number;
  readonly pattern?: 'sequential' | 'uniform';
}

/** A guest under the limit from the start, as it is then. */
function limited({ pattern = 'sequential', vcpus = 1, writers = 1, ...given }: Setting) {
  const simulation = new Simulation('1');
  const machinery = new Machinery(simulation);
  const dom0 = { vcpus: 1, weight: 256, capPercent: Infinity };
  const scheduler = new FluidScheduler(8, machinery.touch);
  const host = new Host(machinery, { name: 'a', scheduler, memoryBytes: 2 ** 40, dom0 });
  const { pages } = given;
  const memory = new GuestMemory({ pages, slackPages: 0, scan: 'plain' });
  const make = pattern === 'uniform' ? uniform : sequential;
  const writer = new WriteWorkload({
    kind: 'write',
    rate: new Course(constant(given.writesPerSecond)),
    workingSet: new WorkingSet(new Course(constant(pages)), [pages]),
    pacing: 'cpu',
    pattern,
    dirtying: make({ firstPfn: 0, pages }, new RandomStream('writes'), memory),
    ...{ faultNs: 0, writeNs: 200, otherCpu: 0, idleShare: 0, tickNs: 0, vcpus: writers },
  });
  const domain = new Domain('vm', { ...dom0, vcpus });
  const guest = new Guest(machinery, host, { domain, memory, activities: [writer] });
  let writes = 0;
  writer.ring.add = ((add) => (count: number, ns: number) => {
    writes += count;
    add.call(writer.ring, count, ns);
  })(writer.ring.add);
  const { quotaMib, ringPages, periodMs } = given;
  const rules = { quotaMib, ringPages, periodSeconds: periodMs / 1000, begins: () => true };
  const limit = new DirtyLimit(simulation, guest, rules);
  const until = (seconds: number) => {
    const endNs = seconds * 1e9;
    simulation.at(endNs, () => guest.sync());
    simulation.run({ finished: () => simulation.nowNs >= endNs });
    return { writes, cpus: domain.vcpus.map(({ cpuNs }) => cpuNs / 1e9) };
  };
  return { limit, until };
}

describe('the sleep after a full ring', () => {
  it('makes up for all that is missing where it is far off, then goes in tenths', () => {
    const sleep = new RingSleep({ quotaMib: 100, ringPages: 4096 });
    sleep.adjust(400);
    // 16 MiB at 400 MiB/s are 40 ms; 75 % too much.
    expect(sleep.us).toBe(120_000);
    sleep.adjust(150);
    expect(sleep.us).toBe(124_000);
    sleep.adjust(125);
    sleep.adjust(75);
    expect(sleep.us).toBe(124_000);
    sleep.adjust(60);
    expect(sleep.us).toBe(120_000);
    sleep.adjust(0);
    expect(sleep.us).toBe(0);
  });

  it('is at most 99 times what fills it', () => {
    const sleep = new RingSleep({ quotaMib: 1, ringPages: 4096 });
    for (let times = 0; times < 5; times += 1) sleep.adjust(1000);
    expect(sleep.us).toBe(99 * 16_000);
  });
});

describe('dirty-limit', () => {
  it('is that of a virtual CPU written write by write', () => {
    const settings = fc.record({
      writesPerSecond: fc.integer({ min: 20_000, max: 200_000 }),
      pages: fc.integer({ min: 2000, max: 60_000 }),
      quotaMib: fc.integer({ min: 1, max: 400 }),
      periodMs: fc.integer({ min: 200, max: 1000 }),
      ringPages: fc.constantFrom(1024, 4096),
      seconds: fc.constant(4),
    });
    fc.assert(
      fc.property(settings, (setting) => {
        const naive = naiveDirtyLimit(setting);
        const { writes } = limited(setting).until(setting.seconds);
        // A measured rate that lies at a whole MiB/s may be either.
        expect(Math.abs(writes / naive.writes - 1)).toBeLessThan(0.05);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  const fast = { writesPerSecond: 200_000, pages: 400_000, periodMs: 1000, ringPages: 4096 };

  it.each(['sequential', 'uniform'] as const)('meets the quota within 25 MiB/s (%s)', (pattern) => {
    const setting = { ...fast, quotaMib: 100, pattern, seconds: 13 };
    const { until } = limited(setting);
    const atFirst = until(1).writes;
    expect(atFirst).toBeCloseTo(200_000, -2);
    const before = until(3).writes;
    const mibPerSecond = (until(13).writes - before) / 10 / 256;
    expect(Math.abs(mibPerSecond - 100)).toBeLessThanOrEqual(26);
  });

  it('does not slow those that do not write', () => {
    const { until, limit } = limited({
      ...fast,
      ...{ quotaMib: 50, seconds: 5, vcpus: 4, writers: 1 },
    });
    const { cpus, writes } = until(5);
    const [writing = 0, ...others] = cpus;
    for (const cpu of others) expect(cpu).toBeCloseTo(5, 6);
    expect(writing).toBeCloseTo(writes / 200_000, 3);
    expect(writing).toBeLessThan(2.5);
    expect(limit.share()).toBeCloseTo(1 - writing / 5, 3);
  });

  it('does not slow those whose pages fit into the ring', () => {
    const { until } = limited({ ...fast, pages: 3000, quotaMib: 1, seconds: 5 });
    expect(until(5).writes).toBeCloseTo(1e6, -1);
  });
});
