/** What a plan finds. A new quantity is one more file and entry. */
import { BANDWIDTH } from './bandwidth.ts';
import { CAP } from './cap.ts';
import { DIRTY_RATE } from './dirty-rate.ts';
import { DOWNTIME_LIMIT } from './downtime-limit.ts';
import type { Quantity } from './subject.ts';

/** Ends of scales. */
export const QUANTITIES = {
  cap: CAP,
  'dirty-rate': DIRTY_RATE,
  bandwidth: BANDWIDTH,
  'downtime-limit': DOWNTIME_LIMIT,
} as const satisfies Readonly<Record<string, Quantity>>;

/** A bound on a scale. */
export type QuantityName = keyof typeof QUANTITIES;

/** All that can be found; the last two are the best of an evacuation. */
export const FINDABLE = [
  'cap',
  'dirty-rate',
  'bandwidth',
  'downtime-limit',
  'at-once',
  'order',
] as const;

export type Findable = (typeof FINDABLE)[number];
