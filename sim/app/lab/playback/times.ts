/** Places in a sorted list of times. */
import { countUpTo } from '../../../engine/kernel/lists.ts';

/** The first time after now; undefined at the end. */
export function nextTime(times: ArrayLike<number>, nowNs: number): number | undefined {
  return times[countUpTo(times, nowNs)];
}

/** The last time before now; undefined at the start. */
export function timeBefore(times: ArrayLike<number>, nowNs: number): number | undefined {
  // Times are whole ns: what is not after now - 1 is before now.
  return times[countUpTo(times, nowNs - 1) - 1];
}

/** The value of a track that goes in straight lines; the first before it, the last after it. */
export function lineAt(times: ArrayLike<number>, values: ArrayLike<number>, nowNs: number): number {
  const next = countUpTo(times, nowNs);
  if (next === 0) return values[0] ?? 0;
  const before = values[next - 1] ?? 0;
  if (next >= times.length) return before;
  const startNs = times[next - 1] as number;
  const part = (nowNs - startNs) / ((times[next] as number) - startNs);
  return before + part * ((values[next] ?? before) - before);
}
