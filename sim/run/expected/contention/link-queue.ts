/**
 * A link and the migrations that use it. Those that use it alike get the same of it, so they are
 * one group: what each gets is found once for a group, however many are in it. When it has changed
 * by so much that their batches take another time, they are told.
 */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Link } from '../../../engine/machine/flow/link.ts';
import { type AlikeUsers, LinkShare, type LinkUse } from './link-share.ts';

/**
 * Part of a batch's time that is no change yet. Where hundreds share a link each that comes or goes
 * is less than this for the others, and all of them would have to be looked at each time.
 */
export const CHANGE_LEAST = 0.01;

/** The same where many share a link, and for how many users it is that. */
const CHANGE_MOST = 0.1;
const MANY = 100;

/** Part of the users that may change before it is looked at what that means. */
const CHANGES_PART = 0.01;

/** Users that use a link alike. */
export class LinkGroup<User> implements AlikeUsers {
  readonly bytes: number;
  readonly awaySeconds: number;
  readonly peak: number;
  readonly users = new Set<User>();
  /** What they know; what it is; and the sum of that over time until `#sinceNs`. */
  secondsPerByte: number;
  #present: number;
  #area = 0;
  #sinceNs: number;
  readonly #queue: LinkQueue<User>;

  constructor(queue: LinkQueue<User>, { bytes, awaySeconds, peak }: LinkUse, now: number) {
    this.bytes = bytes;
    this.awaySeconds = awaySeconds;
    this.peak = peak;
    this.secondsPerByte = now;
    this.#present = now;
    this.#queue = queue;
    this.#sinceNs = queue.clock.nowNs;
  }

  /** What the link takes of them now, seconds per byte. */
  get present(): number {
    return this.#present;
  }

  /** Sum of that over time, times seconds. */
  get area(): number {
    const { nowNs } = this.#queue.clock;
    return this.#area + (this.#present * (nowNs - this.#sinceNs)) / NS_PER_SECOND;
  }

  /** Part of a batch's time by which it may have changed without a word. */
  get slack(): number {
    return this.#queue.changeLeast;
  }

  get count(): number {
    return this.users.size;
  }

  /** @param least part of a batch's time that is a change. @returns whether it is one. */
  hear(secondsPerByte: number, least: number): boolean {
    this.#area = this.area;
    this.#sinceNs = this.#queue.clock.nowNs;
    this.#present = secondsPerByte;
    const { bytes, awaySeconds, secondsPerByte: known } = this;
    const batch = awaySeconds + bytes * secondsPerByte;
    if (bytes * Math.abs(secondsPerByte - known) <= least * batch) return false;
    this.secondsPerByte = secondsPerByte;
    return true;
  }
}

export class LinkQueue<User> {
  /** Bytes per second. */
  readonly rate: number;
  readonly clock: LinkClock;
  readonly #share: LinkShare;
  readonly #groups = new Set<LinkGroup<User>>();
  /** The same by a number that those which are alike have in common. */
  readonly #byUse = new Map<number, LinkGroup<User>[]>();
  #size = 0;
  /** Of users since it was looked at last. */
  #changes = 0;

  constructor(link: Link, clock: LinkClock) {
    this.clock = clock;
    this.rate = link.bytesPerNs * NS_PER_SECOND;
    this.#share = new LinkShare(this.rate);
  }

  /** Its users. */
  get size(): number {
    return this.#size;
  }

  /** Part of a batch's time that is no change yet. */
  get changeLeast(): number {
    return Math.max(CHANGE_LEAST, CHANGE_MOST * Math.min(1, this.#size / MANY));
  }

  /**
   * A user comes, or uses it in another way from now on.
   * @param from its group until now; undefined for one that comes.
   */
  place(user: User, use: LinkUse, from: LinkGroup<User> | undefined): LinkGroup<User> {
    if (from !== undefined && isAlike(from, use)) return from;
    if (from === undefined) this.#size += 1;
    else this.#takeOut(user, from);
    const group = this.#groupOf(use);
    group.users.add(user);
    return group;
  }

  /** A user goes. */
  remove(user: User, from: LinkGroup<User>): void {
    this.#size -= 1;
    this.#takeOut(user, from);
  }

  /**
   * A user has come, gone or changed; among many, some have to before it makes a difference.
   * @returns those for which it does.
   */
  change(): readonly User[] {
    this.#changes += 1;
    if (this.#changes <= CHANGES_PART * this.#size) return NONE;
    this.#changes = 0;
    const share = this.#share;
    const wasFree = share.isFree;
    if (wasFree && this.#size < 2) return NONE;
    const groups = [...this.#groups];
    share.shareAmong(groups);
    if (wasFree && share.isFree) return NONE;
    const least = share.isFree ? 0 : this.changeLeast;
    const told = groups.filter((each) => each.hear(share.secondsPerByte(each.peak), least));
    return told.flatMap(({ users }) => [...users]);
  }

  #groupOf(use: LinkUse): LinkGroup<User> {
    const number = numberOf(use);
    const groups = this.#byUse.get(number) ?? [];
    const known = groups.find((group) => isAlike(group, use));
    if (known !== undefined) return known;
    const group = new LinkGroup<User>(this, use, this.#share.secondsPerByte(use.peak));
    this.#groups.add(group);
    this.#byUse.set(number, [...groups, group]);
    return group;
  }

  #takeOut(user: User, group: LinkGroup<User>): void {
    group.users.delete(user);
    if (group.users.size > 0) return;
    const number = numberOf(group);
    this.#groups.delete(group);
    const left = this.#byUse.get(number)?.filter((each) => each !== group) ?? [];
    if (left.length > 0) this.#byUse.set(number, left);
    else this.#byUse.delete(number);
  }
}

/** The time, ns. */
interface LinkClock {
  readonly nowNs: number;
}

/** Differs for nearly all that are not alike. */
function numberOf({ bytes, awaySeconds, peak }: LinkUse): number {
  return peak * awaySeconds + bytes;
}

const NONE: readonly never[] = [];

function isAlike(one: LinkUse, other: LinkUse): boolean {
  const { bytes, awaySeconds, peak } = other;
  return one.peak === peak && one.awaySeconds === awaySeconds && one.bytes === bytes;
}
