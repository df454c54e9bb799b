/**
 * What of a Dom0 one of several migrations may use, expressed as the cap with which one that is
 * alone there would do the same.
 */
import { CREDIT } from '../../../engine/machine/scheduler/credit-accounting.ts';
import type { Dom0Share } from '../stages/pilot-migration.ts';

/** How a Dom0 stands, as one of its migrations finds it. */
export interface Dom0Load {
  /** Virtual CPUs that migrations' processes are on. */
  readonly seats: number;
  /** Migrations on the virtual CPU of this one, with it. */
  readonly onSeat: number;
  /** Other migrations, and the part of its time for which each has something to run. */
  readonly others: number;
  readonly presence: number;
  /** CPU that Dom0 uses for other things, share of a CPU. */
  readonly background: number;
}

/** @param alone what it could use without the others. */
export function sharedDom0(alone: Dom0Share, crowding: Dom0Load): Dom0Share {
  const { others, onSeat, presence, background } = crowding;
  if (others === 0) return alone;
  const seatPercent = onSeat > 1 ? 100 / (1 + (onSeat - 1) * presence) : Infinity;
  const { capPercent, turns } = alone;
  if (capPercent === Infinity) {
    return onSeat > 1 ? { capPercent: seatPercent, turns: 'fluid' } : alone;
  }
  if (turns === 'sampled' || turns === 'exact') {
    const most = evenPercent(capPercent, crowding, turns) / onSeat;
    return { capPercent: Math.min(most, seatPercent), turns };
  }
  const restPercent = 100 * background;
  const free = Math.max(0, capPercent - restPercent);
  const most = free / (1 + others * presence) + restPercent;
  return { capPercent: Math.min(most, seatPercent), turns };
}

const ACCOUNTING_NS = CREDIT.ticksPerAccounting * CREDIT.tickNs;

/** Steps of a fixed point that halves its error in each. */
const STEPS = 12;

/**
 * In turns, credits are dealt to the virtual CPUs that are active, whether they use them or not.
 * @returns the cap with which one that is alone there has what each of them has.
 */
function evenPercent(capPercent: number, { seats, background }: Dom0Load, debit: string): number {
  const isSampled = debit === 'sampled';
  const wanted = dealtPercent(capPercent, seats, { background, isSampled });
  let alone = capPercent / seats;
  for (let step = 0; step < STEPS; step += 1) {
    alone *= wanted / dealtPercent(alone, 1, { background, isSampled });
  }
  return alone;
}

/**
 * What each of some virtual CPUs is dealt of a cap. That of Dom0's other work takes part from the
 * tick that finds it, and charges it if ticks are what is charged, until it has earned so much that
 * it leaves (`settleOne` in `sim/engine/machine/scheduler/credit-accounting.ts`).
 */
function dealtPercent(
  capPercent: number,
  count: number,
  { background, isSampled }: { readonly background: number; readonly isSampled: boolean },
): number {
  if (background === 0) return capPercent / count;
  const charged = isSampled ? CREDIT.perTick : 0;
  const earned = (CREDIT.perAccounting / 100) * (capPercent / (count + 1));
  const gained = earned - charged * CREDIT.ticksPerAccounting * background;
  const activeNs = ((CREDIT.perAccounting + charged) / gained) * ACCOUNTING_NS;
  const active = gained > 0 ? activeNs / (activeNs + CREDIT.tickNs / background) : 1;
  return capPercent * ((1 - active) / count + active / (count + 1));
}
