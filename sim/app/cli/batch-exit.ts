/** How a command ends that a signal has ended early. */
import { constants } from 'node:os';
import { remark } from './terminal.ts';
import type { WorkEnd } from './work.ts';

/** Says what is kept. @returns 128 and the number of the signal, as shells have it. */
export function exitCodeOf(signal: NodeJS.Signals, { runs, journalPath }: WorkEnd): number {
  remark(`stopped by ${signal}: ${runs} runs are kept in ${journalPath}, the same command goes on`);
  return 128 + constants.signals[signal];
}
