/**
 * When pages were written. A page whose write is drawn late is found by the PEEK or the CLEAN that
 * looks at it, some time after: it was clean when it was looked at before, and between the two it
 * is placed as the expected number of written pages grows.
 */
import { addAll } from '../../../engine/kernel/lists.ts';
import { popCount } from '../../../engine/machine/memory/bits.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';
import type { DirtyTrack } from '../../../run/result/recording.ts';
import { lineAt } from './times.ts';

/** The dirty log between two CLEANs: pages in the order in which they were written. */
export interface WrittenLog {
  readonly startNs: number;
  readonly endNs: number;
  /** Its start, its batches and its end; the number of pages grows in straight lines between. */
  readonly timesNs: Float64Array;
  /** How many of the positions are written at each of these times. */
  readonly counts: Uint32Array;
  /** Positions of the scan. */
  readonly positions: Uint32Array;
}

/** @param track the expected numbers. */
export function writtenLogs(pages: PageRecording, track: DirtyTrack | undefined): WrittenLog[] {
  let startNs = pages.rounds[0]?.startNs ?? 0;
  let first = 0;
  return pages.logs.map(({ endNs, endBatch, rest }) => {
    const batches = pages.batches.slice(first, endBatch);
    const placing = new Placing(pages, batches, { startNs, endNs, rest }, track);
    [startNs, first] = [endNs, endBatch];
    return placing.log;
  });
}

/** Next members of this sequence lie far apart, and any stretch of it is evenly spread. */
const GOLDEN = 0.618_033_988_749_895;

/** Places the pages of one log at its times. */
class Placing {
  readonly log: WrittenLog;
  readonly #timesNs: Float64Array;
  /** Expected number at each time; it never falls. */
  readonly #expected: Float64Array;
  /** By position: the last time at which it was seen clean, as an index of times. */
  readonly #seenClean: Uint32Array;
  readonly #drawable: Uint32Array;
  /** Positions, and the index of the time by which each is written. */
  readonly #positions: number[] = [];
  readonly #by: number[] = [];
  #spread = 0;

  constructor(
    { p2mPages, drawable }: PageRecording,
    batches: PageRecording['batches'],
    { startNs, endNs, rest }: { startNs: number; endNs: number; rest: WordPairs },
    track: DirtyTrack | undefined,
  ) {
    this.#timesNs = Float64Array.from([startNs, ...batches.map(({ timeNs }) => timeNs), endNs]);
    this.#expected = expectedAt(this.#timesNs, track);
    this.#seenClean = new Uint32Array(p2mPages);
    this.#drawable = drawable;
    // A pass that does not skip has not looked.
    const peeks = batches.some(({ skipped }) => skipped.length > 0);
    for (const [index, { taken, written }] of batches.entries()) {
      this.#place(written, index + 1);
      if (peeks) eachOf(taken, (position) => (this.#seenClean[position] = index + 1));
    }
    this.#place(rest, batches.length + 1);
    this.log = { startNs, endNs, timesNs: this.#timesNs, ...this.#inOrder() };
  }

  #place(pairs: WordPairs, at: number): void {
    eachOf(pairs, (position) => {
      const isDrawn = (((this.#drawable[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;
      this.#positions.push(position);
      this.#by.push(isDrawn ? this.#between(this.#seenClean[position] as number, at) : at);
    });
  }

  /** A time after one and up to another. */
  #between(after: number, upTo: number): number {
    this.#spread = (this.#spread + GOLDEN) % 1;
    const expected = this.#expected;
    const [least, most] = [expected[after] as number, expected[upTo] as number];
    const wanted = least + this.#spread * (most - least);
    let [low, high] = [after + 1, upTo];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((expected[middle] as number) >= wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #inOrder(): Pick<WrittenLog, 'counts' | 'positions'> {
    const counts = new Uint32Array(this.#timesNs.length);
    for (const at of this.#by) counts[at] = (counts[at] as number) + 1;
    for (let at = 1; at < counts.length; at += 1) {
      counts[at] = (counts[at] as number) + (counts[at - 1] as number);
    }
    const next = new Uint32Array(counts.length);
    next.set(counts.subarray(0, -1), 1);
    const positions = new Uint32Array(this.#positions.length);
    for (let index = 0; index < positions.length; index += 1) {
      const at = this.#by[index] as number;
      positions[next[at] as number] = this.#positions[index] as number;
      next[at] = (next[at] as number) + 1;
    }
    return { counts, positions };
  }
}

function expectedAt(timesNs: Float64Array, track: DirtyTrack | undefined): Float64Array {
  const { timesNs: sampled = [], pages = [] } = track ?? {};
  let most = 0;
  return timesNs.map((ns, at) => {
    // The CLEAN at the end leaves nothing, and none of the one before is left at the start.
    const inside = at === 0 ? 0 : lineAt(sampled, pages, ns - (at === timesNs.length - 1 ? 1 : 0));
    most = Math.max(most, inside);
    return most;
  });
}

/** Calls with each position of the pairs. */
export function eachOf(pairs: WordPairs, call: (position: number) => void): void {
  for (let at = 0; at < pairs.length; at += 2) {
    const start = (pairs[at] as number) * 32;
    for (let rest = pairs[at + 1] as number; rest !== 0; rest &= rest - 1) {
      call(start + 31 - Math.clz32(rest & -rest));
    }
  }
}

/** How many positions the pairs have. */
export function sizeOf(pairs: WordPairs): number {
  let all = 0;
  for (let at = 1; at < pairs.length; at += 2) all += popCount(pairs[at] as number);
  return all;
}

/** How many pages are written at a time of the log. */
export function countAt({ timesNs, counts }: WrittenLog, nowNs: number): number {
  return Math.floor(lineAt(timesNs, counts, nowNs));
}

/** The numbers of all logs over time; a CLEAN has two entries, what it found and 0. */
export function dirtyTrackOf(guest: string, logs: readonly WrittenLog[]): DirtyTrack {
  const timesNs: number[] = [];
  const pages: number[] = [];
  for (const log of logs) {
    addAll(timesNs, log.timesNs);
    addAll(pages, log.counts);
  }
  const last = logs.at(-1);
  if (last !== undefined) {
    timesNs.push(last.endNs);
    pages.push(0);
  }
  return { guest, timesNs, pages };
}
