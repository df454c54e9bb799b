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

/** The same by the object of parameters, which many migrations share. */
const known = new WeakMap<ParameterValues, Map<string, StageTimeTable>>();

/** The table of a machine at any caps, the same for machines of equal numbers. */
export function stageTimeTable(machine: Machine): StageTimeTable {
  const { dom0, bytesPerNs, background, copying } = machine;
  const [source, destination] = dom0;
  const hosts = `${source.vcpus} ${destination.vcpus} ${source.turns} ${destination.turns}`;
  const { wire, latencyNs, skips, slowdown, parameters } = copying;
  const way = `${bytesPerNs} ${latencyNs} ${wire.system}`;
  const key = `${hosts} ${background} ${way} ${skips} ${slowdown}`;
  const ofParameters = known.get(parameters) ?? new Map<string, StageTimeTable>();
  if (ofParameters.size > TABLES_MOST) ofParameters.clear();
  const table = ofParameters.get(key) ?? tableByText(key, machine);
  known.set(parameters, ofParameters.set(key, table));
  return table;
}

function tableByText(key: string, machine: Machine): StageTimeTable {
  // All parameters: some of them change nothing here, which costs a table at most.
  const text = `${key} ${Object.values(machine.copying.parameters).join(' ')}`;
  const table = tables.get(text) ?? new StageTimeTable(machine);
  tables.delete(text);
  tables.set(text, table);
  if (tables.size > TABLES_MOST) tables.delete(tables.keys().next().value as string);
  return table;
}

export class StageTimeTable {
  readonly toolstack: MeasuredToolstack;
  readonly #machine: Machine;
  readonly #measured = new Map<number, MeasuredTimes>();

  constructor(machine: Machine) {
    this.#machine = machine;
    this.toolstack = measuredToolstack(machine.copying);
  }

  /** The times at two caps, percent, Infinity for none. */
  at(sourceCapPercent: number, destinationCapPercent: number): MeasuredTimes {
    const source = placeOf(sourceCapPercent);
    const destination = placeOf(destinationCapPercent);
    const corners = [
      [source.low, destination.low, (1 - source.part) * (1 - destination.part)],
      [source.low, destination.high, (1 - source.part) * destination.part],
      [source.high, destination.low, source.part * (1 - destination.part)],
      [source.high, destination.high, source.part * destination.part],
    ] as const;
    const used = corners.filter(([, , weight]) => weight > 0);
    const measured = used.map(([one, other]) => this.#timesAt(one, other));
    if (used.length === 1) return measured[0] as MeasuredTimes;
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
