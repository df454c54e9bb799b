/** The credit scheduler against the table of on and off times and the rules of sharing. */
import { describe, expect, it } from 'vitest';
import type { Domain, Vcpu } from '../../../../../sim/engine/machine/flow/domain.ts';
import {
  type Bench,
  domainOn,
  fluid,
  MS,
  onOff,
  runTo,
  usedNs,
} from '../../../../support/machines.ts';

/**
 * Lengths of the on- and off-phases of a virtual CPU until a time, ms, the first and last left out.
 */
function phases(bench: Bench, vcpu: Vcpu, untilMs: number): { on: number[]; off: number[] } {
  const found = { on: [] as number[], off: [] as number[] };
  let running = false;
  let sinceMs = 0;
  let started = false;
  while (bench.simulation.nowNs < untilMs * MS && bench.simulation.step()) {
    const now = vcpu.speed > 0;
    if (now === running) continue;
    const nowMs = bench.simulation.nowNs / MS;
    if (started) found[running ? 'on' : 'off'].push(Math.round(nowMs - sinceMs));
    started = true;
    running = now;
    sinceMs = nowMs;
  }
  return { on: found.on.slice(2), off: found.off.slice(2) };
}

/** Section 3.4 of docs/explanation/xen-algorithm.md: cap, on, off. */
const TABLE: readonly [number, number[], number[]][] = [
  [5, [30], [570]],
  [10, [30], [270]],
  [15, [30], [150, 180]],
  [20, [30], [120]],
  [25, [30], [90]],
  [30, [30], [60, 90]],
  [40, [60], [90]],
  [50, [60], [60]],
  [60, [90], [60]],
  [70, [120, 150], [60]],
  [75, [180], [60]],
  [80, [240], [60]],
  [90, [540], [60]],
  [95, [1140], [60]],
  [99, [5940], [60]],
];

describe('a capped virtual CPU that is always runnable', () => {
  it.each(TABLE)('at %i %% runs and stands for the times Xen lets it', (cap, on, off) => {
    const bench = onOff(12);
    const { domain, task } = domainOn(bench, 'Dom0', { capPercent: cap });
    task.load(1);
    const found = phases(bench, domain.vcpus[0] as Vcpu, 60_000);
    expect([...new Set(found.on)].sort((a, b) => a - b)).toEqual(on);
    expect([...new Set(found.off)].sort((a, b) => a - b)).toEqual(off);
  });

  it.each(TABLE.map(([cap]) => cap))('at %i %% gets its cap in the long run', (cap) => {
    for (const debit of ['sampled', 'exact'] as const) {
      const bench = onOff(12, debit);
      const { domain, task } = domainOn(bench, 'Dom0', { capPercent: cap });
      task.load(1);
      runTo(bench, 120_000 * MS);
      expect(Math.abs(usedNs(bench, domain) / (120_000 * MS) - cap / 100)).toBeLessThan(0.006);
    }
  });

  it('at 100 % and without a cap runs always', () => {
    for (const capPercent of [Infinity, 100]) {
      const bench = onOff(12);
      const { domain, task } = domainOn(bench, 'Dom0', { capPercent });
      task.load(1);
      runTo(bench, 10_000 * MS);
      expect(usedNs(bench, domain)).toBeCloseTo(10_000 * MS, 0);
    }
  });
});

describe('domains that share one physical CPU', () => {
  it.each([
    ['equal weights', 256, 256, 0.5],
    ['twice the weight', 512, 256, 2 / 3],
  ])('with %s get CPU by weight in both forms', (_, mine, other, share) => {
    for (const bench of [onOff(1), onOff(1, 'exact'), fluid(1)]) {
      const a = domainOn(bench, 'a', { weight: mine });
      const b = domainOn(bench, 'b', { weight: other });
      a.task.load(1);
      b.task.load(1);
      runTo(bench, 60_000 * MS);
      const total = usedNs(bench, a.domain) + usedNs(bench, b.domain);
      expect(total / (60_000 * MS)).toBeCloseTo(1, 6);
      expect(Math.abs(usedNs(bench, a.domain) / total - share)).toBeLessThan(0.02);
    }
  });

  it('leave to the others what a cap forbids one to use', () => {
    for (const bench of [onOff(1, 'exact'), fluid(1)]) {
      const capped = domainOn(bench, 'capped', { capPercent: 20 });
      const free = domainOn(bench, 'free');
      capped.task.load(1);
      free.task.load(1);
      runTo(bench, 60_000 * MS);
      expect(usedNs(bench, capped.domain) / (60_000 * MS)).toBeLessThan(0.21);
      expect(usedNs(bench, capped.domain) / (60_000 * MS)).toBeGreaterThan(0.19);
      expect(usedNs(bench, free.domain) / (60_000 * MS)).toBeGreaterThan(0.79);
    }
  });

  it('get, of the fluid form, what others begin or cease to want', () => {
    const bench = fluid(1);
    const { domain, task } = domainOn(bench, 'steady');
    const other = domainOn(bench, 'other');
    task.load(1);
    const stop = other.task.load(0.2);
    bench.simulation.at(100 * MS, () => {
      stop();
      other.task.load(0.4);
    });
    runTo(bench, 200 * MS);
    expect(usedNs(bench, domain) / MS).toBeCloseTo(80 + 60, 6);
    expect(usedNs(bench, other.domain) / MS).toBeCloseTo(20 + 40, 6);
  });

  it('get, of both forms, what a paused one had', () => {
    for (const bench of [onOff(1, 'exact'), fluid(1)]) {
      const busy = domainOn(bench, 'busy');
      const paused = domainOn(bench, 'paused');
      busy.task.load(1);
      paused.task.load(1);
      bench.simulation.at(0, () => bench.scheduler.pause(paused.domain));
      runTo(bench, 50 * MS);
      expect(usedNs(bench, busy.domain)).toBeCloseTo(50 * MS, 0);
      expect(usedNs(bench, paused.domain)).toBe(0);
    }
  });

  it('earn with the least weight, so that it runs now and then', () => {
    for (const debit of ['sampled', 'exact'] as const) {
      const bench = onOff(1, debit);
      const great = domainOn(bench, 'great', { weight: 4096 });
      const small = domainOn(bench, 'small', { weight: 1 });
      great.task.load(1);
      small.task.load(1);
      runTo(bench, 120_000 * MS);
      expect(usedNs(bench, small.domain) / (120_000 * MS)).toBeGreaterThan(0.002);
      expect(usedNs(bench, small.domain) / (120_000 * MS)).toBeLessThan(0.02);
    }
  });

  it('give way at once to one that wakes boosted', () => {
    const bench = onOff(1);
    const busy = domainOn(bench, 'busy');
    busy.task.load(1);
    const sleeper = domainOn(bench, 'sleeper');
    const finished: number[] = [];
    bench.simulation.start(
      (function* () {
        yield 5 * MS;
        yield* sleeper.task.burn(MS);
        finished.push(bench.simulation.nowNs / MS);
      })(),
    );
    runTo(bench, 100 * MS);
    expect(finished).toEqual([6]);
  });
});

describe('domains on a host with room for all', () => {
  it.each([
    ['first', ['light', 'one', 'other']],
    ['last', ['one', 'other', 'light']],
  ])('get what their caps allow, the one of least weight %s', (_, names) => {
    for (const bench of [onOff(4), onOff(4, 'exact')]) {
      let light: Domain | undefined;
      for (const name of names) {
        const isLight = name === 'light';
        const options = isLight ? { weight: 1, capPercent: 50 } : { weight: 4096 };
        const { domain, task } = domainOn(bench, name, options);
        task.load(1);
        if (isLight) light = domain;
      }
      runTo(bench, 60_000 * MS);
      expect(usedNs(bench, light as Domain) / (60_000 * MS)).toBeCloseTo(0.5, 2);
    }
  });
});

describe('a virtual CPU that blocks and wakes all the time', () => {
  it('leaves its gaps to others on its physical CPU, and loses nothing to them', () => {
    for (const bench of [onOff(1), onOff(1, 'exact'), fluid(1)]) {
      const part = domainOn(bench, 'part');
      const busy = domainOn(bench, 'busy');
      part.task.load(0.3);
      busy.task.load(1);
      runTo(bench, 60_000 * MS);
      const mine = usedNs(bench, part.domain) / (60_000 * MS);
      const others = usedNs(bench, busy.domain) / (60_000 * MS);
      expect(mine + others).toBeCloseTo(1, 6);
      expect(mine).toBeGreaterThan(0.28);
      expect(mine).toBeLessThan(0.301);
    }
  });

  it.each([2, 3, 4])(
    'is one of %i, who share the CPU when they want more than there is',
    (many) => {
      const bench = onOff(1, 'exact');
      const all = Array.from({ length: many }, (_, index) => domainOn(bench, `d${index}`));
      for (const { task } of all) task.load(0.6);
      runTo(bench, 60_000 * MS);
      const shares = all.map(({ domain }) => usedNs(bench, domain) / (60_000 * MS));
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      for (const share of shares) expect(Math.abs(share - 1 / many)).toBeLessThan(0.1);
    },
  );
});

describe('a paused domain', () => {
  it('uses nothing until it is unpaused as often as it was paused', () => {
    const bench = onOff(2);
    const { domain, task } = domainOn(bench, 'a');
    task.load(1);
    bench.simulation.at(10 * MS, () => bench.scheduler.pause(domain));
    bench.simulation.at(20 * MS, () => bench.scheduler.pause(domain));
    bench.simulation.at(30 * MS, () => bench.scheduler.unpause(domain));
    bench.simulation.at(40 * MS, () => bench.scheduler.unpause(domain));
    runTo(bench, 50 * MS);
    expect(usedNs(bench, domain) / MS).toBeCloseTo(20, 6);
  });
});
