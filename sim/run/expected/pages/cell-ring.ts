/**
 * The ring of pages that QEMU sends, as cells: the same search, on and around, over expected
 * numbers of pages. Whole pages go out; parts of pages that are due stay due until they make one.
 */
import { PageRing, type Stretch } from '../../../engine/mechanism/page-ring.ts';
import type { WireFormat } from '../../../engine/mechanism/wire-format.ts';
import type { CellMemory } from './cell-memory.ts';
import type { Cell } from './cells.ts';

/** Parts of a page that are rounding. */
const NONE = 1e-6;
const HALF_A_PAGE = 0.5;

/** Of pages of which none is zero, and none is new. */
const NOTHING = { zeros: 0, zeroPages: 0, newPages: 0 };

/** Weights of a page, and of a page of zeros. */
type Weights = readonly [number, number];

export class CellRing extends PageRing {
  readonly #memory: CellMemory;
  readonly #bytes: Weights;
  /** The cell at which the search goes on. */
  #at = 0;
  /** Expected pages that are due. */
  #due: number;
  /** Those of them that were never sent. */
  #unsent: number;
  #seesZeros: boolean;
  /** Parts of pages of zeros that have made no whole one yet. */
  #owedZeros = 0;

  constructor(memory: CellMemory, wire: WireFormat) {
    super(memory, wire);
    this.#memory = memory;
    this.#bytes = [wire.batchBytes(1, 0), wire.batchBytes(1, 1)];
    this.#due = memory.cells.reduce((sum, { due }) => sum + due, 0);
    this.#unsent = this.#due;
    this.due = this.#due;
    this.left = this.#due;
    this.#seesZeros = wire.seesZeroPages;
  }

  /** Whether zero pages may come: those of the start do, the first time around. */
  override get seesZeroPages(): boolean {
    return this.#seesZeros;
  }

  override clean(): number {
    this.#memory.cleanCells();
    this.#due = this.#memory.cells.reduce((sum, { due }) => sum + due, 0);
    this.left = Math.floor(this.#due + NONE);
    this.due = this.left;
    return this.due;
  }

  override ahead(bytesMost: number, pagesMost: number): Stretch {
    this.#seek();
    const most = Math.min(this.left, pagesMost);
    // A page of zeros is the lightest.
    const alike = this.#alike(Math.min(most, bytesMost / this.#bytes[1] + 1));
    const there = Math.min(most, Math.max(1, Math.floor(alike + NONE)));
    const isBound = bytesMost < Infinity;
    const pages = isBound ? this.#pagesFor(there, bytesMost + 1, this.#bytes) : there;
    const { zeroPages, newPages } = this.#first(pages);
    return {
      ...{ pages, zeroPages, newPages },
      wire: this.wire,
      scanned: 0,
      pagesFor: (target, ...weights) => this.#pagesFor(pages, target, weights),
      zerosIn: (first) => this.#first(first).zeroPages,
    };
  }

  override take(pages: number): void {
    const { zeros, zeroPages } = this.#first(pages);
    this.#owedZeros += zeros - zeroPages;
    this.zeroPages += zeroPages;
    let left = pages;
    for (const index of this.#around()) {
      const cell = this.#memory.cells[index] as Cell;
      const taken = Math.min(cell.due, left);
      const fresh = taken * (cell.unsent / cell.due);
      cell.unsent -= fresh;
      this.#unsent -= fresh;
      cell.due -= taken;
      if (cell.due < NONE) cell.due = 0;
      left -= taken;
      this.#at = index;
      if (left < NONE) break;
    }
    this.#due -= pages;
    this.sent += pages;
    this.left -= pages;
  }

  /** Cells with due pages, from here on and around. */
  *#around(): Generator<number> {
    const { cells } = this.#memory;
    const from = this.#at;
    for (let step = 0; step < cells.length; step += 1) {
      const index = (from + step) % cells.length;
      if ((cells[index] as Cell).due > 0) yield index;
    }
  }

  /** To the next cell with due pages; pages of zeros are seen the first time around. */
  #seek(): void {
    const { cells } = this.#memory;
    while (this.#at < cells.length && (cells[this.#at] as Cell).due === 0) this.#at += 1;
    if (this.#at < cells.length) return;
    this.#seesZeros = false;
    this.#at = cells.findIndex(({ due }) => due > 0);
  }

  /** Due pages from here on that are all zeros, all others, or both mixed; counted so far. */
  #alike(most: number): number {
    if (!this.seesZeroPages) return this.left;
    const { cells } = this.#memory;
    const kind = this.#kindOf(cells[this.#at] as Cell);
    let pages = 0;
    for (let index = this.#at; index < cells.length && pages < most; index += 1) {
      const cell = cells[index] as Cell;
      if (cell.due === 0) continue;
      if (this.#kindOf(cell) !== kind) break;
      pages += cell.due;
    }
    return pages;
  }

  #kindOf(cell: Cell): number {
    const zeros = this.#zerosOf(cell);
    return zeros === 0 || zeros === 1 ? zeros : 2;
  }

  /** Share of its due pages that are seen to be zero. */
  #zerosOf({ zeroShare, unsent, due }: Cell): number {
    return this.seesZeroPages ? (zeroShare * unsent) / due : 0;
  }

  /** What the next pages are: whole pages of zeros make up for those of before. */
  #first(pages: number): { zeros: number; zeroPages: number; newPages: number } {
    if (!this.seesZeroPages && this.#unsent < HALF_A_PAGE) return NOTHING;
    let left = pages;
    let [zeros, fresh] = [0, 0];
    for (const index of this.#around()) {
      const cell = this.#memory.cells[index] as Cell;
      const part = Math.min(cell.due, left);
      const zeroPart = part * this.#zerosOf(cell);
      zeros += zeroPart;
      fresh += part * (cell.unsent / cell.due) - zeroPart;
      left -= part;
      if (left < NONE) break;
    }
    const zeroPages = Math.min(pages, Math.max(0, Math.round(this.#owedZeros + zeros)));
    const newPages = Math.min(pages - zeroPages, Math.max(0, Math.round(fresh)));
    return { zeros, zeroPages, newPages };
  }

  /** The fewest of the next pages that weigh a target together, so many at most. */
  #pagesFor(most: number, target: number, [page, zeroPage]: Weights): number {
    if (!this.seesZeroPages) return Math.min(most, Math.ceil(target / page - NONE));
    let pages = 0;
    let weight = 0;
    for (const index of this.#around()) {
      const cell = this.#memory.cells[index] as Cell;
      const zeros = this.#zerosOf(cell);
      const each = page + zeros * (zeroPage - page);
      if (weight + cell.due * each >= target) {
        return Math.min(most, Math.ceil(pages + (target - weight) / each - NONE));
      }
      pages += cell.due;
      weight += cell.due * each;
      if (pages >= most) break;
    }
    return most;
  }
}
