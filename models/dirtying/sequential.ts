/**
 * Sequential writes: page after page through the region, and again from its start.
 *
 * Since the last clean the pages behind the cursor are dirty, so the next min(n, W - D) of n writes
 * dirty new pages (W pages in the region, D dirty). Closed form for n writes after a clean: min(n,
 * W).
 */
import type { GuestMemory } from '../../sim/machine/guest-memory.ts';
import type { Dirtying, DirtyingFactory, Region, WriteCost } from './dirtying.ts';

export const sequential: DirtyingFactory = (region) => new SequentialDirtying(region);

class SequentialDirtying implements Dirtying {
  readonly region: Region;
  /** Page of the region the next write goes to. */
  #cursor = 0;
  /** Part of the next write that is paid for already, ns. */
  #paidNs = 0;
  #epoch = -1;
  #dirtied = 0;

  constructor(region: Region) {
    this.region = region;
  }

  spend(budgetNs: number, cost: WriteCost, memory: GuestMemory): number {
    this.#follow(memory);
    const { pages } = this.region;
    const faultNs = memory.logging ? cost.faultNs : 0;
    let leftNs = this.#paidNs + budgetNs;
    const freshNs = cost.writeNs + faultNs;
    const fresh = Math.min(pages - this.#dirtied, Math.floor(leftNs / freshNs));
    for (let index = 0; index < fresh; index += 1) this.#touch(index, memory);
    this.#dirtied += fresh;
    leftNs -= fresh * freshNs;
    const again = this.#dirtied === pages ? Math.floor(leftNs / cost.writeNs) : 0;
    this.#paidNs = leftNs - again * cost.writeNs;
    this.#cursor = (this.#cursor + fresh + again) % pages;
    return fresh + again;
  }

  #touch(ahead: number, memory: GuestMemory): void {
    if (!memory.logging) return;
    const { firstPfn, pages } = this.region;
    memory.mark(memory.order.positionOf(firstPfn + ((this.#cursor + ahead) % pages)));
  }

  #follow(memory: GuestMemory): void {
    if (memory.epoch === this.#epoch && memory.logging) return;
    this.#epoch = memory.epoch;
    this.#dirtied = memory.logging ? 0 : this.region.pages;
  }
}
