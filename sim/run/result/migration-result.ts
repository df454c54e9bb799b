/** The one constructor of a migration's result, for page-exact runs and for expected values. */
import type { MigrationResult } from './result.ts';

/** CPU of a Dom0 during a migration, seconds, by what it went into. */
export interface Dom0Seconds {
  readonly all: number;
  readonly migration: number;
  readonly backend: number;
  readonly toolstack: number;
  readonly rest: number;
}

type Computed =
  | 'pagesSent'
  | 'zeroPages'
  | 'deltaPages'
  | 'holes'
  | 'abandoned'
  | 'postCopy'
  | 'disks'
  | 'fate'
  | 'sourceDowntimeSeconds'
  | `${'source' | 'destination'}${string}CpuSeconds`;

/** What a result is made of: what is not computed, and CPU by where it was used. */
export interface MigrationFacts extends Omit<MigrationResult, Computed> {
  readonly sourceCpu: Dom0Seconds;
  readonly destinationCpu: Dom0Seconds;
  /** Only where there is more to say of how it ended. */
  readonly ending?: Pick<
    MigrationResult,
    'abandoned' | 'postCopy' | 'disks' | 'sourceDowntimeSeconds' | 'fate'
  >;
}

/** The pages of a migration are those of its rounds. */
export function migrationResult(facts: MigrationFacts): MigrationResult {
  const { rounds, sourceCpu: source, destinationCpu: destination, ending } = facts;
  let pagesSent = 0;
  let zeroPages = 0;
  let deltaPages: number | undefined;
  let holes: number | undefined;
  for (const round of rounds) {
    pagesSent += round.sent;
    zeroPages += round.zeroPages;
    if (round.deltaPages !== undefined) deltaPages = (deltaPages ?? 0) + round.deltaPages;
    if (round.holes !== undefined) holes = (holes ?? 0) + round.holes;
  }
  return {
    guest: facts.guest,
    source: facts.source,
    destination: facts.destination,
    mechanism: facts.mechanism,
    policy: facts.policy,
    startSeconds: facts.startSeconds,
    waitedSeconds: facts.waitedSeconds,
    totalSeconds: facts.totalSeconds,
    downtimeSeconds: facts.downtimeSeconds,
    stopReason: facts.stopReason,
    ...ending,
    pagesSent,
    zeroPages,
    ...(deltaPages === undefined ? {} : { deltaPages }),
    ...(holes === undefined ? {} : { holes }),
    bytesSent: facts.bytesSent,
    fixups: facts.fixups,
    p2mPages: facts.p2mPages,
    memoryBytes: facts.memoryBytes,
    rounds,
    sourceDom0CpuSeconds: source.all,
    destinationDom0CpuSeconds: destination.all,
    sourceMigrationCpuSeconds: source.migration,
    destinationMigrationCpuSeconds: destination.migration,
    sourceBackendCpuSeconds: source.backend,
    destinationBackendCpuSeconds: destination.backend,
    sourceToolstackCpuSeconds: source.toolstack,
    destinationToolstackCpuSeconds: destination.toolstack,
    sourceRestCpuSeconds: source.rest,
    destinationRestCpuSeconds: destination.rest,
    guestPerformance: facts.guestPerformance,
    parts: facts.parts,
  };
}
