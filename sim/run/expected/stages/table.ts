/**
 * Stage times at any caps: cells are made at some caps when they are first needed, kept, and
 * interpolated between. Times go with 1 / cap where a cap is what limits, so 1 / cap is what they
 * are interpolated over; no cap is 0 there, as 1 / Infinity is.
 */

import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import { CELL, type Machine, measureStages } from './measure.ts';

const CAPS = [200, 100, 80, 65, 55, 50, 45, 40, 33, 27, 20, 14, 10, 7, 5, 3, 2, 1] as const;

/** Caps at which cells are made, percent; Infinity is no cap. */
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

/** Tables that were used last are kept, in the order of their use; and of those, some by costs. */
const TABLES_MOST = 64;
const RECENT_MOST = 8;
const tables = new Map<string, StageTimeTable>();
const recentTables = new WeakMap<ParameterValues, StageTimeTable[]>();

/** The table of a machine. */
export function stageTimeTable(machine: Machine): StageTimeTable {
  const { parameters } = machine.work;
  let recent = recentTables.get(parameters);
  if (recent === undefined) {
    recent = [];
    recentTables.set(parameters, recent);
  }
  for (const table of recent) if (table.isOf(machine)) return table;
  const table = tableByText(machine);
  recent.push(table);
  if (recent.length > RECENT_MOST) recent.shift();
  return table;
}

/** The same for machines of equal numbers, whichever objects these are in. */
function tableByText(machine: Machine): StageTimeTable {
  const { dom0, pipe, background, work } = machine;
  const [source, destination] = dom0;
  const turns = `${source.turns} ${destination.turns}`;
  const hosts = `${source.vcpus} ${destination.vcpus} ${turns} ${background}`;
  const way = `${pipe.bytesPerNs} ${pipe.sendBufferBytes} ${pipe.receiveBufferBytes}`;
  // All parameters: some of them change nothing here, which costs a table at most.
  const costs = Object.values(work.parameters).join(' ');
  const key = `${hosts} ${way} ${work.wire.system} ${work.skips} ${work.slowdown} ${costs}`;
  const table = tables.get(key) ?? new StageTimeTable(machine);
  tables.delete(key);
  tables.set(key, table);
  if (tables.size > TABLES_MOST) tables.delete(tables.keys().next().value as string);
  return table;
}

export class StageTimeTable {
  readonly #machine: Machine;
  readonly #cells = new Map<number, Float64Array>();
  readonly #mixed = new Float64Array(CELL.size);

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Whether it is that of a machine whose parameters have the same values as its own. */
  isOf({ dom0: [source, destination], pipe, background, work }: Machine): boolean {
    const own = this.#machine;
    return (
      background === own.background &&
      pipe.sendBufferBytes === own.pipe.sendBufferBytes &&
      pipe.receiveBufferBytes === own.pipe.receiveBufferBytes &&
      source.vcpus === own.dom0[0].vcpus &&
      destination.vcpus === own.dom0[1].vcpus &&
      source.turns === own.dom0[0].turns &&
      destination.turns === own.dom0[1].turns &&
      pipe.bytesPerNs === own.pipe.bytesPerNs &&
      work.wire.system === own.work.wire.system &&
      work.skips === own.work.skips &&
      work.slowdown === own.work.slowdown
    );
  }

  /** The values at two caps, percent, Infinity for none. The next call uses the array again. */
  at(sourceCapPercent: number, destinationCapPercent: number): Float64Array {
    const source = placeOf(sourceCapPercent);
    const destination = placeOf(destinationCapPercent);
    this.#mixed.fill(0);
    this.#add(source.low, destination.low, (1 - source.part) * (1 - destination.part));
    this.#add(source.low, destination.high, (1 - source.part) * destination.part);
    this.#add(source.high, destination.low, source.part * (1 - destination.part));
    this.#add(source.high, destination.high, source.part * destination.part);
    return this.#mixed;
  }

  #add(source: number, destination: number, weight: number): void {
    if (weight === 0) return;
    const key = source * NODES.length + destination;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      const caps = [NODES[source] as number, NODES[destination] as number] as const;
      cell = measureStages(this.#machine, caps);
      this.#cells.set(key, cell);
    }
    for (let index = 0; index < CELL.size; index += 1) {
      this.#mixed[index] = (this.#mixed[index] as number) + weight * (cell[index] as number);
    }
  }
}
