/**
 * Which pages QEMU sends as a few bytes: those of zeros, the first time around; and from then on,
 * with XBZRLE, those in its cache, as what has changed in them.
 */
import type { GuestMemory } from '../machine/memory/guest-memory.ts';
import { DeltaCache } from './delta-cache.ts';
import type { Deltas } from './policy.ts';
import type { WireFormat } from './wire-format.ts';

export class FewBytePages {
  /** Due pages of few bytes when they were looked at. */
  readonly noted: Uint32Array;
  /** Whether pages may be such. */
  mayCome: boolean;
  /** Pages of the round that went as what had changed in them. */
  deltaPages = 0;
  /** As which pages go now. */
  wire: WireFormat;
  readonly #memory: GuestMemory;
  readonly #deltas: Deltas | undefined;
  #cache: DeltaCache | undefined;

  constructor(memory: GuestMemory, wire: WireFormat, deltas?: Deltas) {
    this.#memory = memory;
    this.#deltas = deltas;
    this.wire = wire;
    this.mayCome = wire.seesZeroPages;
    this.noted = new Uint32Array(memory.mapped.length);
  }

  /** Bytes of a page with contents, and of another. */
  get weights(): readonly [number, number] {
    return [this.wire.batchBytes(1, 0), this.wire.batchBytes(1, 1)];
  }

  /** The dirty log was read. */
  read(): void {
    this.#cache?.grow();
  }

  /** The search has gone around (find_dirty_block of migration/ram.c). */
  wrap(): void {
    if (this.#cache !== undefined) return;
    this.noted.fill(0);
    this.mayCome = this.#deltas !== undefined;
    if (this.#deltas === undefined) return;
    this.#cache = new DeltaCache(this.#deltas.cachePages);
    this.wire = this.#deltas.wire;
  }

  /** Notes which of the due pages of a word are such. */
  note(index: number, due: number): number {
    if (!this.mayCome) return 0;
    const few = this.#cache?.hits(index, due) ?? due & this.#memory.zeros(index);
    this.noted[index] = few;
    return few;
  }

  /** Pages of a word go out. @param few of them as a few bytes. */
  take(index: number, mask: number, few: number): void {
    if (this.#cache === undefined) return;
    this.#cache.use(index, mask);
    this.deltaPages += few;
  }
}
