/** The guest's memory at any time of its migration: one state a page, by page frame number. */
import { scanOrder } from '../../../engine/machine/memory/scan-order.ts';
import { countUpTo } from '../../../output/document/time-line.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';

/** What a page may be at. */
export const PAGE = {
  /** No memory is behind it. */
  unmapped: 0,
  /** It has to be sent and never was. */
  never: 1,
  /** It was sent, and written since: it has to be sent again. */
  dirty: 2,
  /** Sent in this round. */
  sent: 3,
  /** Passed over in this round: written again since the round began. */
  skipped: 4,
  /** Sent in an earlier round, not found dirty since. */
  clean: 5,
} as const;

/** How many states there are. */
export const STATES = Object.keys(PAGE).length;

export class PageMap {
  readonly recording: PageRecording;
  /** The state of each page, by pfn. */
  readonly states: Uint8Array;
  readonly counts: number[] = new Array<number>(STATES).fill(0);
  readonly #pfns: Uint32Array;
  readonly #batchTimes: Float64Array;
  readonly #roundTimes: Float64Array;
  /** Pages that have arrived before each round, as bitmaps in scan order. */
  readonly #arrived: Uint32Array[] = [];
  #round = -1;
  #batches = 0;

  constructor(recording: PageRecording) {
    this.recording = recording;
    const { p2mPages, scan, batches, rounds } = recording;
    const order = scanOrder(scan, p2mPages);
    this.states = new Uint8Array(p2mPages);
    this.#pfns = Uint32Array.from({ length: p2mPages }, (_, position) => order.pfnAt(position));
    this.#batchTimes = Float64Array.from(batches, ({ timeNs }) => timeNs);
    this.#roundTimes = Float64Array.from(rounds, ({ startNs }) => startNs);
    this.#followArrivals();
    this.#startRound(-1);
  }

  /** Index of the round at the present time; -1 before the first. */
  get round(): number {
    return this.#round;
  }

  /** Counts how often what it shows has changed. */
  version = 0;

  /** Shows a time. */
  seek(nowNs: number): void {
    const round = countUpTo(this.#roundTimes, nowNs) - 1;
    const batches = countUpTo(this.#batchTimes, nowNs);
    if (round === this.#round && batches === this.#batches) return;
    this.version += 1;
    if (round !== this.#round || batches < this.#batches) this.#startRound(round);
    const all = this.recording.batches;
    const end = this.recording.rounds[round + 1]?.firstBatch ?? all.length;
    for (; this.#batches < Math.min(batches, end); this.#batches += 1) {
      const batch = all[this.#batches];
      if (batch === undefined) break;
      this.#paint(batch.taken, PAGE.sent);
      this.#paint(batch.skipped, PAGE.skipped);
    }
    this.#batches = batches;
  }

  #followArrivals(): void {
    const { rounds, batches, mapped } = this.recording;
    const arrived = new Uint32Array(mapped.length);
    for (const [index, { firstBatch }] of rounds.entries()) {
      this.#arrived.push(arrived.slice());
      const end = rounds[index + 1]?.firstBatch ?? batches.length;
      for (const { taken } of batches.slice(firstBatch, end)) {
        for (let at = 0; at < taken.length; at += 2) {
          const word = taken[at] as number;
          arrived[word] = (arrived[word] as number) | (taken[at + 1] as number);
        }
      }
    }
  }

  /** The memory as it is when a round begins. */
  #startRound(round: number): void {
    const { mapped, rounds, p2mPages } = this.recording;
    const due = rounds[round]?.due;
    const arrived = this.#arrived[round];
    const { states, counts } = this;
    const pfns = this.#pfns;
    counts.fill(0);
    for (let word = 0; word < mapped.length; word += 1) {
      const has = mapped[word] as number;
      const came = arrived?.[word] ?? 0;
      const again = due?.[word] ?? 0;
      const end = Math.min(32, p2mPages - word * 32);
      for (let bit = 0; bit < end; bit += 1) {
        let state: number = PAGE.never;
        if (((has >>> bit) & 1) === 0) state = PAGE.unmapped;
        else if (((came >>> bit) & 1) === 1) {
          state = ((again >>> bit) & 1) === 1 ? PAGE.dirty : PAGE.clean;
        }
        states[pfns[word * 32 + bit] as number] = state;
        counts[state] = (counts[state] as number) + 1;
      }
    }
    this.#round = round;
    this.#batches = rounds[round]?.firstBatch ?? 0;
  }

  #paint(pairs: WordPairs, state: number): void {
    for (let at = 0; at < pairs.length; at += 2) {
      const start = (pairs[at] as number) * 32;
      for (let rest = pairs[at + 1] as number; rest !== 0; rest &= rest - 1) {
        const pfn = this.#pfns[start + 31 - Math.clz32(rest & -rest)] as number;
        const before = this.states[pfn] as number;
        this.counts[before] = (this.counts[before] as number) - 1;
        this.counts[state] = (this.counts[state] as number) + 1;
        this.states[pfn] = state;
      }
    }
  }
}
