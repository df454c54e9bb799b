/**
 * Measured rounds of a migration as the points of a `replay`.
 *
 * A log says of a round how long it took and how many pages were dirty at its end: T and D. It does
 * not say when in the round they became dirty, and most are not new: a guest writes its hot pages
 * at once and again and again. Rounds of different lengths show it: D grows as T^a, and where a is
 * below 1 the pages of a long round are mostly those of a short one. So in each round pages become
 * dirty as T^a grows: a page is dirty for 1 / (1 + a) of the round, on average.
 *
 * Uniform writes over a working set of W pages give that if
 *
 *     D = W (1 - exp(-n)),   1 / (1 + a) = 1 / (1 - exp(-n)) - 1 / n
 *
 * for n writes to each page in T. Both are solved for n and W; a is fitted over all rounds by least
 * squares on log D against log T. Working sets begin at the same page, so that small ones are the
 * hot part of large ones. For a of 1 or more, W would have no bound: it is the guest's memory.
 */

import { exp, expm1, log, log1p } from '../../engine/kernel/portable.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { straightLine } from './statistics.ts';

/** A live round as a log has it. */
export interface LiveRound {
  readonly startSeconds: number;
  /** From CLEAN to CLEAN. */
  readonly seconds: number;
  /** Pages found dirty at its end, as bits per second of the round. */
  readonly dirtiedBitsPerSecond: number;
}

/** A point of `kind: replay`, as a scenario file says it. */
export interface ReplayPoint {
  readonly at: string;
  readonly rate: string;
  readonly workingSet: string;
}

/** Writes to a page in a round that dirty all of a working set; what D = W means. */
const WRITES_MOST = 30;

/** The exponent of the pages dirtied in a round against its length, 0.01 to 1. */
export function dirtyingExponent(rounds: readonly LiveRound[]): number {
  const known = rounds.filter((round) => dirtiedPages(round) > 0 && round.seconds > 0);
  const points = known.map((round) => ({ x: log(round.seconds), y: log(dirtiedPages(round)) }));
  if (new Set(points.map(({ x }) => x)).size < 2) return 1;
  return Math.min(1, Math.max(0.01, straightLine(points).slope));
}

/**
 * Points of a replay that counts writes, in steps.
 * @param rounds live ones, in their order; at least one.
 */
export function replayOfRounds(rounds: readonly LiveRound[], memoryBytes: number): ReplayPoint[] {
  const writes = writesPerPage(dirtyingExponent(rounds));
  const memoryPages = memoryBytes / PAGE_BYTES;
  return rounds.map((round) => {
    const dirtied = Math.min(dirtiedPages(round), memoryPages);
    const share = -expm1(-writes);
    const pages = Math.max(1, Math.ceil(Math.min(memoryPages, dirtied / share)));
    const perPage = dirtied < pages ? -log1p(-dirtied / pages) : WRITES_MOST;
    const rate = round.seconds > 0 ? (pages * perPage) / round.seconds : 0;
    return {
      at: `${Number(round.startSeconds.toFixed(6))} s`,
      rate: `${rate.toFixed(1)} pages/s`,
      workingSet: `${(pages * PAGE_BYTES) / 1024} KiB`,
    };
  });
}

function dirtiedPages({ seconds, dirtiedBitsPerSecond }: LiveRound): number {
  return (dirtiedBitsPerSecond * seconds) / 8 / PAGE_BYTES;
}

/** n of the header, by halving: the right side falls from 1 to 1/2 as n does to 0. */
function writesPerPage(exponent: number): number {
  const wanted = 1 / (1 + exponent);
  let low = 0;
  let high = WRITES_MOST;
  for (let step = 0; step < 60; step += 1) {
    const n = (low + high) / 2;
    if (n > 1e-6 && 1 / (1 - exp(-n)) - 1 / n > wanted) high = n;
    else low = n;
  }
  return high;
}
