/**
 * When a virtual CPU that always wants the CPU runs and stands under Xen 4's credit scheduler:
 * against Xen's own rule, timer by timer, and against turns that were measured.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Vcpu } from '../../../../../sim/engine/machine/flow/domain.ts';
import { keepRows, numberColumn, readCsv, textColumn } from '../../../../../sim/text/csv.ts';
import { Xen4Credit, type Xen4Domain } from '../../../../support/xen4-credit.ts';

const phases = vi.hoisted(() => ({ accountNs: 0, tickNs: 0 }));

vi.mock(import('../../../../../sim/engine/machine/scheduler/tick-clock.ts'), async (original) => {
  return { ...(await original()), timerPhases: () => ({ ...phases }) };
});
const { domainOn, MS, onOff } = await import('../../../../support/machines.ts');
type Bench = ReturnType<typeof onOff>;

/** When it was switched in and out, in turn, ns. */
function switches(bench: Bench, vcpu: Vcpu, untilNs: number): number[] {
  const found: number[] = [];
  while (bench.simulation.step() && bench.simulation.nowNs <= untilNs) {
    if (vcpu.speed > 0 !== (found.length % 2 === 1)) found.push(bench.simulation.nowNs);
  }
  return found;
}

/** Those of the first domain in the engine. All are new to the host, with no credit. */
function engineSwitches(domains: readonly Xen4Domain[], untilNs: number): number[] {
  const bench = onOff(1, 'exact');
  let first: Vcpu | undefined;
  bench.simulation.at(1, () => {
    for (const [index, { weight, cap, fromNs }] of domains.entries()) {
      const { domain, task } = domainOn(bench, `d${index}`, { weight, capPercent: cap });
      first ??= domain.vcpus[0];
      bench.simulation.at(fromNs, () => void task.load(1));
    }
  });
  while (first === undefined) bench.simulation.step();
  return switches(bench, first, untilNs);
}

const cap = fc.oneof(fc.constant(Infinity), fc.integer({ min: 5, max: 110 }));
// Whole credits: Xen carries what is left of one at each tick, the engine at each accounting.
const CREDIT_NS = MS / 10;
const credits = (min: number, max: number) =>
  fc.integer({ min, max }).map((many) => many * CREDIT_NS);
const timers = fc.record({ accountNs: credits(1, 299), tickNs: credits(1, 99) });
const fromNs = credits(400, 3000);

describe('the engine runs and parks as the timers of Xen 4 do', () => {
  it.each([
    ['one that is alone', 0],
    ['one beside a busy neighbour', 1],
  ])('%s', (_, neighbours) => {
    const weight = fc.constantFrom(64, 256, 512);
    const domain = fc.record({ weight, cap, fromNs });
    const domains = fc.array(domain, { minLength: 1 + neighbours, maxLength: 1 + neighbours });
    fc.assert(
      fc.property(domains, timers, (those, when) => {
        const times = [when.accountNs, when.tickNs, ...those.map((each) => each.fromNs)];
        fc.pre(new Set(times.map((ns) => ns % (10 * MS))).size === times.length);
        Object.assign(phases, when);
        const untilNs = 2500 * MS;
        const [expected] = new Xen4Credit(those, when).run(untilNs);
        expect(engineSwitches(those, untilNs)).toEqual(expected);
      }),
      { seed: 19, numRuns: 60 },
    );
  });
});

/** A turn as it was measured. */
interface Turn {
  readonly onMs: number;
  readonly offMs: number;
}

/** Measured turns by guest, its weight and Dom0's cap. */
function readTurns(): Map<string, Turn[]> {
  const text = readFileSync('scenarios/measured/xen417/on-off.csv', 'utf8');
  const table = keepRows(readCsv(text, 'on-off.csv'), 'scheduler = credit');
  const onMs = numberColumn(table, 'on_ms');
  const offMs = numberColumn(table, 'off_ms');
  const guests = textColumn(table, 'guest');
  const weights = numberColumn(table, 'guest_weight');
  const found = new Map<string, Turn[]>();
  for (const [index, percent] of numberColumn(table, 'dom0_cap_pct').entries()) {
    const key = [guests[index], weights[index], percent].join(' ');
    const turns = found.get(key) ?? [];
    found.set(key, turns);
    turns.push({ onMs: onMs[index]!, offMs: offMs[index]! });
  }
  return found;
}

/** When Dom0 runs and stands from when it begins to spin. */
function turnsOf(times: readonly number[]): Turn[] {
  const between = times.slice(1).map((ns, index) => (ns - times[index]!) / MS);
  return between.flatMap((onMs, index) =>
    index % 2 === 0 && index + 1 < between.length ? [{ onMs, offMs: between[index + 1]! }] : [],
  );
}

/** A Dom0 that was quiet before, alone. */
function turnsAlone(capPercent: number, startMs: number, seed: number): Turn[] {
  const bench = onOff(1, 'exact', String(seed));
  const { domain, task } = domainOn(bench, 'Dom0', { capPercent });
  bench.simulation.at(startMs * MS, () => void task.load(1));
  return turnsOf(switches(bench, domain.vcpus[0] as Vcpu, (startMs + 2000) * MS));
}

/** A Dom0 without credit, beside a guest that has been spinning for a second. */
function turnsBeside(cap: number, startMs: number): Turn[] {
  const dom0 = { weight: 256, cap, fromNs: startMs * MS };
  const guest = { weight: 256, cap: Infinity, fromNs: 40 * MS };
  return turnsOf(engineSwitches([dom0, guest], (startMs + 2000) * MS));
}

/** What the spinning process does not see: gaps under 0.15 ms, and its kernel's work, ms. */
const BLIND_MS = 0.2;

/** Whether the turns are the same but for what a process cannot see. */
function areSame(those: readonly Turn[], others: readonly Turn[]): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= BLIND_MS;
  return those.every(({ onMs, offMs }, index) => {
    const other = others[index];
    return other === undefined || (near(onMs, other.onMs) && near(offMs, other.offMs));
  });
}

// Accounting slips through the phases of the tick slowly: it was late in them in these runs.
function setPhases(accountMs: number, sinceTickMs = 9.5): void {
  phases.accountNs = Math.round(accountMs * MS);
  phases.tickNs = Math.round(((accountMs + 10 - sinceTickMs) % 10) * MS);
}

describe('turns that were measured come out to 0.2 ms', () => {
  const all = readTurns();

  it.each([
    ['90 / 90 at 50 %', 50],
    ['30 / 90 and 60 / 120 in turn at 30 %', 30],
    ['30 / 270 at 10 %', 10],
  ])('alone, the first as well, with one of eight credits: %s', (_, cap) => {
    const turns = all.get(`none 0 ${cap}`)!;
    const startMs = 205;
    setPhases((startMs + turns[0]!.onMs) % 30);
    const found = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => turnsAlone(cap, startMs, seed));
    expect(found.some((each) => areSame(turns, each))).toBe(true);
  });

  it.each([
    ['60 / 60 without a cap', 0],
    ['30 / 30 at 50 %', 50],
  ])('beside a guest that spins, but for the first: %s', (_, cap) => {
    const turns = all.get(`cpu 256 ${cap}`)!.slice(1);
    setPhases(29.5);
    const starts = Array.from({ length: 15 }, (_, index) => 1001 + 2 * index);
    const found = starts.map((startMs) => turnsBeside(cap === 0 ? Infinity : cap, startMs));
    expect(found.some((each) => areSame(turns, each.slice(1)))).toBe(true);
  });

  it('at 50 % not where accounting comes right after a tick, as in Xen 3.2', () => {
    setPhases(28.2, 0.1);
    const found = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => turnsAlone(50, 205, seed));
    expect(new Set(found.flatMap((turns) => turns.slice(1)).map(({ onMs }) => onMs))).toEqual(
      new Set([60]),
    );
  });
});
