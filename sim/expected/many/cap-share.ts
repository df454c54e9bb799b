/**
 * What of a Dom0 one of several migrations may use, told as the cap with which one that is alone
 * there would fare alike.
 */
import { CREDIT } from '../../machine/credit.ts';
import type { Dom0Share } from '../model.ts';

/** How a Dom0 stands, as one of its migrations finds it. */
export interface Crowding {
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
export function sharedDom0(alone: Dom0Share, crowding: Crowding): Dom0Share {
  const { others, onSeat, presence, background } = crowding;
  if (others === 0) return alone;
  const seatPercent = onSeat > 1 ? 100 / (1 + (onSeat - 1) * presence) : Infinity;
  const { capPercent, turns } = alone;
  if (capPercent === 0) {
    return onSeat > 1 ? { capPercent: seatPercent, turns: 'fluid' } : alone;
  }
  if (turns !== 'fluid') {
    const most = evenPercent(capPercent, crowding, turns) / onSeat;
    return { capPercent: Math.min(most, seatPercent), turns };
  }
  const restPercent = 100 * background;
  const free = Math.max(0, capPercent - restPercent);
  const most = free / (1 + others * presence) + restPercent;
  return { capPercent: Math.min(most, seatPercent), turns };
}

/** Credits of one that is caught for the first time: down by a tick, up to where it leaves. */
const CREDITS_TO_EARN = { sampled: CREDIT.perTick + CREDIT.perAccounting } as const;
const ACCOUNTING_NS = CREDIT.ticksPerAccounting * CREDIT.tickNs;
const FIXED_POINT_STEPS = 12;

/**
 * In turns, credits are dealt to the virtual CPUs that are active, whether they use them or not.
 * The one of Dom0's other work is active from the tick that finds it until it has earned enough.
 */
function evenPercent(capPercent: number, { seats, background }: Crowding, debit: string): number {
  const toEarn = debit === 'sampled' ? CREDITS_TO_EARN.sampled : CREDIT.perAccounting;
  const paid = debit === 'sampled' ? CREDIT.perTick * CREDIT.ticksPerAccounting * background : 0;
  const dealt = (percent: number, count: number): number => {
    const earned = (3 * percent) / (count + 1) - paid;
    const activeNs = earned > 0 ? (toEarn / earned) * ACCOUNTING_NS : Infinity;
    const idleNs = background > 0 ? CREDIT.tickNs / background : Infinity;
    const active =
      idleNs === Infinity ? 0 : activeNs === Infinity ? 1 : activeNs / (activeNs + idleNs);
    return percent * ((1 - active) / count + active / (count + 1));
  };
  const wanted = dealt(capPercent, seats);
  let alone = capPercent / seats;
  for (let step = 0; step < FIXED_POINT_STEPS; step += 1) alone *= wanted / dealt(alone, 1);
  return alone;
}
