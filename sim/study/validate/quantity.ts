/** What a measurement and a simulation are compared in, and how a simulation's result says it. */
import type { RunResult } from '../../run/result/result.ts';

/** Names of what can be compared. */
export type QuantityName =
  | 'totalSeconds'
  | 'precopySeconds'
  | 'downtimeSeconds'
  | 'pagesSent'
  | 'bytesSent'
  | 'stopCopyPages'
  | 'rounds';

/** Values of some quantities; what is not known is absent. */
export type Values = Readonly<Partial<Record<QuantityName, number>>>;

interface Quantity {
  readonly title: string;
  readonly of: (result: RunResult) => number;
}

/** All quantities in the order in which they are shown. */
export const QUANTITIES: Readonly<Record<QuantityName, Quantity>> = {
  totalSeconds: { title: 'total time', of: secondsUntilRunning },
  precopySeconds: { title: 'pre-copy time', of: precopySeconds },
  downtimeSeconds: { title: 'downtime', of: ({ downtimeSeconds }) => downtimeSeconds },
  pagesSent: { title: 'pages sent', of: (result) => sum(pagesDue(result)) },
  bytesSent: { title: 'bytes sent', of: ({ bytesSent }) => bytesSent },
  stopCopyPages: { title: 'last pages', of: (result) => pagesDue(result).at(-1) ?? 0 },
  rounds: { title: 'rounds', of: ({ rounds }) => rounds.length },
};

/** All names in the order in which they are shown. */
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as readonly QuantityName[];

/** Pages due in each round, the last one included. */
export function pagesDue({ rounds }: RunResult): number[] {
  return rounds.map(({ sent, skipped }) => sent + skipped);
}

/** From the start until the guest runs at its destination; a migration may go on after that. */
function secondsUntilRunning({ parts }: RunResult): number {
  const last = parts.findLastIndex(({ inDowntime }) => inDowntime);
  return sum(parts.slice(0, last + 1).map(({ seconds }) => seconds));
}

/** The rounds in which the guest ran. */
function precopySeconds({ parts }: RunResult): number {
  return sum(parts.flatMap(({ name, seconds }) => (name === 'pre-copy' ? [seconds] : [])));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
