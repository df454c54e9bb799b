/**
 * Duty cells at any caps: cells are made at some caps when they are first needed, kept, and
 * interpolated between. Times go with 1 / cap where a cap is what limits, so 1 / cap is what they
 * are interpolated over; no cap is 0 there.
 */
import { CELL, dutyCell, type Machine } from './duty-cell.ts';

/** Caps at which cells are made, percent; 0 is no cap. */
const NODES = [0, 200, 100, 80, 65, 55, 50, 45, 40, 33, 27, 20, 14, 10, 7, 5, 3, 2, 1] as const;

const inverse = (capPercent: number): number => (capPercent > 0 ? 100 / capPercent : 0);

/** Where a cap lies between two nodes. */
interface Place {
  readonly low: number;
  readonly high: number;
  /** Weight of the node `high`. */
  readonly part: number;
}

function placeOf(capPercent: number): Place {
  const x = inverse(capPercent);
  let low = 0;
  while (low < NODES.length - 1 && inverse(NODES[low + 1] as number) <= x) low += 1;
  const from = inverse(NODES[low] as number);
  const high = Math.min(low + 1, NODES.length - 1);
  const to = inverse(NODES[high] as number);
  return { low, high, part: to > from ? (x - from) / (to - from) : 0 };
}

export class DutyTable {
  readonly #machine: Machine;
  readonly #cells = new Map<number, Float64Array>();
  readonly #mixed = new Float64Array(CELL.size);

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** The values at two caps, percent, 0 for none. The array is used again by the next call. */
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
      cell = dutyCell(this.#machine, caps);
      this.#cells.set(key, cell);
    }
    for (let index = 0; index < CELL.size; index += 1) {
      this.#mixed[index] = (this.#mixed[index] as number) + weight * (cell[index] as number);
    }
  }
}
