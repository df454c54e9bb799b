/**
 * Which pages a guest's writes hit.
 *
 * A dirtying model has a region of the guest's pages to itself. It turns writes into newly dirtied
 * pages, at a cost that follows the newly dirtied ones: a page that is dirty already costs nothing.
 *
 * Writes cost the guest CPU, and the first write to a page after each clean costs more (a shadow
 * fault). So a model is given CPU to spend, not a number of writes: faults slow the writer down by
 * themselves.
 */
import type { RandomStream } from '../../sim/engine/kernel/random.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';

/** A stretch of a guest's pfns. */
export interface Region {
  readonly firstPfn: number;
  readonly pages: number;
}

/** CPU prices for the guest. */
export interface WriteCost {
  /** CPU per write, ns; above 0. */
  readonly writeNs: number;
  /** Extra CPU for the first write to a page since the last clean, ns. */
  readonly faultNs: number;
}

export interface Dirtying {
  readonly region: Region;
  /**
   * Spends CPU of the guest on writes. @param budgetNs CPU to spend, at least 0.
   * @returns the writes done; may be a fraction.
   */
  spend(budgetNs: number, cost: WriteCost, memory: GuestMemory): number;
  /**
   * Dirties pages of the working set that are clean, whatever number of writes that takes.
   * @param pages expected number, at least 0; may be a fraction. The working set bounds it.
   */
  dirty(pages: number, memory: GuestMemory): void;
  /**
   * From now on writes go to the first pages of the region only; without a call, to all of it.
   * @param pages from 1 to those of the region.
   */
  resize(pages: number): void;
}

/** Makes a dirtying model for a region, that of its largest working set; all have this shape. */
export type DirtyingFactory = (
  region: Region,
  random: RandomStream,
  memory: GuestMemory,
) => Dirtying;
