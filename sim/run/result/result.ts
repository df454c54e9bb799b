/**
 * The result of a run as plain data: what `run --json` prints and everything else reads.
 */
import type { Outcome } from '../../engine/mechanism/migration.ts';
import type { PartHost } from '../../engine/mechanism/parts.ts';

/**
 * Version of a result's shape. It is raised when a field changes its name, its place, its unit or
 * its meaning; a new field does not raise it. Version 2 moved all fields of a migration into
 * `migrations`, and took zero pages out of `pagesSent` and `sent`.
 */
export const SCHEMA_VERSION = 2;

export interface RoundResult {
  readonly round: number;
  /** Whether the guest ran. */
  readonly live: boolean;
  /** Pages sent with their content. */
  readonly sent: number;
  /**
   * Pages sent as a mark of a few bytes: all their bytes are 0. Only QEMU's stream sees them; with
   * any other they are among `sent`.
   */
  readonly zeroPages: number;
  /** Bytes written to the stream in `seconds`. */
  readonly bytes: number;
  /** Pages due and left to a later round, because they had been written again. */
  readonly skipped: number;
  /** Pages dirty at the CLEAN after the round, or left; null where no CLEAN followed. */
  readonly dirtied: number | null;
  /** Due pages that it did not come to; only of a policy that ends rounds early. */
  readonly left?: number;
  /** Percent of its time for which the guest was kept from running; only of such a policy. */
  readonly throttlePercent?: number;
  /** From the start of its pass to its last byte written. */
  readonly seconds: number;
  /** From the CLEAN before to the CLEAN after it: what xend's log calls delta. */
  readonly deltaSeconds: number;
  /** Start of its pass, after the start of the migration. */
  readonly startSeconds: number;
  readonly sourceDom0CpuSeconds: number;
  readonly destinationDom0CpuSeconds: number;
  /** CPU of the source's Dom0 and of the guest in `deltaSeconds`. */
  readonly deltaSourceDom0CpuSeconds: number;
  readonly deltaGuestCpuSeconds: number;
}

export interface PartResult {
  readonly name: string;
  readonly host: PartHost;
  readonly seconds: number;
  readonly inDowntime: boolean;
}

/** How a guest fared over a stretch of time, against running undisturbed within its own cap. */
export interface GuestPerformance {
  readonly guest: string;
  /**
   * Of the guest that moves: its whole migration, which the paper calls performance degradation
   * time. Of a bystander: from the start of the first migration to the end of the last.
   */
  readonly seconds: number;
  /** In which it stood: suspended, or paused by a log-dirty operation. */
  readonly stoppedSeconds: number;
  /** In which it ran, but got less than it wants, looked at by the second or so. */
  readonly slowedSeconds: number;
  /** Mean performance in those, 0 to 1; 1 when there are none. */
  readonly slowedTo: number;
  /** What it got of what it wants over all of the time, of CPU or of I/O, the lesser: 0 to 1. */
  readonly performance: number;
  /** Work lost: the seconds that it takes undisturbed to do it. */
  readonly lostSeconds: number;
  /** CPU that it spent on shadow faults instead of its work. */
  readonly faultSeconds: number;
  /** CPU of Dom0 that its disk and network I/O took. */
  readonly backendCpuSeconds: number;
}

/** What post-copy cost the guest. */
export interface PostCopyResult {
  /** Pages that the guest touched before they were pushed. */
  readonly pulledPages: number;
  /** Time it stood for them. */
  readonly stalledSeconds: number;
}

/** One migration of a run. */
export interface MigrationResult {
  readonly guest: string;
  readonly source: string;
  readonly destination: string;
  readonly mechanism: string;
  readonly policy: string;
  /** Simulated time at which it was started. */
  readonly startSeconds: number;
  /** How long it waited before that for a host with room; see `atOnce` of the scenario. */
  readonly waitedSeconds: number;
  /** Sum of all parts. */
  readonly totalSeconds: number;
  /** Sum of the parts in which the guest stood still. */
  readonly downtimeSeconds: number;
  readonly stopReason: Outcome['stopReason'];
  /**
   * Only where the migration was given up: the guest runs on at the source, and `totalSeconds` is
   * the time until then.
   */
  readonly abandoned?: true;
  /** Only of post-copy. */
  readonly postCopy?: PostCopyResult;
  /** Pages sent with their content, each as often as it was sent. */
  readonly pagesSent: number;
  /** Pages sent as a mark instead; see those of a round. */
  readonly zeroPages: number;
  /** All bytes written to the stream, with those that are not of a round. */
  readonly bytesSent: number;
  /** Pages of the final round that had been found unmapped before. */
  readonly fixups: number;
  /** Size of the guest's P2M, the measure of the volume rule. */
  readonly p2mPages: number;
  readonly memoryBytes: number;
  readonly rounds: readonly RoundResult[];
  /** CPU of Dom0 from start to end of this migration. */
  readonly sourceDom0CpuSeconds: number;
  readonly destinationDom0CpuSeconds: number;
  /** The part of it that the migration's own processes used (those of all migrations there). */
  readonly sourceMigrationCpuSeconds: number;
  readonly destinationMigrationCpuSeconds: number;
  /** The part that the back ends of guests' disks and networks used. */
  readonly sourceBackendCpuSeconds: number;
  readonly destinationBackendCpuSeconds: number;
  /** The part that xend used. */
  readonly sourceToolstackCpuSeconds: number;
  readonly destinationToolstackCpuSeconds: number;
  /** All other parts: with them the four add up to the whole. */
  readonly sourceRestCpuSeconds: number;
  readonly destinationRestCpuSeconds: number;
  /** What the migration did to its guest. */
  readonly guestPerformance: GuestPerformance;
  readonly parts: readonly PartResult[];
}

/** A run of a scenario: facts of the whole of it, and an entry for each migration. */
export interface RunResult {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly seed: string;
  readonly title: string;
  /** Name of the machine profile, or its file as the scenario names it. */
  readonly machine: string;
  /** Only where all numbers are expected values instead of one page-exact run's. */
  readonly fidelity?: 'expected';
  /** All migrations in the order of the scenario; at least one. */
  readonly migrations: readonly MigrationResult[];
  /**
   * Guests that do not migrate, on hosts from or to which others do; only when there are any.
   */
  readonly bystanders?: readonly GuestPerformance[];
}
