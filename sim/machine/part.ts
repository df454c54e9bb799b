/**
 * What moves in a component, while its rates are solved. A part that may not be faster than another
 * one and would be, follows it: they move at one rate, which the leader's resources and its own
 * decide. A part follows one other at most, so that a leader is not held by what bounds its
 * follower from elsewhere.
 */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Demand, Usage } from './max-min.ts';

/** An activity, or the way of a stream between its buffers. */
export type Mover = Activity | ByteStream;

/** A demand with its followers' added. */
interface Sum extends Demand {
  readonly usages: Usage[];
  rateMax: number;
}

/** Changes of the leader after which a part no longer leaves one for another. */
const MOVES_MAX = 4;

export class Part implements Demand {
  readonly usages: readonly Usage[];
  readonly rateMax: number;
  /** Units per ns, as of the last solving. */
  rate = 0;
  #leader: Part | undefined;
  #moves = 0;
  #sum: Sum | undefined;

  constructor(usages: readonly Usage[], rateMax: number) {
    this.usages = usages;
    this.rateMax = rateMax;
  }

  /** Who decides on the rate. */
  get root(): Part {
    let part: Part = this;
    while (part.#leader !== undefined) part = part.#leader;
    return part;
  }

  /** What it needs together with all that follow it, after `gather`. */
  get demand(): Demand {
    return this.#sum ?? this;
  }

  /** Adds what it needs to its root's demand. */
  gather(): void {
    const { root } = this;
    if (root === this || root === STANDING) return;
    root.#sum ??= { usages: [...root.usages], rateMax: root.rateMax };
    for (const usage of this.usages) addUsage(root.#sum.usages, usage);
    root.#sum.rateMax = Math.min(root.#sum.rateMax, this.rateMax);
  }

  /** Forgets what was gathered. */
  scatter(): void {
    this.#sum = undefined;
  }

  /**
   * Follows a slower one from now on, instead of the one before. Who has changed often takes all
   * along that it moves with, so that this ends. @returns false where they move together already.
   */
  follow(slower: Part): boolean {
    const from = this.#moves < MOVES_MAX ? this : this.root;
    for (let part: Part | undefined = slower; part !== undefined; part = part.#leader) {
      if (part === from) return false;
    }
    from.#leader = slower;
    from.#moves += 1;
    this.rate = slower.rate;
    return true;
  }
}

/** That of a mover whose component was not solved yet, and of who does not move. */
export const STANDING = new Part([], 0);

function addUsage(usages: Usage[], { resource, cost, weight }: Usage): void {
  const at = usages.findIndex((usage) => usage.resource === resource);
  const present = usages[at];
  if (present === undefined) usages.push({ resource, cost, weight });
  else usages[at] = { resource, cost: present.cost + cost, weight: present.weight + weight };
}
