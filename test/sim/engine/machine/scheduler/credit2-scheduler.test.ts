/** credit2 in turns, against a naive one, closed forms, and turns that were measured. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../../../../../sim/engine/kernel/simulation.ts';
import { Domain } from '../../../../../sim/engine/machine/flow/domain.ts';
import { Task } from '../../../../../sim/engine/machine/flow/task.ts';
import { median } from '../../../../../sim/study/fit/statistics.ts';
import {
  type Bench,
  credit2,
  domainOn,
  fluid2,
  MS,
  runTo,
  usedNs,
} from '../../../../support/machines.ts';
import { type Burst, NaiveCredit2, type Turn } from '../../../../support/naive-credit2.ts';

/** One domain of a drawn host. */
interface Drawn {
  readonly weight: number;
  readonly capPercent: number | undefined;
  readonly vcpus: readonly (readonly Burst[])[];
}

const burst = fc.record({
  atNs: fc.integer({ min: 1, max: 120 * MS }),
  cpuNs: fc.integer({ min: 1000, max: 60 * MS }),
});
const bursts = fc
  .array(burst, { minLength: 1, maxLength: 4 })
  .map((list) => list.sort((one, other) => one.atNs - other.atNs));
/** Powers of two, so that credits are whole ns. */
const domain: fc.Arbitrary<Drawn> = fc.record({
  weight: fc.constantFrom(64, 128, 256, 512),
  capPercent: fc.option(fc.integer({ min: 3, max: 100 }), { nil: undefined }),
  vcpus: fc.array(bursts, { minLength: 1, maxLength: 2 }),
});
const host = fc.record({
  domains: fc.array(domain, { minLength: 1, maxLength: 3 }),
  switchNs: fc.constantFrom(0, 20_000),
  countsInFlight: fc.boolean(),
});

const UNTIL_NS = 250 * MS;

function* working(bench: Bench, task: Task, list: readonly Burst[]) {
  for (const { atNs, cpuNs } of list) {
    const waitNs = atNs - bench.simulation.nowNs;
    if (waitNs > 0) yield waitNs;
    yield* task.burn(cpuNs);
  }
}

/** When each virtual CPU really runs, by what the machine shows. */
function shownTurns(bench: Bench, domains: readonly Domain[]): Turn[] {
  const turns: Turn[] = [];
  const open = new Map<string, Turn>();
  bench.machinery.observer = {
    changed() {
      const { nowNs } = bench.simulation;
      for (const [at, { vcpus }] of domains.entries()) {
        for (const [index, { speed, utilisation }] of vcpus.entries()) {
          const who = `${at}.${index}`;
          const isOn = speed > 0 && utilisation > 0;
          const turn = open.get(who);
          if (isOn && turn === undefined) {
            const begun = { who, fromNs: nowNs, toNs: Infinity };
            turns.push(begun);
            open.set(who, begun);
          } else if (!isOn && turn !== undefined) {
            turn.toNs = nowNs;
            open.delete(who);
          }
        }
      }
    },
    closed() {},
  };
  return turns;
}

const seen = (turns: readonly Turn[]) =>
  turns.map(({ who, fromNs, toNs }) => `${who} ${fromNs} ${Math.min(toNs, UNTIL_NS)}`);

describe('the scheduler', () => {
  it('gives the turns that an eager one, written from the description, gives', () => {
    fc.assert(
      fc.property(host, ({ domains: drawn, switchNs, countsInFlight }) => {
        const bench = credit2(1, { switchNs, countsInFlight });
        const domains = drawn.map(({ weight, capPercent = Infinity, vcpus }, at) => {
          const one = new Domain(`d${at}`, { vcpus: vcpus.length, weight, capPercent });
          bench.scheduler.add(one);
          for (const [index, list] of vcpus.entries()) {
            const place = { vcpu: one.vcpus[index]! };
            const task = new Task(bench.machinery, one, 'work', 'guest', place);
            bench.simulation.start(working(bench, task, list));
          }
          return one;
        });
        const turns = shownTurns(bench, domains);
        runTo(bench, UNTIL_NS);
        const phases = new Simulation('1');
        const naive = new NaiveCredit2(
          drawn.map(({ weight, capPercent, vcpus }, at) => {
            const fillNs = 1 + phases.random(`host/d${at}/budget`).below(10 * MS);
            const cap = capPercent === undefined ? {} : { capPercent };
            return { weight, fillNs, vcpus, ...cap };
          }),
          switchNs,
          countsInFlight,
        );
        naive.run(UNTIL_NS);
        const expected = naive.turns
          .map((turn) => ({ ...turn, fromNs: turn.fromNs + switchNs }))
          .filter(({ fromNs, toNs }) => toNs > fromNs);
        expect(seen(turns)).toEqual(seen(expected));
      }),
      // Smaller cases are ties of events, in whose order the two differ.
      { endOnFailure: true },
    );
  });
});

/** A spinning domain beside another, or alone; with as many virtual CPUs as are asked for. */
function spin(
  bench: Bench,
  name: string,
  options: { readonly capPercent?: number; readonly weight?: number; readonly vcpus?: number },
): Domain {
  const { domain } = domainOn(bench, name, options);
  for (const vcpu of domain.vcpus) {
    new Task(bench.machinery, domain, name, 'guest', { vcpu }).load(1);
  }
  return domain;
}

const percent = fc.integer({ min: 10, max: 100 });
const weight = fc.constantFrom(64, 128, 256, 512, 1024);

describe('shares of one CPU', () => {
  it('are the cap, or the weight beside others, in both forms', () => {
    fc.assert(
      fc.property(percent, weight, weight, (capPercent, own, others) => {
        const fair = own / (own + others);
        const expected = Math.min(capPercent / 100, fair);
        for (const bench of [credit2(1), credit2(1, { countsInFlight: true }), fluid2(1)]) {
          const capped = spin(bench, 'capped', { capPercent, weight: own });
          const free = spin(bench, 'free', { weight: others });
          runTo(bench, 100 * MS);
          const [before, rest] = [usedNs(bench, capped), usedNs(bench, free)];
          runTo(bench, 2100 * MS);
          expect((usedNs(bench, capped) - before) / (2000 * MS)).toBeCloseTo(expected, 1.6);
          const both = usedNs(bench, capped) - before + usedNs(bench, free) - rest;
          expect(both).toBeCloseTo(2000 * MS, -1);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('do not depend on how many virtual CPUs share a cap', () => {
    for (const vcpus of [1, 2, 4]) {
      const bench = credit2(4);
      const domain = spin(bench, 'capped', { capPercent: 50, vcpus });
      runTo(bench, 1010 * MS);
      expect(usedNs(bench, domain) / (1010 * MS)).toBeCloseTo(0.5, 1.5);
    }
  });

  it('leave the gaps of one that blocks and wakes to another', () => {
    const bench = credit2(1);
    const light = domainOn(bench, 'light');
    light.task.load(0.3);
    const busy = spin(bench, 'busy', {});
    runTo(bench, 1000 * MS);
    expect(usedNs(bench, light.domain)).toBeCloseTo(300 * MS, -1);
    expect(usedNs(bench, busy)).toBeCloseTo(700 * MS, -1);
  });

  it('are fair where one that leaves gaps wants more than its share', () => {
    const bench = credit2(1);
    const light = domainOn(bench, 'light');
    light.task.load(0.8);
    const busy = spin(bench, 'busy', {});
    runTo(bench, 2000 * MS);
    expect(usedNs(bench, light.domain) / (2000 * MS)).toBeCloseTo(0.5, 1.5);
    expect(usedNs(bench, busy) / (2000 * MS)).toBeCloseTo(0.5, 1.5);
  });
});

describe('a change on the way', () => {
  function usedIn(bench: Bench, domain: Domain, fromNs: number, toNs: number): number {
    runTo(bench, fromNs);
    const before = usedNs(bench, domain);
    runTo(bench, toNs);
    return (usedNs(bench, domain) - before) / (toNs - fromNs);
  }

  it('of a cap acts from the next period on; without a cap all are back at once', () => {
    const bench = credit2(1);
    const domain = spin(bench, 'capped', { capPercent: 20 });
    const tune = (capPercent: number) => {
      domain.capPercent = capPercent;
      bench.scheduler.retune(domain);
    };
    expect(usedIn(bench, domain, 100 * MS, 200 * MS)).toBeCloseTo(0.2, 9);
    tune(60);
    expect(usedIn(bench, domain, 220 * MS, 320 * MS)).toBeCloseTo(0.6, 9);
    runTo(bench, 320 * MS + 9 * MS);
    tune(Infinity);
    expect(usedIn(bench, domain, 329 * MS, 400 * MS)).toBe(1);
    tune(50);
    expect(usedIn(bench, domain, 400 * MS, 405 * MS)).toBe(1);
    expect(usedIn(bench, domain, 405 * MS, 410 * MS)).toBe(0);
    expect(usedIn(bench, domain, 410 * MS, 430 * MS)).toBeCloseTo(0.5, 9);
  });

  it('of a weight acts from then on', () => {
    const bench = credit2(1);
    const domain = spin(bench, 'one', {});
    spin(bench, 'other', {});
    expect(usedIn(bench, domain, 100 * MS, 1100 * MS)).toBeCloseTo(0.5, 1.6);
    domain.weight = 768;
    bench.scheduler.retune(domain);
    expect(usedIn(bench, domain, 1200 * MS, 2200 * MS)).toBeCloseTo(0.75, 1.6);
  });
});

describe('what nothing waits for', () => {
  it('costs no events: a capped host that is idle, a busy one without a cap', () => {
    const bench = credit2(1);
    const capped = domainOn(bench, 'capped', { capPercent: 30 });
    const free = domainOn(bench, 'free');
    bench.simulation.start(working(bench, capped.task, [{ atNs: 1, cpuNs: MS }]));
    bench.simulation.start(working(bench, free.task, [{ atNs: 10 * MS, cpuNs: 5000 * MS }]));
    let count = 0;
    while (bench.simulation.step()) count += 1;
    expect(bench.simulation.nowNs).toBe(5010 * MS);
    expect(count).toBeLessThan(15);
  });
});

/** Rows of turns that were measured: those of one cap and neighbour. */
function measured(guest: string, capPercent: number) {
  const text = readFileSync('scenarios/measured/xen417/on-off.csv', 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const ofCredit2 = rows.filter((row) => row[0] === 'credit2' && row[1] === guest);
  const own = ofCredit2.filter((row) => Number(row[3]) === capPercent).slice(3);
  return {
    onMs: median(own.map((row) => Number(row[5]))),
    offMs: median(own.map((row) => Number(row[6]))),
  };
}

describe('the turns of a spinning Dom0 on Xen 4.17', () => {
  it.each([
    ['none', 50],
    ['none', 30],
    ['none', 10],
    ['cpu', 0],
    ['cpu', 50],
  ] as const)('beside %s, at a cap of %i, are the measured ones', (guest, capPercent) => {
    const bench = credit2(1, { switchNs: 20_000 });
    const dom0 = spin(bench, 'Dom0', capPercent > 0 ? { capPercent } : {});
    const domains = [dom0, ...(guest === 'cpu' ? [spin(bench, 'guest', {})] : [])];
    const turns = shownTurns(bench, domains);
    runTo(bench, UNTIL_NS);
    const own = turns.filter(({ who }) => who === '0.0').slice(3, -1);
    const on = own.map(({ fromNs, toNs }) => (toNs - fromNs) / MS);
    const off = own.slice(1).map(({ fromNs }, at) => (fromNs - own[at]!.toNs) / MS);
    const { onMs, offMs } = measured(guest, capPercent);
    expect(Math.abs(median(on) - onMs)).toBeLessThan(0.01);
    expect(Math.abs(median(off) - offMs)).toBeLessThan(0.01);
  });

  it('of two virtual CPUs at a cap of 20 % each are one in 20 ms', () => {
    const bench = credit2(1, { switchNs: 20_000 });
    const dom0 = spin(bench, 'Dom0', { capPercent: 20, vcpus: 2 });
    const turns = shownTurns(bench, [dom0]);
    runTo(bench, UNTIL_NS);
    for (const { fromNs, toNs } of turns.slice(8, -1)) expect((toNs - fromNs) / MS).toBe(1.98);
    const own = turns.filter(({ who }) => who === '0.0').slice(5);
    for (const [at, { fromNs }] of own.slice(1).entries()) {
      expect((fromNs - own[at]!.toNs) / MS).toBe(18.02);
    }
  });
});
