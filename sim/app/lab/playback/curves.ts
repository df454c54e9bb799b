/** How fast bytes come through. */
import type { StreamTrack } from '../../../run/result/recording.ts';
import { megabitsPerSecond } from '../../../run/result/transfer-rate.ts';
import { lineAt } from './times.ts';

/** An accounting period of the scheduler: over it, parking and bursts are one rate. */
const PERIOD_NS = 30e6;

/** Mbit/s of all streams together around a time. */
export function rateAround(streams: readonly StreamTrack[], nowNs: number): number {
  const bytesAt = (ns: number): number =>
    streams.reduce((sum, { timesNs, deliveredBytes }) => {
      return ns < (timesNs[0] ?? ns) ? sum : sum + lineAt(timesNs, deliveredBytes, ns);
    }, 0);
  const bytes = bytesAt(nowNs + PERIOD_NS / 2) - bytesAt(nowNs - PERIOD_NS / 2);
  return megabitsPerSecond(bytes, PERIOD_NS / 1e9) ?? 0;
}
