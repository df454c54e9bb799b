/**
 * The links on the way of one migration. They are looked at in the order of their users, fewest
 * first: one of many sees each user as the links of fewer leave it.
 */
import type { LinkGroup, LinkQueue } from './link-queue.ts';

/** What a migration asks of every link on its way. */
export interface WayUse {
  /** Bytes of a batch. */
  readonly bytes: number;
  /** From batch to batch without it being on a link, seconds. */
  readonly awaySeconds: number;
  /** Bytes per second that it moves at most. */
  readonly peak: number;
}

export class LinkWay<User> {
  readonly #user: User;
  readonly #links: readonly LinkQueue<User>[];
  /** By their number of users when it was looked last. */
  readonly #order: LinkQueue<User>[];
  /** Its groups on the links, while it uses them. */
  readonly #groups = new Map<LinkQueue<User>, LinkGroup<User>>();

  constructor(user: User, links: readonly LinkQueue<User>[]) {
    this.#user = user;
    this.#links = links;
    this.#order = [...links];
  }

  /** Bytes per second of the narrowest link; Infinity on a way without links. */
  get narrowest(): number {
    return this.#links.reduce((least, { rate }) => Math.min(least, rate), Infinity);
  }

  /** Whether any of its links is shared. */
  get isShared(): boolean {
    return this.#links.some(({ size }) => size > 1);
  }

  /** The links from that with the fewest users to that with the most. */
  get fewestFirst(): readonly LinkQueue<User>[] {
    return this.#order.sort((left, right) => left.size - right.size);
  }

  /** It comes, or uses its links in another way, or one of them has changed. */
  use({ bytes, awaySeconds, peak }: WayUse): void {
    let [least, leastBefore, size] = [peak, peak, 0];
    for (const link of this.fewestFirst) {
      // Links with as many users are not bounds of each other.
      if (link.size > size) [size, leastBefore] = [link.size, least];
      const use = { bytes, awaySeconds, peak: leastBefore };
      const group = link.place(this.#user, use, this.#groups.get(link));
      this.#groups.set(link, group);
      least = Math.min(least, 1 / group.secondsPerByte);
    }
  }

  /** It has nothing more to send. */
  leave(): void {
    for (const [link, group] of this.#groups) link.remove(this.#user, group);
    this.#groups.clear();
  }

  /** Of the link that holds it up most, seconds per byte; 0 while it uses none. */
  get slowest(): number {
    let most = 0;
    for (const { secondsPerByte } of this.#groups.values()) most = Math.max(most, secondsPerByte);
    return most;
  }
}
