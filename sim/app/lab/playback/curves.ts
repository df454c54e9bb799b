/** Over time: how fast bytes come through, how many pages a round has still to deal with. */

import { popCount } from '../../../engine/machine/memory/bits.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';
import type { StreamTrack } from '../../../run/result/recording.ts';
import { megabitsPerSecond } from '../../../run/result/transfer-rate.ts';
import { lineAt } from './times.ts';

/** An accounting period of the scheduler: over it, parking and bursts are one rate. */
const PERIOD_NS = 30e6;

/** Mbit/s of all streams together around a time. */
export function rateAround(streams: readonly StreamTrack[], nowNs: number): number {
  const bytesAt = (ns: number): number =>
    streams.reduce((sum, { timesNs, deliveredBytes }) => {
      return ns < (timesNs[0] ?? ns) ? sum : sum + lineAt(timesNs, deliveredBytes, ns);
    }, 0);
  const bytes = bytesAt(nowNs + PERIOD_NS / 2) - bytesAt(nowNs - PERIOD_NS / 2);
  return megabitsPerSecond(bytes, PERIOD_NS / 1e9) ?? 0;
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
