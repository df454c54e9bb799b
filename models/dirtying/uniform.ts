/**
 * Uniform writes: each write goes to any page of the region with equal probability, at random
 * instants.
 *
 * Writes form a Poisson stream, so each page is first written after an exponential time of its own,
 * independently of the others: a page still clean is dirty g later with p = 1 - exp(-g / (W u)),
 * for W pages and u of CPU per write. Closed form for the mean number of dirty pages after a clean:
 * W (1 - exp(-n / W)) for n expected writes.
 *
 * Because pages are independent, a page's fate may be drawn when somebody looks at it, and 32 pages
 * at once: only the words that a pass reads, and all of them at a CLEAN. No write is ever drawn, so
 * the rate costs nothing.
 *
 * Faults are charged at their mean, F W (1 - exp(-g / (W u))) after writing for g; the deviation of
 * one epoch is below F sqrt(W) / 2, about 1 ms of CPU for 1 GiB.
 */
import { exp, expm1 } from '../../sim/kernel/portable.ts';
import type { RandomStream } from '../../sim/kernel/random.ts';
import type { GuestMemory, MarkSource } from '../../sim/machine/guest-memory.ts';
import type { Dirtying, DirtyingFactory, Region, WriteCost } from './dirtying.ts';

export const uniform: DirtyingFactory = (region, random, memory) => {
  const dirtying = new UniformDirtying(region, random, memory);
  memory.addSource(dirtying);
  return dirtying;
};

/** Newton steps for the CPU left to writes; it converges in three or four. */
const NEWTON_STEPS = 12;

class UniformDirtying implements Dirtying, MarkSource {
  readonly region: Region;
  readonly #random: RandomStream;
  /** Pages of the region, in scan order. */
  readonly #members: Uint32Array;
  /** Expected writes to one page since the last clean. */
  #exposure = 0;
  /** The exposure at which each word was drawn last. */
  readonly #drawnAt: Float64Array;
  /** The probability that belongs to `#knownGap`, a difference of exposures. */
  #knownProbability = 0;
  #knownGap = 0;

  constructor(region: Region, random: RandomStream, memory: GuestMemory) {
    this.region = region;
    this.#random = random;
    this.#members = memory.select(region.firstPfn, region.pages);
    this.#drawnAt = new Float64Array(this.#members.length);
  }

  spend(budgetNs: number, { writeNs, faultNs }: WriteCost, memory: GuestMemory): number {
    const { pages } = this.region;
    if (!memory.logging) return budgetNs / writeNs;
    const rate = 1 / (writeNs * pages);
    const faultsNs = faultNs * pages * exp(-this.#exposure);
    const writingNs = timeForWrites(budgetNs, faultsNs, rate);
    this.#exposure += writingNs * rate;
    return writingNs / writeNs;
  }

  cleaned(): void {
    this.#exposure = 0;
    this.#drawnAt.fill(0);
  }

  draw(wordIndex: number, dirty: number): number {
    const clean = (this.#members[wordIndex] as number) & ~dirty;
    if (clean === 0) return 0;
    const gap = this.#exposure - (this.#drawnAt[wordIndex] as number);
    if (gap === 0) return 0;
    this.#drawnAt[wordIndex] = this.#exposure;
    return this.#random.bits(clean, this.#probability(gap));
  }

  #probability(gap: number): number {
    if (gap !== this.#knownGap) {
      this.#knownGap = gap;
      this.#knownProbability = -expm1(-gap);
    }
    return this.#knownProbability;
  }
}

/**
 * The part g of a budget that goes into writes when first writes cost faults too: g + F (1 -
 * exp(-rate g)) = budget. The left side grows and bends down, so Newton converges from the left.
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
