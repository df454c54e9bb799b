/**
 * A guest's memory without bitmaps: dirtying models keep to their laws, and are asked how many
 * pages of a cell they have written on average.
 */
import { invariant } from '../../../engine/kernel/assert.ts';
import {
  GuestMemory,
  type GuestMemoryOptions,
  type MarkSource,
} from '../../../engine/machine/memory/guest-memory.ts';
import type { Cell } from './cells.ts';

const NO_WORDS = new Uint32Array(0);

export class CellMemory extends GuestMemory {
  readonly cells: readonly Cell[];
  readonly #models: MarkSource[] = [];
  /** Where a page was marked last. */
  #marking = 0;

  /** @param options of pages in the plain order. @param cells all its pages, in order. */
  constructor(options: Omit<GuestMemoryOptions, 'scan'>, cells: readonly Cell[]) {
    super({ ...options, scan: 'plain' });
    this.cells = cells;
  }

  override addSource(source: MarkSource): void {
    super.addSource(source, NO_WORDS);
    this.#models.push(source);
  }

  override select(): Uint32Array {
    return NO_WORDS;
  }

  /** Pages are marked by a model that marks each once between two CLEANs. */
  override mark(position: number): boolean {
    if (!isIn(this.cells[this.#marking] as Cell, position)) this.#marking = this.#find(position);
    const cell = this.cells[this.#marking] as Cell;
    cell.marked = Math.min(cell.pages, cell.marked + 1);
    return true;
  }

  override startLogging(reads = false): void {
    super.startLogging(reads);
    for (const cell of this.cells) cell.marked = 0;
  }

  /** CLEAN: pages that were written are due, beside those that are. @returns how many were. */
  cleanCells(): number {
    let dirty = 0;
    for (const cell of this.cells) {
      const written = this.#writtenIn(cell);
      if (written === 0) continue;
      dirty += written;
      // Whether a page was written does not depend on whether it is due.
      cell.due += (cell.pages - cell.due) * (written / cell.pages);
      cell.marked = 0;
    }
    super.clean(NO_WORDS);
    this.foundDirty = dirty;
    return dirty;
  }

  #writtenIn({ firstPfn, pages, marked }: Cell): number {
    const expected = this.#models.reduce((sum, model) => {
      invariant(model.expected !== undefined, 'a model does not know its mean');
      return sum + model.expected(firstPfn, pages);
    }, marked);
    return Math.min(pages, expected);
  }

  #find(pfn: number): number {
    let [low, high] = [0, this.cells.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const { firstPfn, pages } = this.cells[middle] as Cell;
      if (pfn >= firstPfn + pages) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isIn({ firstPfn, pages }: Cell, pfn: number): boolean {
  return pfn >= firstPfn && pfn < firstPfn + pages;
}
