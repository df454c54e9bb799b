/** How many pages the present round has still to deal with, batch by batch. */
import { popCount } from '../../../engine/machine/memory/bits.ts';
import type { PageRecording, WordPairs } from '../../../run/result/page-recording.ts';

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
