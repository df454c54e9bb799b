/**
 * Uniform writes: each write goes to any page of the region with equal probability, at random instants.
 *
 * Writes form a Poisson stream, so each page is first written after an exponential time, independently of the others.
 * Of C clean pages out of W, n expected writes dirty a binomial number with p = 1 - exp(-n / W); which ones is
 * uniform. Closed form for the mean after a clean: W (1 - exp(-n / W)). No write to a dirty page is ever drawn.
 */
import { binomial } from '../../sim/kernel/binomial.ts';
import { exp, expm1 } from '../../sim/kernel/portable.ts';
import type { RandomStream } from '../../sim/kernel/random.ts';
import type { GuestMemory } from '../../sim/machine/guest-memory.ts';
import type { Dirtying, DirtyingFactory, Region, WriteCost, Written } from './dirtying.ts';

export const uniform: DirtyingFactory = (region, random) => new UniformDirtying(region, random);

/** Newton steps for the CPU left to writes; it converges in three or four. */
const NEWTON_STEPS = 12;

class UniformDirtying implements Dirtying {
  readonly region: Region;
  readonly #random: RandomStream;
  #epoch = -1;
  #dirtied = 0;
  /** Positions of the pages still clean, once half are dirty; before that a draw finds a clean one soon enough. */
  #clean: Uint32Array | undefined;
  /** Faults that cost more than expected, to be paid from the next budget, ns. */
  #debtNs = 0;

  constructor(region: Region, random: RandomStream) {
    this.region = region;
    this.#random = random;
  }

  spend(budgetNs: number, cost: WriteCost, memory: GuestMemory): Written {
    this.#follow(memory);
    if (!memory.logging) return { writes: budgetNs / cost.writeNs, newlyDirtied: 0 };
    const clean = this.region.pages - this.#dirtied;
    const leftNs = budgetNs - this.#debtNs;
    if (leftNs <= 0) {
      this.#debtNs = -leftNs;
      return { writes: 0, newlyDirtied: 0 };
    }
    const rate = 1 / (cost.writeNs * this.region.pages);
    const writingNs = timeForWrites(leftNs, clean * cost.faultNs, rate);
    const probability = -expm1(-writingNs * rate);
    const newlyDirtied = binomial(this.#random, clean, probability);
    this.#debtNs = (newlyDirtied - clean * probability) * cost.faultNs;
    for (let count = newlyDirtied; count > 0; count -= 1) memory.mark(this.#drawClean(memory));
    return { writes: writingNs / cost.writeNs, newlyDirtied };
  }

  #follow(memory: GuestMemory): void {
    if (memory.epoch === this.#epoch) return;
    this.#epoch = memory.epoch;
    this.#dirtied = 0;
    this.#clean = undefined;
  }

  /** Position of a random clean page, which counts as dirty from then on. */
  #drawClean(memory: GuestMemory): number {
    const { pages, firstPfn } = this.region;
    if (this.#clean === undefined && this.#dirtied * 2 >= pages) this.#listClean(memory);
    const left = pages - this.#dirtied;
    this.#dirtied += 1;
    if (this.#clean !== undefined) {
      const at = this.#random.below(left);
      const position = this.#clean[at] as number;
      this.#clean[at] = this.#clean[left - 1] as number;
      return position;
    }
    for (;;) {
      const position = memory.order.positionOf(firstPfn + this.#random.below(pages));
      if (!memory.isDirty(position)) return position;
    }
  }

  #listClean(memory: GuestMemory): void {
    const { pages, firstPfn } = this.region;
    this.#clean = new Uint32Array(pages - this.#dirtied);
    let count = 0;
    for (let pfn = firstPfn; pfn < firstPfn + pages; pfn += 1) {
      const position = memory.order.positionOf(pfn);
      if (!memory.isDirty(position)) this.#clean[count++] = position;
    }
  }
}

/**
 * The part g of a budget that goes into writes when first writes cost faults too:
 * g + F (1 - exp(-rate g)) = budget. The left side grows and bends down, so Newton from the right end converges.
 */
function timeForWrites(budgetNs: number, faultsNs: number, rate: number): number {
  if (faultsNs === 0) return budgetNs;
  let g = budgetNs / (1 + faultsNs * rate);
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const excess = g - faultsNs * expm1(-rate * g) - budgetNs;
    const next = g - excess / (1 + faultsNs * rate * exp(-rate * g));
    if (Math.abs(next - g) <= 1e-9 * budgetNs) return next;
    g = next;
  }
  return g;
}
