/**
 * Uniform writes: each write goes to any page of the working set with equal probability, at random
 * instants.
 *
 * Writes form a Poisson stream, so each page is first written after an exponential time of its own,
 * independently of the others: a page still clean is dirty g later with p = 1 - exp(-g / (W u)),
 * for W pages and u of CPU per write. Closed form for the mean number of dirty pages after a clean:
 * W (1 - exp(-n / W)) for n expected writes.
 *
 * Because pages are independent, a page's fate may be drawn when it is looked at, and 32 pages
 * at once: only the words that a pass reads, and all of them at a CLEAN. No write is ever drawn, so
 * the rate costs nothing.
 *
 * A working set that grows and shrinks is made of bands: the pages that one size has and the next
 * smaller one has not. All pages of a band have met the same expected writes. A band is cut when a
 * size first ends within it, and not before: until then its pages are drawn together, so that what
 * comes later changes no draw of what was.
 *
 * Faults are charged at their mean, the sum over bands of F W (1 - exp(-g / (W u))) after writing
 * for g; the deviation of one epoch is below F sqrt(W) / 2, about 1 ms of CPU for 1 GiB.
 */
import { exp, expm1, log1p } from '../../sim/engine/kernel/portable.ts';
import type { RandomStream } from '../../sim/engine/kernel/random.ts';
import { lowestOnes, popCount } from '../../sim/engine/machine/memory/bits.ts';
import type {
  GuestMemory,
  MarkListener,
  MarkSource,
} from '../../sim/engine/machine/memory/guest-memory.ts';
import type { Dirtying, DirtyingFactory, Region, WriteCost } from './dirtying.ts';
import { timeForWrites } from './uniform-law.ts';

export const uniform: DirtyingFactory = (region, random, memory) => {
  const dirtying = new UniformDirtying(region, random, memory);
  memory.addSource(dirtying, dirtying.members);
  return dirtying;
};

/** Expected writes to a page that make it dirty for sure: exp(-40) is nothing. */
const EXPOSURE_MOST = 40;

/**
 * Below this exposure, in so large a band, a logarithm for each written page costs less than 32
 * coins for each word.
 */
const SPARSE_EXPOSURE = 1 / 64;
const SPARSE_PAGES = 32_768;

/** Pages that are always in or out of the working set together. */
class Band {
  /** Its first page, within the region. */
  readonly from: number;
  readonly pages: number;
  /** Pages of the working set that ends with this band. */
  readonly upTo: number;
  /** Its pages, in scan order. */
  readonly members: Uint32Array;
  /** Expected writes to one page since the last clean. */
  exposure = 0;
  /** The exposure at which each word was drawn last. */
  readonly #drawnAt: Float64Array;
  /**
   * The probabilities that belong to two differences of exposures: words that were drawn in this
   * round lie between others that were not.
   */
  #knownProbability = 0;
  #knownGap = 0;
  #olderProbability = 0;
  #olderGap = 0;

  constructor(region: Region, from: number, upTo: number, memory: GuestMemory) {
    this.from = from;
    this.pages = upTo - from;
    this.upTo = upTo;
    this.members = memory.select(region.firstPfn + from, this.pages);
    this.#drawnAt = new Float64Array(this.members.length);
  }

  /** The pages up to a place and those from it on, both with what all have met until now. */
  cut(at: number, region: Region, memory: GuestMemory): [Band, Band] {
    const below = new Band(region, this.from, at, memory);
    const above = new Band(region, at, this.upTo, memory);
    for (const part of [below, above]) {
      part.exposure = this.exposure;
      part.#drawnAt.set(this.#drawnAt);
    }
    return [below, above];
  }

  cleaned(): void {
    if (this.exposure === 0) return;
    this.exposure = 0;
    this.#drawnAt.fill(0);
  }

  draw(wordIndex: number, dirty: number, random: RandomStream): number {
    const clean = (this.members[wordIndex] as number) & ~dirty;
    if (clean === 0) return 0;
    const gap = this.exposure - (this.#drawnAt[wordIndex] as number);
    if (gap === 0) return 0;
    this.#drawnAt[wordIndex] = this.exposure;
    return random.bits(clean, this.#probability(gap));
  }

  /** Draws every word, for the last time before all is clean: that it was drawn is not noted. */
  drawLast(dirty: Uint32Array, marked: MarkListener | undefined, random: RandomStream): void {
    const isSparse = this.exposure < SPARSE_EXPOSURE && this.pages >= SPARSE_PAGES;
    if (isSparse && !random.isEven) this.#drawSparse(dirty, marked, random);
    else this.#drawDense(dirty, marked, random);
  }

  /**
   * The same where few pages are written: goes from one that may be to the next. Pages that were
   * drawn before have had less time: the written ones are a part of those that a whole round's
   * writes would give.
   */
  #drawSparse(dirty: Uint32Array, marked: MarkListener | undefined, random: RandomStream): void {
    const { members, exposure } = this;
    const most = -expm1(-exposure);
    let ahead = random.failures(-exposure);
    for (let index = 0; index < dirty.length; index += 1) {
      let clean = (members[index] as number) & ~(dirty[index] as number);
      let count = popCount(clean);
      let mask = 0;
      while (ahead < count) {
        clean ^= lowestOnes(clean, ahead);
        const page = clean & -clean;
        clean ^= page;
        count -= ahead + 1;
        const gap = exposure - (this.#drawnAt[index] as number);
        if (gap === exposure || random.chance(this.#probability(gap) / most)) mask |= page;
        ahead = random.failures(-exposure);
      }
      ahead -= count;
      if (mask === 0) continue;
      dirty[index] = (dirty[index] as number) | mask;
      marked?.(index, mask);
    }
  }

  #drawDense(dirty: Uint32Array, marked: MarkListener | undefined, random: RandomStream): void {
    const { members, exposure } = this;
    const drawnAt = this.#drawnAt;
    for (let index = 0; index < dirty.length; index += 1) {
      const known = dirty[index] as number;
      const clean = (members[index] as number) & ~known;
      if (clean === 0) continue;
      const gap = exposure - (drawnAt[index] as number);
      if (gap === 0) continue;
      const mask = random.bits(clean, this.#probability(gap));
      if (mask === 0) continue;
      dirty[index] = known | mask;
      marked?.(index, mask);
    }
  }

  undrawn(dirty: Uint32Array): number {
    const { members } = this;
    let expected = 0;
    for (let index = 0; index < members.length; index += 1) {
      const clean = (members[index] as number) & ~(dirty[index] as number);
      if (clean === 0) continue;
      const gap = this.exposure - (this.#drawnAt[index] as number);
      if (gap > 0) expected += popCount(clean) * this.#probability(gap);
    }
    return expected;
  }

  #probability(gap: number): number {
    if (gap === this.#knownGap) return this.#knownProbability;
    const probability = gap === this.#olderGap ? this.#olderProbability : -expm1(-gap);
    this.#olderGap = this.#knownGap;
    this.#olderProbability = this.#knownProbability;
    this.#knownGap = gap;
    this.#knownProbability = probability;
    return probability;
  }
}

class UniformDirtying implements Dirtying, MarkSource {
  readonly region: Region;
  /** Pages of all bands, in scan order. */
  readonly members: Uint32Array;
  readonly #random: RandomStream;
  readonly #memory: GuestMemory;
  /** From the first page on. */
  #bands: readonly Band[];
  /** Bands of the present working set. */
  #present: readonly Band[];
  /** Its pages. */
  #pages: number;

  constructor(region: Region, random: RandomStream, memory: GuestMemory) {
    this.region = region;
    this.#random = random;
    this.#memory = memory;
    const whole = new Band(region, 0, region.pages, memory);
    this.members = whole.members;
    this.#bands = [whole];
    this.#present = this.#bands;
    this.#pages = region.pages;
  }

  spend(budgetNs: number, { writeNs, faultNs }: WriteCost, memory: GuestMemory): number {
    if (!memory.logging) return budgetNs / writeNs;
    const rate = 1 / (writeNs * this.#pages);
    const faultsNs = this.#present.reduce(
      (sum, { pages, exposure }) => sum + faultNs * pages * exp(-exposure),
      0,
    );
    const writingNs = timeForWrites(budgetNs, faultsNs, rate);
    this.#expose(writingNs * rate);
    return writingNs / writeNs;
  }

  /** n = C (1 - exp(-g)) new pages of C clean ones need g expected writes to each page. */
  dirty(pages: number, memory: GuestMemory): void {
    if (!memory.logging) return;
    const clean = this.#present.reduce((sum, band) => sum + band.pages * exp(-band.exposure), 0);
    this.#expose(pages < clean ? -log1p(-pages / clean) : EXPOSURE_MOST);
  }

  resize(pages: number): void {
    this.#bands = this.#bands.flatMap((band) => {
      const isWithin = band.from < pages && pages < band.upTo;
      return isWithin ? band.cut(pages, this.region, this.#memory) : [band];
    });
    this.#present = this.#bands.filter(({ upTo }) => upTo <= pages);
    this.#pages = pages;
  }

  cleaned(): void {
    for (const band of this.#bands) band.cleaned();
  }

  draw(wordIndex: number, dirty: number): number {
    const bands = this.#bands;
    let drawn = bands[0]!.draw(wordIndex, dirty, this.#random);
    for (let index = 1; index < bands.length; index += 1) {
      drawn |= bands[index]!.draw(wordIndex, dirty, this.#random);
    }
    return drawn;
  }

  drawAll(dirty: Uint32Array, marked: MarkListener | undefined): void {
    if (this.#bands.every(({ exposure }) => exposure === 0)) return;
    const { members } = this;
    const [only, ...others] = this.#bands;
    if (only !== undefined && others.length === 0) {
      only.drawLast(dirty, marked, this.#random);
      return;
    }
    for (let index = 0; index < dirty.length; index += 1) {
      const known = dirty[index] as number;
      if (((members[index] as number) & ~known) === 0) continue;
      const mask = this.draw(index, known);
      if (mask === 0) continue;
      dirty[index] = known | mask;
      marked?.(index, mask);
    }
  }

  undrawn(dirty: Uint32Array): number {
    return this.#bands.reduce((sum, band) => sum + band.undrawn(dirty), 0);
  }

  expected(firstPfn: number, pages: number): number {
    const first = firstPfn - this.region.firstPfn;
    return this.#bands.reduce((sum, { from, upTo, exposure }) => {
      const shared = Math.min(upTo, first + pages) - Math.max(from, first);
      return shared > 0 && exposure > 0 ? sum - shared * expm1(-exposure) : sum;
    }, 0);
  }

  #expose(writesPerPage: number): void {
    for (const band of this.#present) {
      band.exposure = Math.min(EXPOSURE_MOST, band.exposure + writesPerPage);
    }
  }
}
