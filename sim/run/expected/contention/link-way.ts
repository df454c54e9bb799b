/**
 * The links on the way of one migration. They are looked at in the order of their users, fewest
 * first: one of many sees each user as the links of fewer leave it.
 */
import type { LinkGroup, LinkQueue } from './link-queue.ts';
import type { LinkUse } from './link-share.ts';

/** A link, and the group of the migration there while it uses it. */
interface Stretch<User> {
  readonly link: LinkQueue<User>;
  group: LinkGroup<User> | undefined;
}

export class LinkWay<User> {
  /** Bytes per second of the narrowest link; Infinity on a way without links. */
  readonly narrowest: number;
  readonly #user: User;
  /** By the number of users when it was looked last. */
  readonly #stretches: Stretch<User>[];
  #slowest = 0;
  /** The group of the link that held it up most when it was looked last. */
  #slowestGroup: LinkGroup<User> | undefined;
  /** `area` when that became so, less that of the group then. */
  #areaBefore = 0;

  constructor(user: User, links: readonly LinkQueue<User>[]) {
    this.#user = user;
    this.#stretches = links.map((link) => ({ link, group: undefined }));
    this.narrowest = links.reduce((least, { rate }) => Math.min(least, rate), Infinity);
  }

  /** Of the link that held it up most when it was looked last, seconds per byte; 0: none does. */
  get slowest(): number {
    return this.#slowest;
  }

  /** What that link takes now; it was told last when that had changed by enough. */
  get present(): number {
    return this.#slowestGroup?.present ?? 0;
  }

  /** Sum of `present` over time, times seconds: for differences. */
  get area(): number {
    return this.#areaBefore + (this.#slowestGroup?.area ?? 0);
  }

  /** Part of a batch's time by which that link may have changed without it being told. */
  get slack(): number {
    return this.#slowestGroup?.slack ?? 0;
  }

  /** Whether any of its links is shared. */
  get isShared(): boolean {
    return this.#stretches.some(({ link }) => link.size > 1);
  }

  /**
   * It comes, or uses its links in another way, or one of them has changed.
   * @param use of each link as if it had all of them to itself.
   */
  use({ bytes, awaySeconds, peak }: LinkUse): void {
    this.#sort();
    const { area } = this;
    this.#slowestGroup = undefined;
    let [slowest, least, leastBefore, size] = [0, peak, peak, 0];
    for (const stretch of this.#stretches) {
      const { link } = stretch;
      // Links with as many users are not bounds of each other.
      if (link.size > size) {
        size = link.size;
        leastBefore = least;
      }
      const use = { bytes, awaySeconds, peak: leastBefore };
      stretch.group = link.place(this.#user, use, stretch.group);
      const { secondsPerByte } = stretch.group;
      if (secondsPerByte > slowest) {
        slowest = secondsPerByte;
        this.#slowestGroup = stretch.group;
      }
      least = Math.min(least, 1 / secondsPerByte);
    }
    this.#slowest = slowest;
    this.#areaBefore = 0;
    this.#areaBefore = area - this.area;
  }

  /** It has nothing more to send. */
  leave(): void {
    this.#areaBefore = this.area;
    this.#slowestGroup = undefined;
    for (const stretch of this.#stretches) {
      const { link, group } = stretch;
      if (group !== undefined) link.remove(this.#user, group);
      stretch.group = undefined;
    }
    this.#slowest = 0;
  }

  /** Looks at its links after it has come, gone or changed. @param tell users for whom one has. */
  change(tell: (user: User) => void): void {
    this.#sort();
    for (const { link } of this.#stretches) for (const user of link.change()) tell(user);
  }

  /** Few of them, which hardly change their order. */
  #sort(): void {
    const all = this.#stretches;
    for (let end = 1; end < all.length; end += 1) {
      const stretch = all[end] as Stretch<User>;
      let at = end;
      for (; at > 0 && (all[at - 1] as Stretch<User>).link.size > stretch.link.size; at -= 1) {
        all[at] = all[at - 1] as Stretch<User>;
      }
      all[at] = stretch;
    }
  }
}
