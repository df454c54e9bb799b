/**
 * Bytes on several channels at once. Each begins with an equal part. One that has sent its part
 * takes over half of what the slowest still has, in whole packets, as a free channel of multifd
 * takes the next packet.
 */
import { Signal } from '../kernel/signal.ts';
import type { Activity } from '../machine/flow/activity.ts';
import type { Machinery } from '../machine/flow/machinery.ts';
import type { PageChannel } from './page-channel.ts';
import type { Announced, Receiver } from './receiver.ts';

/** A channel with what takes its pages at the destination. */
export interface Lane {
  readonly channel: PageChannel;
  readonly receiver: Receiver;
}

/** What a lane has under way. */
interface Part {
  readonly lane: Lane;
  readonly writing: Activity;
  readonly announced: Announced;
}

/** What is sent. */
export interface Load {
  readonly bytes: number;
  /** CPU of each byte at either end, ns. */
  readonly sendNs: number;
  readonly receiveNs: number;
  /** Bytes per ns that all of them together do not exceed. */
  readonly rateMax: number;
  readonly packetBytes: number;
}

export class Dispatch {
  /** Fires when all is written. */
  readonly done = new Signal();
  readonly #machinery: Machinery;
  readonly #load: Load;
  readonly #laneRate: number;
  readonly #parts = new Set<Part>();
  #isCut = false;

  /** It begins at once. @param lanes that take part, at least one. */
  constructor(machinery: Machinery, lanes: readonly Lane[], load: Load) {
    this.#machinery = machinery;
    this.#load = load;
    const { bytes, rateMax } = load;
    this.#laneRate = rateMax / lanes.length;
    const upTo = (count: number): number => Math.floor((bytes * count) / lanes.length);
    for (const [at, lane] of lanes.entries()) this.#begin(lane, upTo(at + 1) - upTo(at));
  }

  /** Bytes that are not written yet. */
  get remaining(): number {
    return [...this.#parts].reduce((sum, part) => sum + this.#remainingOf(part), 0);
  }

  /** All that is under way ends some bytes earlier. @param bytes at most those that remain. */
  shorten(bytes: number): void {
    this.#isCut = true;
    const all = this.remaining;
    let left = bytes;
    for (const part of this.#parts) {
      const remaining = this.#remainingOf(part);
      const cut = Math.min(left, Math.floor(remaining), Math.ceil((bytes * remaining) / all));
      this.#shorten(part, cut);
      left -= cut;
    }
  }

  #begin(lane: Lane, bytes: number): void {
    const { sendNs, receiveNs } = this.#load;
    const { sender, stream } = lane.channel;
    const announced = lane.receiver.expect(bytes, receiveNs);
    const writing = sender.begin('write', stream, bytes, sendNs, this.#laneRate);
    const part = { lane, writing, announced };
    this.#parts.add(part);
    writing.done.wait(() => this.#end(part));
  }

  #end(part: Part): void {
    this.#parts.delete(part);
    if (!this.#isCut) this.#takeOver(part.lane);
    if (this.#parts.size === 0) this.done.fire();
  }

  /** A free lane gets half of what the slowest one still has. */
  #takeOver(lane: Lane): void {
    let slowest: Part | undefined;
    let most = 0;
    for (const part of this.#parts) {
      const remaining = this.#remainingOf(part);
      if (remaining <= most) continue;
      slowest = part;
      most = remaining;
    }
    const { packetBytes } = this.#load;
    const bytes = Math.floor(most / 2 / packetBytes) * packetBytes;
    if (slowest === undefined || bytes === 0) return;
    this.#shorten(slowest, bytes);
    this.#begin(lane, bytes);
  }

  #remainingOf({ writing }: Part): number {
    return writing.remainingUntil(this.#machinery.nowNs);
  }

  #shorten({ lane, writing, announced }: Part, bytes: number): void {
    lane.channel.sender.shorten(writing, bytes);
    lane.receiver.shorten(announced, bytes);
  }
}
