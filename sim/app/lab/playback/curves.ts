/** Curves over time: how fast bytes came through, how many pages a round has still to deal with. */

import { popCount } from '../../../engine/machine/memory/bits.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';
import type { StreamTrack } from '../../../run/result/recording.ts';
import { lineAt } from './times.ts';

/** Bits per second in stretches of equal length. */
export interface RateCurve {
  readonly startNs: number;
  readonly stepNs: number;
  readonly bitsPerSecond: Float64Array;
}

/** A stretch is at least an accounting period of the scheduler, so that parking shows. */
const LEAST_STEP_NS = 30e6;
const STEPS = 400;

/** The rate of all streams together. */
export function rateCurve(
  streams: readonly StreamTrack[],
  startNs: number,
  endNs: number,
): RateCurve {
  const stepNs = Math.max(LEAST_STEP_NS, (endNs - startNs) / STEPS);
  const count = Math.max(1, Math.ceil((endNs - startNs) / stepNs));
  const bytesAt = (ns: number): number =>
    streams.reduce((sum, { timesNs, deliveredBytes }) => {
      if (timesNs.length === 0 || ns < (timesNs[0] as number)) return sum;
      return sum + lineAt(timesNs, deliveredBytes, ns);
    }, 0);
  const bitsPerSecond = new Float64Array(count);
  let before = bytesAt(startNs);
  for (let index = 0; index < count; index += 1) {
    const now = bytesAt(startNs + (index + 1) * stepNs);
    bitsPerSecond[index] = ((now - before) * 8e9) / stepNs;
    before = now;
  }
  return { startNs, stepNs, bitsPerSecond };
}

/** Steps: entry i of `pages` holds from entry i of `timesNs` on. */
export interface LeftCurve {
  readonly timesNs: readonly number[];
  readonly pages: readonly number[];
}

/** Of all rounds, one after the other. */
export function leftCurve({ rounds, batches, mapped }: PageRecording): LeftCurve {
  const timesNs: number[] = [];
  const pages: number[] = [];
  for (const [index, { startNs, due, firstBatch }] of rounds.entries()) {
    let left = due.reduce((sum, word, at) => sum + popCount(word & (mapped[at] as number)), 0);
    timesNs.push(startNs);
    pages.push(left);
    for (const batch of batches.slice(firstBatch, rounds[index + 1]?.firstBatch)) {
      left -= count(batch.taken) + count(batch.skipped);
      timesNs.push(batch.timeNs);
      pages.push(Math.max(0, left));
    }
  }
  return { timesNs, pages };
}

function count(pairs: WordPairs): number {
  let pages = 0;
  for (let at = 1; at < pairs.length; at += 2) pages += popCount(pairs[at] as number);
  return pages;
}
