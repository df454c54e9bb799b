/**
 * What each of the users of a link gets of it. Each of them is on it for a part of its time only:
 * while a batch is prepared or placed it leaves the link to the others. Those that are on it share
 * it equally. How much of it each gets depends on when the others come, and lies between two
 * answers.
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

/** How a migration uses a link. */
export interface LinkUse {
  /** Bytes of a batch. */
  readonly bytes: number;
  /** From batch to batch without it being on a link, seconds. */
  readonly awaySeconds: number;
  /** Bytes per second that it moves at most while it has this link to itself. */
  readonly peak: number;
}

/** Users that are alike. */
export interface AlikeUsers extends LinkUse {
  readonly count: number;
}

/** Weights beyond this are scaled down, so that none overflows. */
const WEIGHT_MOST = 1e200;

/** Standard deviations of what is wanted that must fit into what is there. */
const SPREAD = 6;

/** Steps to the level at which a link is used to the full, and its relative error. */
const STEPS_MOST = 40;
const LEVEL_EPSILON = 1e-6;

export class LinkShare {
  /** Bytes per second. */
  readonly #rate: number;
  /** In turns: bytes per second of one that is on it, at most. */
  #level: number;
  /** At random: no user is ever held up. */
  #isFree = true;
  #meanPeak = 0;
  /** Chance that fewer than k others are on it. */
  #below = new Float64Array(0);
  /** Sum over k others and more: their chance over the rate that is left for one. */
  #above = new Float64Array(0);

  #weights = new Float64Array(0);
  /** Of one user: the tables above have room for more. */
  #others = 0;

  /** @param rate bytes per second. */
  constructor(rate: number) {
    this.#rate = rate;
    this.#level = rate;
  }

  /** True while no user is ever held up by others. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /** From now on it has these users. */
  shareAmong(groups: readonly AlikeUsers[]): void {
    const users = groups.reduce((sum, { count }) => sum + count, 0);
    this.#isFree = true;
    this.#level = this.#rate;
    if (users < 2) return;
    let [away, peak, bytes] = [0, 0, 0];
    for (const group of groups) {
      const part = group.count / users;
      away += part * group.awaySeconds;
      peak += part * group.peak;
      bytes += part * group.bytes;
    }
    const part = bytes / peak / (away + bytes / peak);
    const spread = SPREAD * Math.sqrt(users * part * (1 - part));
    if (Math.min(users, users * part + spread) * peak <= this.#rate) return;
    this.#isFree = false;
    this.#meanPeak = peak;
    this.#level = this.#fullLevel(groups);
    this.#weigh(users - 1, bytes / Math.max(away, 1e-9));
  }

  /** Of one that moves at a peak of that many bytes per second. */
  secondsPerByte(peak: number): number {
    const inTurns = 1 / Math.min(peak, this.#level);
    return this.#isFree ? inTurns : (inTurns + this.#atRandom(peak)) / 2;
  }

  #atRandom(peak: number): number {
    let [low, high] = [0, this.#others + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#left(middle) < peak) high = middle;
      else low = middle + 1;
    }
    return (this.#below[low] as number) / peak + (this.#above[low] as number);
  }

  /** Rate that is left for one beside some others. */
  #left(others: number): number {
    return Math.max(this.#rate / (others + 1), this.#rate - others * this.#meanPeak);
  }

  /** The level at which users move as much as the link; its rate where they want no more. */
  #fullLevel(groups: readonly AlikeUsers[]): number {
    let [low, high] = [0, this.#rate];
    if (movedAt(high, groups) <= this.#rate) return high;
    for (let step = 0; step < STEPS_MOST && high - low > LEVEL_EPSILON * high; step += 1) {
      const middle = (low + high) / 2;
      if (movedAt(middle, groups) > this.#rate) high = middle;
      else low = middle;
    }
    return high;
  }

  #makeRoom(size: number): void {
    this.#weights = new Float64Array(size);
    this.#below = new Float64Array(size);
    this.#above = new Float64Array(size);
  }

  #weigh(others: number, bytesPerAway: number): void {
    if (this.#below.length < others + 2) this.#makeRoom(2 * others + 2);
    const weights = this.#weights;
    let sum = 1;
    let weight = 1;
    weights[0] = 1;
    for (let count = 1; count <= others; count += 1) {
      const together = Math.min(count * this.#meanPeak, this.#rate);
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
    this.#others = others;
    this.#above[others + 1] = 0;
    for (let count = 0; count <= others; count += 1) {
      this.#below[count + 1] = (this.#below[count] as number) + (weights[count] as number) / sum;
    }
    for (let count = others; count >= 0; count -= 1) {
      const part = (weights[count] as number) / sum / this.#left(count);
      this.#above[count] = (this.#above[count + 1] as number) + part;
    }
  }
}

/** Bytes per second of all users at a level. */
function movedAt(level: number, groups: readonly AlikeUsers[]): number {
  let sum = 0;
  for (const { count, bytes, awaySeconds, peak } of groups) {
    sum += count / (awaySeconds / bytes + 1 / Math.min(peak, level));
  }
  return sum;
}
