/** The two rates that decide whether rounds shrink, as far as they are known at a time. */

import { digits } from '../../../output/document/numbers.ts';
import type { RoundResult } from '../../../run/result/result.ts';
import type { Film } from './film.ts';

/** Of a live round, from its start to its end or to the present. */
export interface Pace {
  readonly round: number;
  /** Pages a second that become dirty, each counted once: r. */
  readonly dirtied: number;
  /** Pages a second that are sent: B. */
  readonly sent: number;
}

/** Before this part of a round is dealt with, the round before tells more. */
const TELLING_PART = 1 / 8;

/** @returns undefined before anything is known, and for what has no rounds. */
export function paceAt({ map, result }: Film, nowNs: number): Pace | undefined {
  const now = map.recording.rounds[map.round];
  if (now === undefined) return undefined;
  const dealt = map.due - map.left;
  const { logStartNs } = map;
  if (now.live && logStartNs !== undefined && dealt >= TELLING_PART * map.due && dealt > 0) {
    const dirtied = (1e9 * map.written) / (nowNs - logStartNs);
    const sent = (1e9 * map.taken) / (nowNs - now.startNs);
    if (Number.isFinite(dirtied) && Number.isFinite(sent)) {
      return { round: now.round, dirtied, sent };
    }
  }
  const before = result.rounds.slice(0, map.round).findLast((each) => paceOf(each) !== undefined);
  return before && paceOf(before);
}

function paceOf({ round, dirtied, deltaSeconds, sent, zeroPages, seconds }: RoundResult) {
  if (dirtied === null || !(deltaSeconds > 0) || !(seconds > 0)) return undefined;
  return { round, dirtied: dirtied / deltaSeconds, sent: (sent + zeroPages) / seconds };
}

/** `0.16: rounds shrink by a factor of 6.3`. */
export function convergenceOf({ dirtied, sent }: Pace): string {
  if (dirtied === 0) return '0: nothing is left for another round';
  const ratio = dirtied / sent;
  if (ratio === Infinity) return 'nothing is sent: rounds do not shrink';
  if (!(ratio < 1)) return `${digits(ratio, 2)}: rounds do not shrink`;
  return `${digits(ratio, 2)}: rounds shrink by a factor of ${digits(1 / ratio, 2)}`;
}
