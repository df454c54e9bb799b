/**
 * How many of the other migrations on a host have something to run when one of them has.
 *
 * A batch goes through its stages one after the other: the source prepares it, both ends move it,
 * the destination places it; who waits for the other end needs no CPU. So a Dom0 is a server that
 * its migrations share and now and then leave, a closed network of queues, and the arrival theorem
 * holds: who comes finds the others as they would be without it. Hence the recursion over their
 * number (mean value analysis: M. Reiser and S. S. Lavenberg, Journal of the ACM 27, 1980).
 */
import type { BatchNeeds } from './batch-needs.ts';

/** Of the source and of the destination. */
export type BothEnds = readonly [number, number];

/** Beyond so many one more is like the last. */
const COUNT_MOST = 12;

export class Presence {
  readonly #needs: BatchNeeds;
  readonly #bytesPerSecond: number;
  readonly #known = new Map<string, BothEnds>();

  /** @param bytesPerSecond of the link. */
  constructor(needs: BatchNeeds, bytesPerSecond: number) {
    this.#needs = needs;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /**
   * Part of its time for which each of the others has something to run, as one of them finds it.
   * @param caps CPUs that all of them have at most. @param counts of migrations on both hosts.
   */
  ofOthers(caps: BothEnds, counts: BothEnds): BothEnds {
    const [sources, destinations] = counts;
    const atSource = sources > 1 ? this.#of(caps, [sources - 1, destinations])[0] : 0;
    const atDestination = destinations > 1 ? this.#of(caps, [sources, destinations - 1])[1] : 0;
    return [atSource, atDestination];
  }

  /** Part of its time for which a migration has something to run at both ends. */
  #of(caps: BothEnds, [sources, destinations]: BothEnds): BothEnds {
    const counts = [Math.min(COUNT_MOST, sources), Math.min(COUNT_MOST, destinations)] as const;
    const key = `${caps[0]} ${caps[1]} ${counts[0]} ${counts[1]}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#solve(caps, counts);
    this.#known.set(key, found);
    return found;
  }

  #solve(caps: BothEnds, counts: BothEnds): BothEnds {
    const others = this.ofOthers(caps, counts);
    const speedAt = (end: 0 | 1): number => {
      return Math.min(1, caps[end] / (1 + (counts[end] - 1) * others[end]));
    };
    const [source, destination] = [speedAt(0), speedAt(1)];
    const { prepare, write, read, place, bytes } = this.#needs;
    const prepareSeconds = prepare / source;
    const placeSeconds = place / destination;
    const moveSeconds = Math.max(write / source, read / destination, bytes / this.#bytesPerSecond);
    const whole = prepareSeconds + moveSeconds + placeSeconds;
    // Who is held up by a link leaves its virtual CPU to others, but not its part of a cap.
    return [
      caps[0] < Infinity ? 1 - placeSeconds / whole : (prepare + write) / whole,
      caps[1] < Infinity ? 1 - prepareSeconds / whole : (read + place) / whole,
    ];
  }
}
