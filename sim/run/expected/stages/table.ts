/**
 * Stage times at any caps: they are measured at some caps when first needed, kept, and
 * interpolated between. Times go with 1 / cap where a cap is what limits, so 1 / cap is what they
 * are interpolated over; no cap is 0 there, as 1 / Infinity is.
 */

import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import { type MeasuredTimes, measureStages, timesBy } from './measure.ts';
import type { Dom0Spec, Machine } from './pilot-migration.ts';
import { type MeasuredToolstack, measuredToolstack } from './toolstack.ts';

const CAPS = [200, 100, 80, 65, 55, 50, 45, 40, 33, 27, 20, 14, 10, 7, 5, 3, 2, 1] as const;

/** Caps at which stages are measured, percent; Infinity is no cap. */
const NODES: readonly number[] = [Infinity, ...CAPS];

const inverse = (capPercent: number): number => 100 / capPercent;

/** Where a cap lies between two nodes. */
interface Place {
  readonly low: number;
  readonly high: number;
  /** Weight of the node `high`. */
  readonly part: number;
}

const INVERSES = NODES.map(inverse);

function placeOf(capPercent: number): Place {
  const x = inverse(capPercent);
  let low = 0;
  while (low < NODES.length - 1 && (INVERSES[low + 1] as number) <= x) low += 1;
  const from = INVERSES[low] as number;
  const high = Math.min(low + 1, NODES.length - 1);
  const to = INVERSES[high] as number;
  return { low, high, part: to > from ? (x - from) / (to - from) : 0 };
}

/** Tables that were used last are kept, in the order of their use. */
const TABLES_MOST = 64;
const tables = new Map<string, StageTimeTable>();

/** Of those, some by the object of parameters, which many migrations share. */
const RECENT_MOST = 8;
const recentTables = new WeakMap<ParameterValues, StageTimeTable[]>();

/** The table of a machine at any caps, the same for machines of equal numbers. */
export function stageTimeTable(machine: Machine): StageTimeTable {
  const { parameters } = machine.copying;
  const facts = factsOf(machine);
  const recent = recentTables.get(parameters) ?? [];
  for (const table of recent) if (table.isOf(facts)) return table;
  const table = tableByText(machine, facts);
  recent.push(table);
  if (recent.length > RECENT_MOST) recent.shift();
  recentTables.set(parameters, recent);
  return table;
}

function tableByText(machine: Machine, facts: Facts): StageTimeTable {
  // All parameters: some of them change nothing here, which costs a table at most.
  const text = [...facts, ...Object.values(machine.copying.parameters)].join(' ');
  const table = tables.get(text) ?? new StageTimeTable(machine, facts);
  tables.delete(text);
  tables.set(text, table);
  if (tables.size > TABLES_MOST) tables.delete(tables.keys().next().value as string);
  return table;
}

type Facts = ReturnType<typeof factsOf>;

/** What a table depends on beside caps and parameters. */
function factsOf({ dom0: [one, other], bytesPerNs, background, copying }: Machine) {
  const { wire, latencyNs, skips, slowdown } = copying;
  const { vcpus, turns } = one;
  const way = [bytesPerNs, latencyNs, wire.system] as const;
  return [vcpus, other.vcpus, turns, other.turns, background, ...way, skips, slowdown] as const;
}

export class StageTimeTable {
  readonly toolstack: MeasuredToolstack;
  readonly #machine: Machine;
  readonly #facts: Facts;
  readonly #measured = new Map<number, MeasuredTimes>();

  constructor(machine: Machine, facts: Facts) {
    this.#machine = machine;
    this.#facts = facts;
    this.toolstack = measuredToolstack(machine.copying);
  }

  /** Whether it is that of a machine whose parameters have the same values as its own. */
  isOf(facts: Facts): boolean {
    for (let index = 0; index < facts.length; index += 1) {
      if (facts[index] !== this.#facts[index]) return false;
    }
    return true;
  }

  /** The times at two caps, percent, Infinity for none. */
  at(sourceCapPercent: number, destinationCapPercent: number): MeasuredTimes {
    const source = placeOf(sourceCapPercent);
    const destination = placeOf(destinationCapPercent);
    if (source.part === 0 && destination.part === 0) {
      return this.#timesAt(source.low, destination.low);
    }
    const corners = [
      [source.low, destination.low, (1 - source.part) * (1 - destination.part)],
      [source.low, destination.high, (1 - source.part) * destination.part],
      [source.high, destination.low, source.part * (1 - destination.part)],
      [source.high, destination.high, source.part * destination.part],
    ] as const;
    const used = corners.filter(([, , weight]) => weight > 0);
    const measured = used.map(([one, other]) => this.#timesAt(one, other));
    return timesBy((name) => {
      return used.reduce((sum, [, , weight], index) => {
        return sum + weight * (measured[index] as MeasuredTimes)[name];
      }, 0);
    });
  }

  #timesAt(source: number, destination: number): MeasuredTimes {
    const key = source * NODES.length + destination;
    const known = this.#measured.get(key);
    if (known !== undefined) return known;
    const [one, other] = this.#machine.dom0;
    const capped = (dom0: Dom0Spec, node: number) => {
      return { ...dom0, capPercent: NODES[node] as number };
    };
    const dom0 = [capped(one, source), capped(other, destination)] as const;
    const times = measureStages({ ...this.#machine, dom0 });
    this.#measured.set(key, times);
    return times;
  }
}
