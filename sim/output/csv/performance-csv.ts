/** The curve of guests' performance as CSV: a row for each window of each guest. */
import type { PerformanceWindow } from '../../run/performance-curve.ts';
import { writeRecords } from '../../text/csv.ts';

const COLUMNS = [
  'guest',
  'host',
  'startSeconds',
  'seconds',
  'stoppedSeconds',
  'performance',
  'undisturbed',
  'wantedCpuSeconds',
  'cpuSeconds',
  'faultSeconds',
  'wantedIoBytes',
  'ioBytes',
] as const satisfies readonly (keyof PerformanceWindow)[];

export function performanceCsv(curve: readonly PerformanceWindow[]): string {
  return writeRecords(COLUMNS, curve);
}
