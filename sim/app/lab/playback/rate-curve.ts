/** How fast the migration's bytes came through, over time. */
import type { StreamTrack } from '../../../run/result/recording.ts';
import { lineAt } from './times.ts';

/** Bits per second in stretches of equal length. */
export interface RateCurve {
  readonly startNs: number;
  readonly stepNs: number;
  readonly bitsPerSecond: Float64Array;
}

/** A stretch is at least an accounting period of the scheduler, so that parking shows. */
const LEAST_STEP_NS = 30e6;
const STEPS = 400;

/** The rate of all streams together. */
export function rateCurve(
  streams: readonly StreamTrack[],
  startNs: number,
  endNs: number,
): RateCurve {
  const stepNs = Math.max(LEAST_STEP_NS, (endNs - startNs) / STEPS);
  const count = Math.max(1, Math.ceil((endNs - startNs) / stepNs));
  const bytesAt = (ns: number): number =>
    streams.reduce((sum, { timesNs, deliveredBytes }) => {
      if (timesNs.length === 0 || ns < (timesNs[0] as number)) return sum;
      return sum + lineAt(timesNs, deliveredBytes, ns);
    }, 0);
  const bitsPerSecond = new Float64Array(count);
  let before = bytesAt(startNs);
  for (let index = 0; index < count; index += 1) {
    const now = bytesAt(startNs + (index + 1) * stepNs);
    bitsPerSecond[index] = ((now - before) * 8e9) / stepNs;
    before = now;
  }
  return { startNs, stepNs, bitsPerSecond };
}
