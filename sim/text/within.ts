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

const nearestPage = (bytes: number): number => Math.round(bytes / PAGE_BYTES) * PAGE_BYTES;

/** The reading, or why its value is beyond the limits. Measured decimals become whole pages. */
export function within(written: Reading, { text, unit, limits }: Bounded): Reading {
  if (!written.ok) return written;
  const { least = 0, most = Number.MAX_SAFE_INTEGER, wholePages = false } = limits;
  const reading =
    wholePages && written.isRounded
      ? ({ ok: true, value: nearestPage(written.value) } as const)
      : written;
  const show = (value: number): string => `\`${formatForUnit(value, unit)}\``;
  if (reading.value < least || reading.value > most) {
    const side = reading.value < least ? 'below the minimum' : 'above the maximum';
    const message = `\`${text}\` is ${side}`;
    const top = limits.most === undefined ? '' : `, at most ${show(most)}`;
    return { ok: false, message, hint: `at least ${show(least)}${top}` };
  }
  if (wholePages && reading.value % PAGE_BYTES !== 0) {
    const nearest = nearestPage(reading.value);
    const message = `\`${text}\` is not a whole number of 4 KiB pages`;
    return { ok: false, message, hint: `the nearest is ${show(nearest)}` };
  }
  return reading;
}
