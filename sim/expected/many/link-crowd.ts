/**
 * A link that migrations share. Each of them is on it for a part of its time only: while a batch is
 * prepared or placed it leaves the link to the others. That is a closed queue: N users that are
 * away for a time Z, then move B bytes, each at its own peak P at most, all together at the rate L
 * of the link, shared equally. The chance that k are on it goes with
 *
 *     p(k) = p(k - 1) (N - k + 1) / Z * B / min(k P, L)
 *
 * whatever the times are distributed like (F. Baskett, K. M. Chandy, R. R. Muntz and F. G. Palacios,
 * Journal of the ACM 22, 1975), and who comes finds the others as they would be without it. Users
 * that differ are taken as alike in Z and P, at their means.
 */
import type { Link } from '../../machine/link.ts';

/** A migration on a link. */
export interface LinkUser {
  /** Bytes per second that it moves at most while it has the link to itself. */
  readonly peak: number;
  /** Bytes of a batch. */
  readonly bytes: number;
  /** From batch to batch without it being on the link, seconds. @param link which. */
  awaySeconds(link: LinkCrowd): number;
}

const NS_PER_SECOND = 1e9;

/** Weights beyond this are scaled down, so that none overflows. */
const WEIGHT_MOST = 1e200;

/** Standard deviations of what is wanted that must fit into what is there. */
const SPREAD = 6;

export class LinkCrowd {
  /** Bytes per second. */
  readonly rate: number;
  readonly users = new Set<LinkUser>();
  /** Nobody is ever held up. */
  #isFree = true;
  #meanPeak = 0;
  /** Chance that fewer than k others are on it. */
  #below = new Float64Array(0);
  /** Sum over k others and more: their chance over the rate that is left for one. */
  #above = new Float64Array(0);

  constructor(link: Link) {
    this.rate = link.bytesPerNs * NS_PER_SECOND;
  }

  /** Users have come, gone or changed. */
  refresh(): void {
    const count = this.users.size;
    this.#isFree = true;
    if (count < 2) return;
    let [away, peak, bytes] = [0, 0, 0];
    for (const user of this.users) {
      away += user.awaySeconds(this) / count;
      peak += user.peak / count;
      bytes += user.bytes / count;
    }
    this.#meanPeak = peak;
    const part = bytes / peak / (away + bytes / peak);
    const spread = SPREAD * Math.sqrt(count * part * (1 - part));
    if (Math.min(count, count * part + spread) * peak <= this.rate) return;
    this.#isFree = false;
    this.#weigh(count - 1, bytes / Math.max(away, 1e-9));
  }

  /** Of one that moves at a peak of that many bytes per second. */
  secondsPerByte(peak: number): number {
    if (this.#isFree) return 1 / Math.min(peak, this.rate);
    let [low, high] = [0, this.#below.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#left(middle) < peak) high = middle;
      else low = middle + 1;
    }
    return (this.#below[low] as number) / peak + (this.#above[low] as number);
  }

  /** Rate that is left for one beside some others. */
  #left(others: number): number {
    return Math.max(this.rate / (others + 1), this.rate - others * this.#meanPeak);
  }

  #weigh(others: number, bytesPerAway: number): void {
    const weights = new Float64Array(others + 1);
    let sum = 1;
    let weight = 1;
    weights[0] = 1;
    for (let count = 1; count <= others; count += 1) {
      const together = Math.min(count * this.#meanPeak, this.rate);
      weight *= ((others - count + 1) * bytesPerAway) / together;
      weights[count] = weight;
      sum += weight;
      if (weight < WEIGHT_MOST) continue;
      for (let index = 0; index <= count; index += 1) {
        weights[index] = (weights[index] as number) / WEIGHT_MOST;
      }
      weight /= WEIGHT_MOST;
      sum /= WEIGHT_MOST;
    }
    this.#below = new Float64Array(others + 2);
    this.#above = new Float64Array(others + 2);
    for (let count = 0; count <= others; count += 1) {
      this.#below[count + 1] = (this.#below[count] as number) + (weights[count] as number) / sum;
    }
    for (let count = others; count >= 0; count -= 1) {
      const part = (weights[count] as number) / sum / this.#left(count);
      this.#above[count] = (this.#above[count + 1] as number) + part;
    }
  }
}
