/** What a measurement and a simulation are compared in, and how a simulated migration says it. */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import { sum } from '../fit/statistics.ts';

/** Names of what can be compared. */
export type QuantityName =
  | 'totalSeconds'
  | 'precopySeconds'
  | 'downtimeSeconds'
  | 'sourceSeconds'
  | 'sourceDowntimeSeconds'
  | 'pagesSent'
  | 'bytesSent'
  | 'stopCopyPages'
  | 'rounds'
  | 'throttle'
  | 'requests';

/** Values of some quantities; what is not known is absent. */
export type Values = Readonly<Partial<Record<QuantityName, number>>>;

interface Quantity {
  readonly title: string;
  readonly of: (migration: MigrationResult) => number;
}

/** All quantities in the order in which they are shown. */
export const QUANTITIES: Readonly<Record<QuantityName, Quantity>> = {
  totalSeconds: { title: 'total time', of: secondsUntilRunning },
  precopySeconds: { title: 'pre-copy time', of: precopySeconds },
  downtimeSeconds: { title: 'downtime', of: ({ downtimeSeconds }) => downtimeSeconds },
  sourceSeconds: { title: "total time on the source's clock", of: sourceSeconds },
  sourceDowntimeSeconds: { title: "downtime on the source's clock", of: sourceDowntimeSeconds },
  pagesSent: { title: 'pages sent', of: (result) => sum(pagesDue(result)) },
  bytesSent: { title: 'bytes sent', of: ({ bytesSent }) => bytesSent },
  stopCopyPages: { title: 'last pages', of: (result) => pagesDue(result).at(-1) ?? 0 },
  rounds: { title: 'rounds', of: ({ rounds }) => rounds.length },
  throttle: {
    title: 'throttle',
    of: ({ rounds }) =>
      largestOf(
        rounds.map(({ throttlePercent = 0 }) => throttlePercent),
        0,
      ),
  },
  requests: { title: 'requests', of: ({ postCopy }) => postCopy?.pulledPages ?? 0 },
};

/** All names in the order in which they are shown. */
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as readonly QuantityName[];

/** Pages sent, marked as zero, sent as changes or skipped in each round, the last one included. */
export function pagesDue({ rounds }: MigrationResult): number[] {
  return rounds.map(({ sent, zeroPages, deltaPages = 0, skipped }) => {
    return sent + zeroPages + deltaPages + skipped;
  });
}

/** From the start until the guest runs at its destination; a migration may continue after that. */
function secondsUntilRunning({ parts }: MigrationResult): number {
  const last = parts.findLastIndex(({ inDowntime }) => inDowntime);
  return sum(parts.slice(0, last + 1).map(({ seconds }) => seconds));
}

/** QEMU's own: they end when its source has its last byte in its socket. */
function sourceDowntimeSeconds(migration: MigrationResult): number {
  return migration.sourceDowntimeSeconds ?? migration.downtimeSeconds;
}

/** Up to its last byte; after post-copy it waits until the destination has all pages. */
function sourceSeconds(migration: MigrationResult): number {
  if (migration.stopReason === 'post-copy') return migration.totalSeconds;
  const after = migration.downtimeSeconds - sourceDowntimeSeconds(migration);
  return secondsUntilRunning(migration) - after;
}

/** The rounds in which the guest ran. */
function precopySeconds({ parts }: MigrationResult): number {
  return sum(parts.flatMap(({ name, seconds }) => (name === 'pre-copy' ? [seconds] : [])));
}
