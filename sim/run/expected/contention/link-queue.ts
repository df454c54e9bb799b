/**
 * A link that migrations share. Each of them is on it for a part of its time only: while a batch is
 * prepared or placed it leaves the link to the others. Those that are on it share it equally. How
 * much of it each gets depends on when the others come, and lies between two answers.
 *
 * At random, it is a closed queue: N users that are away for a time Z, then move B bytes, each at
 * its own peak P at most, all together at the rate L of the link. The chance that k are on it goes
 * with
 *
 *     p(k) = p(k - 1) (N - k + 1) / Z * B / min(k P, L)
 *
 * whatever the times are distributed like (F. Baskett, K. M. Chandy, R. R. Muntz, F. G. Palacios,
 * Journal of the ACM 22, 1975), and each finds the others as they would be without it. Users that
 * differ are taken as alike in Z and P, at their means.
 *
 * In turns, nothing of the link is left unused while any user could be served: batches are of
 * nearly one length, and users that are in each other's way come to be so less from batch to batch.
 * That is max-min fairness with what each would move alone as its demand.
 *
 * Page-exact runs are nearer to the first in the first batches and to the second later; the mean of
 * both is taken. From four users on they differ by a few per cent.
 */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Link } from '../../../engine/machine/flow/link.ts';

/** A migration on a link. */
export interface LinkUser {
  /** Bytes of a batch. */
  readonly bytes: number;
  /** From batch to batch without it being on a link, seconds. */
  readonly awaySeconds: number;
  /** Bytes per second that it moves at most while it has this link to itself. */
  peakOn(link: LinkQueue): number;
}

/** Weights beyond this are scaled down, so that none overflows. */
const WEIGHT_MOST = 1e200;

/** Standard deviations of what is wanted that must fit into what is there. */
const SPREAD = 6;

/** Part of the users that may change before all are looked at. */
const CHANGES_PART = 0.005;

/** Steps to the level at which a link is used to the full, and its relative error. */
const STEPS_MOST = 40;
const LEVEL_EPSILON = 1e-6;

export class LinkQueue {
  /** Bytes per second. */
  readonly rate: number;
  readonly users = new Set<LinkUser>();
  /** Of users since it was looked at last. */
  #changes = 0;
  /** In turns: bytes per second of one that is on it, at most. */
  #level: number;
  /** At random: no user is ever held up. */
  #isFree = true;
  #meanPeak = 0;
  /** Chance that fewer than k others are on it. */
  #below = new Float64Array(0);
  /** Sum over k others and more: their chance over the rate that is left for one. */
  #above = new Float64Array(0);

  constructor(link: Link) {
    this.rate = link.bytesPerNs * NS_PER_SECOND;
    this.#level = this.rate;
  }

  /**
   * A user has come, gone or changed. @returns whether that makes a difference for others; among
   * many, some have to change before it does.
   */
  change(): boolean {
    this.#changes += 1;
    if (this.#changes <= CHANGES_PART * this.users.size) return false;
    this.#changes = 0;
    const wasFree = this.#isFree;
    this.#refresh();
    return !wasFree || !this.#isFree;
  }

  #refresh(): void {
    const count = this.users.size;
    this.#isFree = true;
    this.#level = this.rate;
    if (count < 2) return;
    let [away, peak, bytes] = [0, 0, 0];
    for (const user of this.users) {
      away += user.awaySeconds / count;
      peak += user.peakOn(this) / count;
      bytes += user.bytes / count;
    }
    const part = bytes / peak / (away + bytes / peak);
    const spread = SPREAD * Math.sqrt(count * part * (1 - part));
    if (Math.min(count, count * part + spread) * peak <= this.rate) return;
    this.#isFree = false;
    this.#meanPeak = peak;
    this.#level = this.#fullLevel();
    this.#weigh(count - 1, bytes / Math.max(away, 1e-9));
  }

  /** Of one that moves at a peak of that many bytes per second. */
  secondsPerByte(peak: number): number {
    const inTurns = 1 / Math.min(peak, this.#level);
    return this.#isFree ? inTurns : (inTurns + this.#atRandom(peak)) / 2;
  }

  #atRandom(peak: number): number {
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

  /** The level at which users move as much as the link; its rate where they want no more. */
  #fullLevel(): number {
    const users = [...this.users];
    const aways = Float64Array.from(users, (user) => user.awaySeconds / user.bytes);
    const least = Float64Array.from(users, (user) => 1 / user.peakOn(this));
    let [low, high] = [0, this.rate];
    if (movedAt(high, aways, least) <= this.rate) return high;
    for (let step = 0; step < STEPS_MOST && high - low > LEVEL_EPSILON * high; step += 1) {
      const middle = (low + high) / 2;
      if (movedAt(middle, aways, least) > this.rate) high = middle;
      else low = middle;
    }
    return high;
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

/** In the order in which they are looked at: one of many sees users as those of few leave them. */
export function fewestFirst(links: readonly LinkQueue[]): readonly LinkQueue[] {
  return [...links].sort((left, right) => left.users.size - right.users.size);
}

/**
 * Bytes per second of all users at a level.
 * @param aways seconds per byte of being away. @param least seconds per byte of moving it at least.
 */
function movedAt(level: number, aways: Float64Array, least: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < aways.length; index += 1) {
    sum += 1 / ((aways[index] as number) + Math.max(least[index] as number, 1 / level));
  }
  return sum;
}
