/**
 * How the migrations on a host get in each other's way at its Dom0.
 *
 * A batch goes through its stages one after the other: the source prepares it, both ends move it,
 * the destination places it; an end that waits for the other needs no CPU. So a Dom0 is a server
 * that its migrations share and now and then leave, as in `link-queue.ts`, and as there the truth
 * lies between two answers. CPU-seconds of a batch: `prepare`, `write`, `read`, `place`; a cap of
 * c CPUs, n migrations at an end, L bytes per second.
 *
 * At random, it is a closed network of queues, and the arrival theorem holds: a migration finds the
 * others as they would be without it. Hence the recursion over n (mean value analysis: M. Reiser
 * and S. S. Lavenberg, Journal of the ACM 27, 1980), in seconds, from p(0) = 0:
 *
 *     speed = min(1, c / (1 + (n - 1) p(n - 1)))       of each end
 *     even  = prepare / speed + max(write / speed, read / speed', bytes / L) + place / speed'
 *     whole = even + what the slower end adds          (`#slowerEnd`)
 *     p(n)  = 1 - place / speed' / whole               of a capped source; the others likewise
 *
 * In turns, a capped Dom0 is idle only without demand: a batch takes as long as alone, or as all
 * that its migrations need, n (prepare + write) / c, whichever is longer. Times are the mean of
 * both. Assumed: migrations need alike, and a batch is as long as the next.
 */
import type { BatchDemand } from './batch-needs.ts';

/** Of the source and of the destination. */
export type BothEnds = readonly [number, number];

/** How one of several migrations fares. */
export interface BatchTimes {
  /** Part of its time for which it has something to run. */
  readonly present: BothEnds;
  /** Time of a batch, seconds; and with both ends at their mean speeds while it is moved. */
  readonly whole: number;
  readonly even: number;
}

/** Counts above this are treated as this. */
const COUNT_MOST = 12;

export class Dom0Contention {
  readonly #needs: Omit<BatchDemand, 'placeNew'>;
  readonly #bytesPerSecond: number;
  /** By both caps, then by both counts. */
  readonly #known = new Map<number, Map<number, BatchTimes[]>>();

  /** @param bytesPerSecond of the link. */
  constructor(needs: Omit<BatchDemand, 'placeNew'>, bytesPerSecond: number) {
    this.#needs = needs;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /**
   * Part of its time for which each of the others has something to run, as one that comes at random
   * finds it.
   * @param caps CPUs that all of them have at most. @param counts of migrations on both hosts.
   */
  ofOthers(caps: BothEnds, counts: BothEnds): BothEnds {
    const [sources, destinations] = counts;
    const atSource = sources > 1 ? this.#at(caps, [sources - 1, destinations]).present[0] : 0;
    const atDestination =
      destinations > 1 ? this.#at(caps, [sources, destinations - 1]).present[1] : 0;
    return [atSource, atDestination];
  }

  /**
   * Time of a batch over what it would be if both Dom0s had their mean speeds at every instant;
   * arguments as before.
   */
  contentionFactor(caps: BothEnds, counts: BothEnds): number {
    if (caps[0] === Infinity && caps[1] === Infinity) return 1;
    const { prepare, write, read, place } = this.#needs;
    const { whole: atRandom, even } = this.#at(caps, counts);
    const { whole: alone } = this.#at(caps, [1, 1]);
    const atSource = (Math.min(COUNT_MOST, counts[0]) * (prepare + write)) / caps[0];
    const atDestination = (Math.min(COUNT_MOST, counts[1]) * (read + place)) / caps[1];
    return (atRandom + Math.max(alone, atSource, atDestination)) / 2 / even;
  }

  #at(caps: BothEnds, [sources, destinations]: BothEnds): BatchTimes {
    const counts = [Math.min(COUNT_MOST, sources), Math.min(COUNT_MOST, destinations)] as const;
    const byCounts = this.#byCounts(caps);
    const index = counts[0] * (COUNT_MOST + 1) + counts[1];
    const known = byCounts[index] ?? this.#solve(caps, counts);
    byCounts[index] = known;
    return known;
  }

  #byCounts([source, destination]: BothEnds): BatchTimes[] {
    const bySource = this.#known.get(source) ?? new Map<number, BatchTimes[]>();
    this.#known.set(source, bySource);
    const byCounts = bySource.get(destination) ?? [];
    bySource.set(destination, byCounts);
    return byCounts;
  }

  #solve(caps: BothEnds, counts: BothEnds): BatchTimes {
    const others = this.ofOthers(caps, counts);
    const speedAt = (end: 0 | 1): number => {
      return Math.min(1, caps[end] / (1 + (counts[end] - 1) * others[end]));
    };
    const [source, destination] = [speedAt(0), speedAt(1)];
    const { prepare, write, read, place, bytes } = this.#needs;
    const prepareSeconds = prepare / source;
    const placeSeconds = place / destination;
    const moveSeconds = Math.max(write / source, read / destination, bytes / this.#bytesPerSecond);
    const even = prepareSeconds + moveSeconds + placeSeconds;
    const whole = even + this.#slowerEnd(caps, counts, { others, moving: moveSeconds / even });
    // A migration that waits for a link leaves its virtual CPU to others, not its part of a cap.
    const present = [
      caps[0] < Infinity ? 1 - placeSeconds / whole : (prepare + write) / whole,
      caps[1] < Infinity ? 1 - prepareSeconds / whole : (read + place) / whole,
    ] as const;
    return { present, whole, even };
  }

  /**
   * While pages are moved, the end that has more others at the time is the slower: what that adds
   * to the mean of the slower, seconds. E max(X, Y) is (E X + E Y + E |X - Y|) / 2, and E |Z| of
   * a normal Z about the root of its squared mean and 2 / pi of its variance.
   */
  #slowerEnd(
    caps: BothEnds,
    counts: BothEnds,
    { others, moving }: { readonly others: BothEnds; readonly moving: number },
  ): number {
    if (caps[0] >= 1 || caps[1] >= 1) return 0;
    const scales = [this.#needs.write / caps[0], this.#needs.read / caps[1]] as const;
    const meanAt = (end: 0 | 1) => scales[end] * (1 + (counts[end] - 1) * others[end]);
    const varianceAt = (end: 0 | 1) =>
      scales[end] ** 2 * (counts[end] - 1) * others[end] * (1 - others[end]);
    const apart = Math.abs(meanAt(0) - meanAt(1));
    const common = Math.min(counts[0], counts[1]) - 1;
    const together = scales[0] * scales[1] * common * (moving - others[0] * others[1]);
    const variance = Math.max(0, varianceAt(0) + varianceAt(1) - 2 * together);
    return (Math.sqrt(apart ** 2 + (2 / Math.PI) * variance) - apart) / 2;
  }
}
