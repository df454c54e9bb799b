/** The guest's memory at any time of its migration: one state a page, in the order of the scan. */

import { countUpTo } from '../../../engine/kernel/lists.ts';
import { countOnes } from '../../../engine/machine/memory/bits.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';
import { countAt, eachOf, type WrittenLog } from './writes.ts';

/** What a page may be at. */
export const PAGE = {
  /** No memory is behind it. */
  unmapped: 0,
  /** It was never sent, nor written since the last CLEAN. */
  never: 1,
  /** The last CLEAN found it written: it has to be sent in this round. */
  due: 2,
  /** Sent in this round. */
  sent: 3,
  /** Written since the last CLEAN, and passed over in this round for that. */
  skipped: 4,
  /** Sent in an earlier round, not written since. */
  clean: 5,
  /** Written since the last CLEAN: it has to be sent in the next round. */
  dirty: 6,
} as const;

/** How many states there are. */
export const STATES = Object.keys(PAGE).length;

export class PageMap {
  readonly recording: PageRecording;
  /** The state of each page, by its position in the scan. */
  readonly states: Uint8Array;
  readonly counts: number[] = new Array<number>(STATES).fill(0);
  /** Pages that the round has to deal with, has still to deal with, and has sent. */
  due = 0;
  left = 0;
  taken = 0;
  /** Pages written since the last CLEAN, skipped ones with them. */
  written = 0;
  readonly #logs: readonly WrittenLog[];
  readonly #batchTimes: Float64Array;
  readonly #roundTimes: Float64Array;
  /** Pages that have arrived before each round, as bitmaps. */
  readonly #arrived: Uint32Array[] = [];
  #round = -1;
  #batches = 0;
  #log = 0;

  constructor(recording: PageRecording, logs: readonly WrittenLog[]) {
    this.recording = recording;
    this.#logs = logs;
    const { p2mPages, batches, rounds } = recording;
    this.states = new Uint8Array(p2mPages);
    this.#batchTimes = Float64Array.from(batches, ({ timeNs }) => timeNs);
    this.#roundTimes = Float64Array.from(rounds, ({ startNs }, index) => {
      const beforeNs = rounds[index - 1]?.startNs ?? Infinity;
      const clean = logs.find(({ endNs }) => endNs > beforeNs);
      return Math.min(startNs, clean?.endNs ?? startNs);
    });
    this.#followArrivals();
    this.#startRound(-1);
  }

  /** Index of the round at the present time, from the CLEAN before it on; -1 before the first. */
  get round(): number {
    return this.#round;
  }

  /** When the dirty log was empty last; undefined while nothing is logged. */
  get logStartNs(): number | undefined {
    return this.#logs[this.#log]?.startNs;
  }

  /** Counts how often what it shows has changed. */
  version = 0;

  /** Shows a time. */
  seek(nowNs: number): void {
    const round = countUpTo(this.#roundTimes, nowNs) - 1;
    const all = this.recording.batches;
    const end = this.recording.rounds[round + 1]?.firstBatch ?? all.length;
    const batches = Math.min(end, countUpTo(this.#batchTimes, nowNs));
    const log = this.#logAt(nowNs);
    const { [log]: present } = this.#logs;
    const written = present === undefined ? 0 : countAt(present, nowNs);
    const isSame = round === this.#round && log === this.#log;
    if (isSame && batches === this.#batches && written === this.written) return;
    this.version += 1;
    if (!isSame || batches < this.#batches || written < this.written) this.#startRound(round);
    this.#log = log;
    for (; this.#batches < batches; this.#batches += 1) this.#deal(all[this.#batches]);
    for (; this.written < written; this.written += 1) {
      this.#write(present?.positions[this.written] as number);
    }
  }

  /** Of a migration that failed on the way the last log stays: no CLEAN has emptied it. */
  #logAt(nowNs: number): number {
    const last = this.#logs.at(-1);
    if (last === undefined || nowNs < last.endNs) {
      return this.#logs.findIndex(({ startNs, endNs }) => startNs <= nowNs && nowNs < endNs);
    }
    const isOpen = (this.#roundTimes.at(-1) ?? 0) < last.endNs;
    return isOpen ? this.#logs.length - 1 : -1;
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
    const due = round > 0 ? rounds[round]?.due : undefined;
    const arrived = this.#arrived[round];
    const { states, counts } = this;
    counts.fill(0);
    for (let word = 0; word < mapped.length; word += 1) {
      const has = mapped[word] as number;
      const came = arrived?.[word] ?? 0;
      const again = due?.[word] ?? 0;
      const start = word * 32;
      const end = Math.min(32, p2mPages - start);
      for (let bit = 0; bit < end; bit += 1) {
        let state: number = PAGE.never;
        if (((has >>> bit) & 1) === 0) state = PAGE.unmapped;
        else if (((again >>> bit) & 1) === 1) state = PAGE.due;
        else if (((came >>> bit) & 1) === 1) state = PAGE.clean;
        states[start + bit] = state;
        counts[state] = (counts[state] as number) + 1;
      }
    }
    this.#round = round;
    this.#batches = rounds[round]?.firstBatch ?? 0;
    this.written = 0;
    const begun = rounds[round];
    this.due =
      begun === undefined ? 0 : countOnes(begun.due.map((word, at) => word & (mapped[at] ?? 0)));
    this.left = this.due;
    this.taken = 0;
  }

  /** What a batch took, and what it passed over. */
  #deal(batch: { readonly taken: WordPairs; readonly skipped: WordPairs } | undefined): void {
    if (batch === undefined) return;
    eachOf(batch.taken, (position) => {
      this.left -= 1;
      this.taken += 1;
      // What was written before it went goes again.
      if (this.states[position] !== PAGE.dirty) this.#set(position, PAGE.sent);
    });
    eachOf(batch.skipped, (position) => {
      this.left -= 1;
      this.#set(position, PAGE.skipped);
    });
  }

  #write(position: number): void {
    if (this.states[position] !== PAGE.skipped) this.#set(position, PAGE.dirty);
  }

  #set(position: number, state: number): void {
    const { states, counts } = this;
    const before = states[position] as number;
    counts[before] = (counts[before] as number) - 1;
    counts[state] = (counts[state] as number) + 1;
    states[position] = state;
  }
}
