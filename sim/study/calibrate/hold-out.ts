/** Settings kept from the fit, to see what it is worth on what it has not seen. */

import { RandomStream } from '../../engine/kernel/random.ts';
import { Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import type { MeasuredSetting } from './point.ts';

export interface Split {
  readonly fitted: readonly MeasuredSetting[];
  readonly heldOut: readonly MeasuredSetting[];
}

/** @param text such as '25 %'. @returns a share from 0 to 1. @throws Problem. */
export function readShare(text: string): number {
  const reading = readQuantity(text, 'percent');
  if (reading.ok && reading.value > 0 && reading.value < 100) return reading.value / 100;
  const message = reading.ok ? 'some must be held out and some fitted' : reading.message;
  throw new Problem([{ where: `--hold-out ${text}`, message, hint: 'write such as `25 %`' }]);
}

/**
 * Whole settings are held out: repetitions on both sides would give the answer away. At least one
 * is, and at least one is not.
 * @throws Problem when there is one setting only.
 */
export function splitSettings(
  settings: readonly MeasuredSetting[],
  share: number,
  seed: string,
): Split {
  if (settings.length < 2) {
    const message = 'only one setting: none can be held out';
    throw new Problem([{ where: '--hold-out', message, hint: 'leave it out' }]);
  }
  const stream = new RandomStream(`${seed}/hold-out`);
  const order = settings.map((_, index) => index);
  for (const [index] of order.entries()) {
    const other = index + stream.below(order.length - index);
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  const wanted = Math.round(share * settings.length);
  const out = new Set(order.slice(0, Math.min(Math.max(wanted, 1), settings.length - 1)));
  return {
    fitted: settings.filter((_, index) => !out.has(index)),
    heldOut: settings.filter((_, index) => out.has(index)),
  };
}
