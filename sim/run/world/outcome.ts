/** Turns what a mechanism came to into the plain data of a result. */

import { invariant } from '../../engine/kernel/assert.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { Dom0Accounting } from '../../engine/machine/guest/dom0-accounting.ts';
import type {
  DiskOutcome,
  Migration,
  Outcome,
  PostCopyOutcome,
} from '../../engine/mechanism/migration.ts';
import type { PreCopyPolicy } from '../../engine/mechanism/policy.ts';
import type { Round } from '../../engine/mechanism/round.ts';
import { type Dom0Seconds, migrationResult } from '../result/migration-result.ts';
import type {
  DiskResult,
  GuestPerformance,
  MigrationResult,
  PostCopyResult,
  RoundResult,
} from '../result/result.ts';
import { showFate } from './faults/show-fate.ts';

/** What was measured around a migration. */
export interface Around {
  /** Waiting before it, ns. */
  readonly waitedNs: number;
  /** CPU of both Dom0s during it. */
  readonly source: Dom0Accounting;
  readonly destination: Dom0Accounting;
  readonly guestPerformance: GuestPerformance;
}

/** @throws InvariantError when the parts do not add up to the time that passed. */
export function showMigration(
  migration: Migration,
  mechanism: string,
  outcome: Outcome,
  around: Around,
): MigrationResult {
  const { guest, source, destination, policy, simulation } = migration;
  const { parts, rounds, startNs } = outcome;
  const totalNs = parts.reduce((sum, part) => sum + part.durationNs, 0);
  invariant(totalNs === simulation.nowNs - startNs, 'the parts do not add up to the total time');
  const fate = showFate(migration, outcome);
  const downNs = parts.reduce((sum, part) => sum + (part.inDowntime ? part.durationNs : 0), 0);
  return migrationResult({
    guest: guest.name,
    source: source.name,
    destination: destination.name,
    mechanism,
    policy: policy.name,
    startSeconds: startNs / NS_PER_SECOND,
    waitedSeconds: around.waitedNs / NS_PER_SECOND,
    totalSeconds: totalNs / NS_PER_SECOND,
    downtimeSeconds: downNs / NS_PER_SECOND,
    stopReason: outcome.stopReason,
    ending: {
      ...(outcome.lastByteNs === undefined ? {} : sourceDowntime(outcome, downNs)),
      ...(outcome.abandoned ? { abandoned: true as const } : {}),
      ...(fate === undefined ? {} : { fate }),
      ...(outcome.postCopy === undefined ? {} : { postCopy: showPostCopy(outcome.postCopy) }),
      ...(outcome.disks === undefined
        ? {}
        : { disks: outcome.disks.map((disk) => showDisk(disk, startNs)) }),
    },
    bytesSent: outcome.bytesSent,
    fixups: outcome.fixups,
    p2mPages: guest.memory.frames,
    memoryBytes: guest.memory.pages * PAGE_BYTES,
    rounds: rounds.map((round) => showRound(round, startNs, policy)),
    sourceCpu: secondsOf(around.source),
    destinationCpu: secondsOf(around.destination),
    guestPerformance: around.guestPerformance,
    parts: parts.map(({ name, host, durationNs, inDowntime }) => {
      return { name, host, seconds: durationNs / NS_PER_SECOND, inDowntime };
    }),
  });
}

/** Of the downtime, what lies before the source's last byte. */
function sourceDowntime({ startNs, parts, lastByteNs = 0 }: Outcome, downNs: number) {
  const stood = parts.slice(0, parts.findLastIndex(({ inDowntime }) => inDowntime) + 1);
  const endNs = startNs + stood.reduce((sum, part) => sum + part.durationNs, 0);
  const afterNs = endNs - lastByteNs;
  return { sourceDowntimeSeconds: (downNs - afterNs) / NS_PER_SECOND };
}

function secondsOf(cpu: Dom0Accounting): Dom0Seconds {
  return {
    all: cpu.allNs / NS_PER_SECOND,
    migration: cpu.migrationNs / NS_PER_SECOND,
    backend: cpu.backendNs / NS_PER_SECOND,
    toolstack: cpu.toolstackNs / NS_PER_SECOND,
    rest: cpu.restNs / NS_PER_SECOND,
  };
}

function showPostCopy({ pulledPages, stalledNs }: PostCopyOutcome): PostCopyResult {
  return { pulledPages, stalledSeconds: stalledNs / NS_PER_SECOND };
}

function showDisk({ readyNs, ...sent }: DiskOutcome, startNs: number): DiskResult {
  const readySeconds = readyNs === undefined ? null : (readyNs - startNs) / NS_PER_SECOND;
  return { ...sent, readySeconds };
}

function showRound(round: Round, startNs: number, policy: PreCopyPolicy): RoundResult {
  const throttlePercent = Math.round(round.throttle * 1e4) / 100;
  const early = { left: round.left, throttlePercent };
  return {
    round: round.round,
    live: round.live,
    sent: round.sent,
    ...(round.sentStopped === undefined ? {} : { sentStopped: round.sentStopped }),
    zeroPages: round.zeroPages,
    ...(round.deltaPages === undefined ? {} : { deltaPages: round.deltaPages }),
    ...(round.holes === undefined ? {} : { holes: round.holes }),
    bytes: round.bytes,
    skipped: round.skipped,
    dirtied: round.dirtied,
    ...(policy.leaves === undefined ? {} : early),
    seconds: round.durationNs / NS_PER_SECOND,
    deltaSeconds: round.deltaNs / NS_PER_SECOND,
    startSeconds: (round.startNs - startNs) / NS_PER_SECOND,
    sourceDom0CpuSeconds: round.sourceDom0CpuNs / NS_PER_SECOND,
    destinationDom0CpuSeconds: round.destinationDom0CpuNs / NS_PER_SECOND,
    deltaSourceDom0CpuSeconds: round.deltaDom0CpuNs / NS_PER_SECOND,
    deltaGuestCpuSeconds: round.deltaGuestCpuNs / NS_PER_SECOND,
  };
}
