/**
 * Where a set-up stops to converge, in closed form. A pass over D pages at B pages a second leaves
 * what the guest writes in D / B seconds, and QEMU stops when L seconds suffice for what is left.
 * Passes shrink down to L B pages as long as fewer than those are written in L seconds.
 */
import { expm1, log } from '../../engine/kernel/portable.ts';
import { halving, settle } from '../fit/halving.ts';
import type { WriteLaw } from './writes.ts';

/** What it depends on. */
export interface SetUp {
  /** B. */
  readonly sentPerSecond: number;
  /** L; 0 where no limit stops the rounds. */
  readonly limitSeconds: number;
  readonly writtenPerSecond: number;
  readonly workingSetPages: number;
  readonly law: WriteLaw;
}

/** Pages written in some seconds. */
function written({ writtenPerSecond, workingSetPages: pages, law }: SetUp, seconds: number) {
  const all = writtenPerSecond * seconds;
  return law === 'sequential' ? Math.min(all, pages) : -pages * expm1(-all / pages);
}

/**
 * The largest dirty rate at which it converges, pages a second; Infinity when the whole working set
 * fits into the limit.
 */
export function largestRate(setUp: SetUp): number {
  const { sentPerSecond, limitSeconds, workingSetPages, law } = setUp;
  const fitting = sentPerSecond * limitSeconds;
  if (fitting >= workingSetPages) return Infinity;
  if (law === 'sequential' || fitting === 0) return sentPerSecond;
  return (-workingSetPages * log(1 - fitting / workingSetPages)) / limitSeconds;
}

/** The least downtime limit at which it converges, seconds. */
export function leastLimitSeconds(setUp: SetUp): number {
  let left = HALVINGS;
  const between = (low: number, high: number): number | undefined => {
    left -= 1;
    return left < 0 ? undefined : (low + high) / 2;
  };
  return settle(halving(0, setUp.workingSetPages / setUp.sentPerSecond, between), (seconds) => {
    return written(setUp, seconds) < seconds * setUp.sentPerSecond;
  });
}

const HALVINGS = 40;

/** The least pages a second that must be sent for it to converge. */
export function leastSentPerSecond(setUp: SetUp): number {
  const { limitSeconds, writtenPerSecond } = setUp;
  return limitSeconds === 0 ? writtenPerSecond : written(setUp, limitSeconds) / limitSeconds;
}
