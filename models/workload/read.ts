/**
 * A guest that reads its memory all the time. It dirties nothing.
 *
 * The paper saw its migrations take about 20 s instead of 17, however fast it read, and gives no
 * cause (C501 to C503). So the cause is assumed: to copy a page that the guest keeps reading costs
 * xc_save more CPU, by the machine's `readCopySlowdown`. It hangs on how much of the memory is read
 * and not on how often, as the paper saw it.
 */
import type { Workload } from './workload.ts';

/** @param copySlowdown what a page costs xc_save more, mean over all pages, 0 for nothing. */
export function read(copySlowdown: number): Workload {
  return { kind: 'read', cpuDemand: 1, copySlowdown, advance: () => undefined };
}
