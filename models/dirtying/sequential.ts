/**
 * Sequential writes: page after page through the region, and again from its start.
 *
 * Since the last clean the pages behind the cursor are dirty, so the next min(n, W - D) of n writes
 * dirty new pages (W pages in the working set, D dirty). Closed form for n writes after a clean:
 * min(n, W).
 */
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying, DirtyingFactory, Region, WriteCost } from './dirtying.ts';

export const sequential: DirtyingFactory = (region) => new SequentialDirtying(region);

class SequentialDirtying implements Dirtying {
  readonly region: Region;
  /** Page of the region the next write goes to. */
  #cursor = 0;
  /** Part of the next write that is paid for already, ns. */
  #paidNs = 0;
  /** New pages asked for that do not make a whole one yet. */
  #owedPages = 0;
  #epoch = -1;
  #dirtied = 0;
  /** Pages of the working set. */
  #pages: number;

  constructor(region: Region) {
    this.region = region;
    this.#pages = region.pages;
  }

  spend(budgetNs: number, cost: WriteCost, memory: GuestMemory): number {
    this.#follow(memory);
    const faultNs = memory.logging ? cost.faultNs : 0;
    let leftNs = this.#paidNs + budgetNs;
    const freshNs = cost.writeNs + faultNs;
    const fresh = Math.min(this.#pages - this.#dirtied, Math.floor(leftNs / freshNs));
    for (let index = 0; index < fresh; index += 1) this.#touch(index, memory);
    this.#dirtied += fresh;
    leftNs -= fresh * freshNs;
    const again = this.#dirtied === this.#pages ? Math.floor(leftNs / cost.writeNs) : 0;
    this.#paidNs = leftNs - again * cost.writeNs;
    this.#cursor = (this.#cursor + fresh + again) % this.#pages;
    return fresh + again;
  }

  dirty(pages: number, memory: GuestMemory): void {
    this.#follow(memory);
    this.#owedPages += pages;
    for (let looked = 0; looked < this.#pages && this.#owedPages >= 1; looked += 1) {
      if (this.#touch(0, memory)) this.#owedPages -= 1;
      this.#cursor = (this.#cursor + 1) % this.#pages;
    }
    // What the working set has no room for is lost, as a write to a dirty page is.
    this.#owedPages %= 1;
  }

  resize(pages: number): void {
    if (pages === this.#pages) return;
    this.#pages = pages;
    this.#cursor %= pages;
    // Pages behind the cursor may lie outside now: each is asked again, and marked at most once.
    this.#dirtied = 0;
  }

  /** True when the page was clean; while nothing is logged every page is. */
  #touch(ahead: number, memory: GuestMemory): boolean {
    if (!memory.logging) return true;
    const pfn = this.region.firstPfn + ((this.#cursor + ahead) % this.#pages);
    return memory.mark(memory.order.positionOf(pfn));
  }

  #follow(memory: GuestMemory): void {
    if (memory.epoch === this.#epoch && memory.logging) return;
    this.#epoch = memory.epoch;
    this.#dirtied = memory.logging ? 0 : this.#pages;
  }
}
