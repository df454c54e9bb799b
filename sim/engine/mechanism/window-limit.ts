/** What goes out in a window of QEMU's sender, and how much of it its limit lets out. */
import { wireOf } from './connections.ts';
import type { Migration } from './migration.ts';
import type { ChannelRules } from './policy.ts';
import { PACKET_PAGES } from './wire-format-qemu.ts';

export class WindowLimit {
  quotaBytes = Infinity;
  usedBytes = 0;
  pages = 0;
  zeroPages = 0;
  readonly #channels: ChannelRules | undefined;
  readonly #packetBytes: number;
  /** Of `usedBytes`, those that had gone when channels met last. */
  #metBytes = 0;

  constructor(migration: Migration) {
    this.#channels = migration.policy.channels;
    this.#packetBytes = wireOf(migration).batchBytes(PACKET_PAGES);
  }

  get isMet(): boolean {
    return this.usedBytes > this.quotaBytes;
  }

  /**
   * Bytes that go out until the limit stops the main thread, but for the last page. Channels take
   * whole packets. These count when they are handed out, or since 8.1 when they are written: one
   * more is under way on each channel then, as long as the main thread is the faster. What is under
   * way when a window ends counts for none.
   * @param follows whether all goes on the main stream.
   */
  room(follows = false): number {
    const channels = follows ? undefined : this.#channels;
    if (channels === undefined) return Math.max(0, this.quotaBytes - this.usedBytes);
    const open = Math.max(0, this.quotaBytes - this.#metBytes);
    const counted = Math.floor(open / this.#packetBytes) + 1;
    const packets = counted + (channels.countsWhole ? 0 : channels.count);
    return Math.max(0, this.#metBytes + packets * this.#packetBytes - this.usedBytes - 1);
  }

  /** Whether more may go out before the limit is seen to be met. @param follows as for `room`. */
  mayGoOn(follows = false): boolean {
    if (follows || this.#channels === undefined) return !this.isMet;
    return this.room() > 0;
  }

  take(pages: number, zeroPages: number, bytes: number): void {
    this.usedBytes += bytes;
    this.pages += pages;
    this.zeroPages += zeroPages;
  }

  /** All that channels had under way is written. */
  meet(): void {
    this.#metBytes = this.usedBytes;
  }

  /** The next window begins. */
  clear(): void {
    this.usedBytes = 0;
    this.#metBytes = 0;
    this.pages = 0;
    this.zeroPages = 0;
  }
}
