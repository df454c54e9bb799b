/**
 * QEMU's loop a page at a time: byte arrays, every write an event, the clock read after pages 1,
 * 65, 129 of a burst. Slow and obvious; the fast loop must give the same rounds.
 */
import type { Write } from './naive-loop.ts';

export interface NaiveQemuOptions {
  readonly pages: number;
  /** Pages from here on hold zeros until they are written. */
  readonly firstZero: number;
  /** In order of time. */
  readonly writes: readonly Write[];
  /** Of a page with contents; others take no time. */
  readonly pageTimeNs: number;
  readonly bitsPerSecond: number;
  readonly downtimeLimitSeconds: number;
  readonly stopsAtLimit: boolean;
  readonly maxRounds: number;
  /** Of multifd, each of which takes the time of a page; absent: none. */
  readonly channels?: NaiveChannels | undefined;
}

export interface NaiveChannels {
  readonly count: number;
  /** Whether packets count when they are handed out, and not when the next but n is. */
  readonly countsEarly: boolean;
  /** Whether all is awaited after each burst, and not after each round. */
  readonly meetsOften: boolean;
}

export interface NaiveRound {
  readonly startNs: number;
  readonly sent: number;
  readonly zeroPages: number;
  readonly left: number;
}

const WINDOW_NS = 100_000_000;
const SLICE_NS = 51_000_000;
const PAGE = 8 + 4096;
const ZERO_PAGE = 8 + 1;
/** On a channel; there are no pages of zeros then. */
const CHANNEL_PAGE = 11 + 4096;
const PACKET = 128;

/** Rounds while the guest runs, then the one that is sent while it stands. */
export function naiveQemu(options: NaiveQemuOptions): NaiveRound[] {
  const loop = new NaiveQemu(options);
  const rounds: NaiveRound[] = [];
  for (;;) {
    const round = loop.round(false);
    rounds.push(round);
    // Nothing is left before anything was measured: there is no synchronisation before the stop.
    const isEmpty = round.left >= loop.threshold;
    if (!isEmpty) loop.synchronise();
    const pending = loop.pending * 4096;
    const fits =
      pending < loop.threshold * 4096 ||
      (options.stopsAtLimit && pending === loop.threshold * 4096);
    if (!(pending === 0 || fits || rounds.length >= options.maxRounds)) continue;
    loop.synchronise();
    return [...rounds, loop.round(true)];
  }
}

class NaiveQemu {
  readonly #options: NaiveQemuOptions;
  readonly #bitmap: Uint8Array;
  /** Ones of the bitmap. */
  pending: number;
  readonly #written: Uint8Array;
  #found = 0;
  #seen = 0;
  #nowNs = 0;
  #burstNs = 0;
  #cursor = 0;
  #bytesPerSecond = 0;
  #window = { startNs: 0, bytes: 0, metBytes: 0, queued: 0 };

  constructor(options: NaiveQemuOptions) {
    this.#options = options;
    this.#bitmap = new Uint8Array(options.pages).fill(1);
    this.pending = options.pages;
    this.#written = new Uint8Array(options.pages);
  }

  /** Pages. */
  get threshold(): number {
    return (this.#bytesPerSecond * this.#options.downtimeLimitSeconds) / 4096;
  }

  synchronise(): void {
    const { writes } = this.#options;
    for (; this.#isPast(writes[this.#found]); this.#found += 1) {
      const { pfn } = writes[this.#found] as Write;
      this.pending += 1 - (this.#bitmap[pfn] as number);
      this.#bitmap[pfn] = 1;
      this.#written[pfn] = 1;
    }
  }

  round(last: boolean): NaiveRound {
    const round = { startNs: this.#nowNs, sent: 0, zeroPages: 0 };
    const left = (): NaiveRound => ({ ...round, left: this.pending });
    for (;;) {
      if (this.pending === 0 || (!last && this.pending < this.threshold)) {
        this.#meet();
        return left();
      }
      this.#look();
      for (let sent = 0; this.pending > 0 && (last || !this.#isSeen); ) {
        const isZero = this.#send(sent === 0);
        sent += 1;
        if (isZero) round.zeroPages += 1;
        else round.sent += 1;
        const isRead = sent % 64 === 1;
        if (isRead && !last && this.#nowNs - this.#burstNs >= SLICE_NS) break;
      }
      if (this.#options.channels?.meetsOften) this.#meet();
      if (!last) this.#awaitWindow();
    }
  }

  get #quota(): number {
    return Math.floor((this.#options.bitsPerSecond * 0.1) / 8);
  }

  get #isMet(): boolean {
    return this.#window.bytes > this.#quota;
  }

  /** Whether the main thread sees that it is met. */
  get #isSeen(): boolean {
    const { channels } = this.#options;
    if (channels === undefined) return this.#isMet;
    const { metBytes, queued } = this.#window;
    const handed = Math.floor(queued / PACKET);
    const counted = Math.max(0, channels.countsEarly ? handed : handed - channels.count);
    return metBytes + counted * PACKET * CHANNEL_PAGE > this.#quota;
  }

  /** Channels have sent all. */
  #meet(): void {
    this.#window.metBytes = this.#window.bytes;
    this.#window.queued = 0;
  }

  #isPast(write: Write | undefined): boolean {
    return write !== undefined && write.timeNs <= this.#nowNs;
  }

  /** What was written until a burst begins is no longer zero in it. */
  #look(): void {
    const { writes } = this.#options;
    for (; this.#isPast(writes[this.#seen]); this.#seen += 1) {
      this.#written[(writes[this.#seen] as Write).pfn] = 1;
    }
  }

  /** The next page, around. Returns whether it was zero. */
  #send(isFirst: boolean): boolean {
    const { pages, firstZero, pageTimeNs, channels } = this.#options;
    if (isFirst) this.#burstNs = this.#nowNs;
    while (this.#bitmap[this.#cursor % pages] === 0) this.#cursor += 1;
    const pfn = this.#cursor % pages;
    this.#cursor = pfn + 1;
    this.#bitmap[pfn] = 0;
    this.pending -= 1;
    const isZero = pfn >= firstZero && this.#written[pfn] === 0;
    const full = channels === undefined ? PAGE : CHANNEL_PAGE;
    this.#window.bytes += isZero ? ZERO_PAGE : full;
    this.#window.queued += 1;
    if (!isZero) this.#nowNs += pageTimeNs / (channels?.count ?? 1);
    return isZero;
  }

  #awaitWindow(): void {
    this.#endWindow();
    if (!this.#isMet) return;
    // It sleeps for whole ms, and is at the same part of one when it wakes up.
    this.#nowNs += WINDOW_NS - (wholeMs(this.#nowNs) - this.#window.startNs);
    this.#endWindow();
  }

  #endWindow(): void {
    const nowNs = wholeMs(this.#nowNs);
    const passedNs = nowNs - this.#window.startNs;
    if (passedNs < WINDOW_NS) return;
    this.#bytesPerSecond = (this.#window.bytes * 1e9) / passedNs;
    this.#window = { startNs: nowNs, bytes: 0, metBytes: 0, queued: 0 };
  }
}

const wholeMs = (ns: number): number => Math.floor(ns / 1e6) * 1e6;
