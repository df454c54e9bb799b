/**
 * The result of a run as plain data: what `run --json` prints and everything else reads.
 */
import type { Outcome } from '../../engine/mechanism/migration.ts';
import type { PartHost } from '../../engine/mechanism/parts.ts';
import type { DrawnValue } from '../../scenario/drawn-value.ts';
import type { FateResult } from './fate.ts';

/**
 * Version of a result's shape. It is raised when a field changes its name, its place, its unit or
 * its meaning; a new field does not raise it. Version 2 moved all fields of a migration into
 * `migrations`, and took zero pages out of `pagesSent` and `sent`.
 */
export const SCHEMA_VERSION = 2;

/** One round: a pass over the pages that were due when it began. */
export interface RoundResult {
  /** 1 for the first, over all of memory. */
  readonly round: number;
  /** Whether the guest ran when it began, or was only being stopped; see `sentStopped`. */
  readonly live: boolean;
  /** Pages sent with their content. */
  readonly sent: number;
  /**
   * Those of a live round that went out while the guest stood; only of a policy that decides beside
   * the sender.
   */
  readonly sentStopped?: number;
  /**
   * Pages sent as a mark of a few bytes: all their bytes are 0. Only QEMU's stream sees them; with
   * any other they are among `sent`.
   */
  readonly zeroPages: number;
  /** Pages sent as what had changed in them; only of QEMU with XBZRLE. */
  readonly deltaPages?: number;
  /**
   * Frames without memory listed in it; only of an HVM or PVH guest, whose first round walks all of
   * its guest-physical space.
   */
  readonly holes?: number;
  /** Bytes written to the stream in `seconds`. */
  readonly bytes: number;
  /** Pages due and left to a later round, because they had been written again. */
  readonly skipped: number;
  /** Pages dirty at the CLEAN after the round, or left; null where no CLEAN followed. */
  readonly dirtied: number | null;
  /** Due pages that the round did not come to; only of a policy that ends rounds early. */
  readonly left?: number;
  /**
   * Percent of its time for which the guest, under dirty-limit its writing virtual CPUs, was kept
   * from running; only of such a policy.
   */
  readonly throttlePercent?: number;
  /** From the start of its pass to its last byte written. */
  readonly seconds: number;
  /** From the CLEAN before to the CLEAN after it: what xend's log calls delta. */
  readonly deltaSeconds: number;
  /** Start of its pass, after the start of the migration. */
  readonly startSeconds: number;
  /** CPU of the source's Dom0 in `seconds`. */
  readonly sourceDom0CpuSeconds: number;
  /** CPU of the destination's Dom0 in `seconds`. */
  readonly destinationDom0CpuSeconds: number;
  /** CPU of the source's Dom0 in `deltaSeconds`. */
  readonly deltaSourceDom0CpuSeconds: number;
  /** CPU of the guest in `deltaSeconds`. */
  readonly deltaGuestCpuSeconds: number;
}

/** One part of a migration's time line. */
export interface PartResult {
  /** What is done, such as `pre-copy` or `source-teardown`. */
  readonly name: string;
  /** Where it is done. */
  readonly host: PartHost;
  /** How long it took; all parts add up to `totalSeconds`. */
  readonly seconds: number;
  /** Whether the guest stood still. */
  readonly inDowntime: boolean;
}

/** How a guest fared over a stretch of time, against running undisturbed within its own cap. */
export interface GuestPerformance {
  /** Name of the guest. */
  readonly guest: string;
  /**
   * Of the guest that moves: its whole migration, which the paper calls performance degradation
   * time. Of a bystander: from the start of the first migration to the end of the last.
   */
  readonly seconds: number;
  /** Time in which it stood still: suspended, or paused by a log-dirty operation. */
  readonly stoppedSeconds: number;
  /** Time in which it ran, but got less than it wants; looked at about once a second. */
  readonly slowedSeconds: number;
  /** Mean performance in `slowedSeconds`, 0 to 1; 1 when they are 0. */
  readonly slowedTo: number;
  /** Share of the CPU or I/O it wants that it got in `seconds`, the smaller of both: 0 to 1. */
  readonly performance: number;
  /** Work lost, as the seconds that the guest needs to do it undisturbed. */
  readonly lostSeconds: number;
  /** CPU that it spent on shadow faults instead of its work. */
  readonly faultSeconds: number;
  /** CPU of Dom0 that its disk and network I/O took. */
  readonly backendCpuSeconds: number;
}

/** What post-copy cost the guest. */
export interface PostCopyResult {
  /** Pages that the guest asked for because it touched them before they were pushed. */
  readonly pulledPages: number;
  /** Time it stood still for them. */
  readonly stalledSeconds: number;
}

/** A local disk that was mirrored; what was sent of it goes beside `bytesSent`. */
export interface DiskResult {
  /** Name of the disk. */
  readonly name: string;
  /** Bytes of the first copy of all its data. */
  readonly bulkBytes: number;
  /** Bytes copied again, since the guest had written them, until the mirror was ready. */
  readonly againBytes: number;
  /** Bytes copied again from then on until the guest stood: beside other disks and the memory. */
  readonly sinceReadyBytes: number;
  /** Bytes copied while the guest stood. */
  readonly stoppedBytes: number;
  /** When the mirror was ready, after the start of the migration; null: never. */
  readonly readySeconds: number | null;
}

/** One migration of a run. */
export interface MigrationResult {
  /** Name of the guest that moves. */
  readonly guest: string;
  /** Name of the host that it leaves. */
  readonly source: string;
  /** Name of the host that it moves to. */
  readonly destination: string;
  /** `pre-copy`, `post-copy` or `suspend-copy-resume`. */
  readonly mechanism: string;
  /** Name of the policy that decided. */
  readonly policy: string;
  /** Simulated time at which it was started. */
  readonly startSeconds: number;
  /** How long it waited before that for room; see `atOnce` of the scenario. */
  readonly waitedSeconds: number;
  /** Sum of all parts. */
  readonly totalSeconds: number;
  /** Sum of the parts in which the guest stood still. */
  readonly downtimeSeconds: number;
  /**
   * Only of QEMU's pre-copy: the part of it until the source had its last byte in its socket. QEMU
   * reports this as downtime, and a total time that ends there too; what is in the sockets then,
   * and the start of the guest, come after.
   */
  readonly sourceDowntimeSeconds?: number;
  /** Why pre-copy stopped. */
  readonly stopReason: Outcome['stopReason'];
  /**
   * Only where the migration was given up: the guest runs on at the source, and `totalSeconds` is
   * the time until then.
   */
  readonly abandoned?: true;
  /** Only of post-copy. */
  readonly postCopy?: PostCopyResult;
  /** Only where local disks are mirrored. */
  readonly disks?: readonly DiskResult[];
  /** Only where something may fail, or it is tried again: what became of the guest. */
  readonly fate?: FateResult;
  /** Pages sent with their content, each as often as it was sent. */
  readonly pagesSent: number;
  /** Pages sent as a mark instead; see those of a round. */
  readonly zeroPages: number;
  /** Pages sent as what had changed in them; see those of a round. */
  readonly deltaPages?: number;
  /** Frames without memory that were listed; see those of a round. */
  readonly holes?: number;
  /** All bytes written to the stream, with those that are not of a round. */
  readonly bytesSent: number;
  /** Pages of the final round that had been found unmapped before. */
  readonly fixups: number;
  /** Frames of the guest's P2M, with those without memory; the measure of the volume rule. */
  readonly p2mPages: number;
  /** Memory of the guest. */
  readonly memoryBytes: number;
  /**
   * All rounds that ended, the last one with the guest stopped. A round that a failure cut short is
   * not among them: `bytesSent` has its bytes, `parts` its time.
   */
  readonly rounds: readonly RoundResult[];
  /** CPU of the source's Dom0 from start to end of this migration. */
  readonly sourceDom0CpuSeconds: number;
  /** The same of the destination's. */
  readonly destinationDom0CpuSeconds: number;
  /** The part of it that processes of migrations used, those of all migrations on the host. */
  readonly sourceMigrationCpuSeconds: number;
  /** The same of the destination's. */
  readonly destinationMigrationCpuSeconds: number;
  /** The part that the back ends of guests' disks and networks used. */
  readonly sourceBackendCpuSeconds: number;
  /** The same of the destination's. */
  readonly destinationBackendCpuSeconds: number;
  /** The part that the toolstack used. */
  readonly sourceToolstackCpuSeconds: number;
  /** The same of the destination's. */
  readonly destinationToolstackCpuSeconds: number;
  /** All other parts: with this one the four add up to the whole. */
  readonly sourceRestCpuSeconds: number;
  /** The same of the destination's. */
  readonly destinationRestCpuSeconds: number;
  /** What the migration did to its guest. */
  readonly guestPerformance: GuestPerformance;
  /** The time line, cut into parts. */
  readonly parts: readonly PartResult[];
}

/** A fault of a run. */
export interface FaultResult {
  /** As the scenario names it. */
  readonly kind: string;
  /** When it began, simulated time; none: it never did. */
  readonly beganSeconds: readonly number[];
}

/** A run of a scenario: facts of the whole of it, and an entry for each migration. */
export interface RunResult {
  /** Version of this shape. */
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** Random seed of the run. */
  readonly seed: string;
  /** Title of the scenario. */
  readonly title: string;
  /** Name of the machine profile, or its file as the scenario names it. */
  readonly machine: string;
  /** Only where all numbers are expected values instead of one page-exact run's. */
  readonly fidelity?: 'expected';
  /** What was drawn of the scenario's uncertain values; only where it has some. */
  readonly drawn?: readonly DrawnValue[];
  /** All migrations in the order of the scenario; at least one. */
  readonly migrations: readonly MigrationResult[];
  /**
   * Guests that do not migrate, on hosts from or to which others do; only when there are any.
   */
  readonly bystanders?: readonly GuestPerformance[];
  /** Only where something may fail: each fault, in the order of the scenario. */
  readonly faults?: readonly FaultResult[];
}
