/**
 * A dirty profile in the form in which S. Nathan published those of 55 workloads, as points.
 *
 * The law of those data: U(t) = um + (t / 0.1 s - 1) un(k) with k = 1 + floor(t / 1 s), at most 10,
 * and no more than the largest writable working set. un(k) is the mean of windows of k seconds:
 * where a guest dirties nothing new after some seconds, (10 k - 1) un(k) is the same for all larger
 * k. So U was measured at 0.1 s and at 1, 2, ..., 10 s. From there the law is a straight line; it
 * ends where it meets the largest working set.
 */
import { NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';

/** Numbers of 4 KiB pages. */
export interface NathanProfile {
  /** Unique pages dirtied in 100 ms. */
  readonly um: number;
  /** Further ones in each 100 ms of a window of 1, 2, ..., 10 s. */
  readonly un: readonly number[];
  /** Largest writable working set. */
  readonly maxWws: number;
}

const TENTH_NS = 1e8;

/** The measured points and the end of the line. */
export function nathanPoints({ um, un, maxWws }: NathanProfile) {
  const at = (windowNs: number, rate: number) => {
    return { windowNs, pages: Math.min(maxWws, um + (windowNs / TENTH_NS - 1) * rate) };
  };
  const measured = [
    at(TENTH_NS, 0),
    ...un.map((rate, index) => at((index + 1) * NS_PER_SECOND, rate)),
  ];
  const slope = un.at(-1) ?? 0;
  const isMet = measured.some(({ pages }) => pages === maxWws);
  if (isMet || slope === 0) return measured;
  const endNs = Math.ceil(TENTH_NS * (1 + (maxWws - um) / slope));
  return [...measured, { windowNs: endNs, pages: maxWws }];
}
