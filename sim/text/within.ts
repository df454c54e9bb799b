/** Limits of what a quantity may be. */

import type { ParameterUnit } from '../engine/kernel/unit.ts';
import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { formatForUnit, type Reading } from './quantity.ts';

/** Limits of a quantity, in the unit it has in memory, both included. */
export interface Limits {
  readonly least?: number;
  readonly most?: number;
  /** Only whole pages of memory. */
  readonly wholePages?: boolean;
}

/** What was read, and as what. */
interface Bounded {
  readonly text: string | number;
  readonly unit: ParameterUnit;
  readonly limits: Limits;
}

/** The reading, or why its value is beyond the limits. */
export function within(reading: Reading, { text, unit, limits }: Bounded): Reading {
  if (!reading.ok) return reading;
  const { least = 0, most = Number.MAX_SAFE_INTEGER, wholePages = false } = limits;
  const show = (value: number): string => `\`${formatForUnit(value, unit)}\``;
  if (reading.value < least || reading.value > most) {
    const message = `\`${text}\` is too ${reading.value < least ? 'little' : 'much'}`;
    const top = limits.most === undefined ? '' : `, at most ${show(most)}`;
    return { ok: false, message, hint: `at least ${show(least)}${top}` };
  }
  if (wholePages && reading.value % PAGE_BYTES !== 0) {
    const nearest = Math.round(reading.value / PAGE_BYTES) * PAGE_BYTES;
    const message = `\`${text}\` is not a whole number of 4 KiB pages`;
    return { ok: false, message, hint: `the nearest is ${show(nearest)}` };
  }
  return reading;
}
