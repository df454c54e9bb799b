/**
 * What held a migration's rate back: how far its link, the policy's limit and the Dom0s of both
 * hosts were used while rounds were sent.
 */
import { shippedPolicyOf } from '../../models/policy/index.ts';
import { BITS_PER_BYTE } from '../engine/kernel/unit.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { MigrationResult } from './result/result.ts';
import { parametersOf } from './world/machine-of.ts';
import { Network, narrowest } from './world/network.ts';

/** What may hold it back. */
export type Bound = 'limit' | 'link' | 'source-cap' | 'destination-cap' | 'source' | 'destination';

/** How far each was used in all rounds, 0 to 1; absent what there is not. */
export interface Uses {
  readonly uses: Partial<Record<Bound, number>>;
  /** The one that was used most, if it was full. */
  readonly full: Bound | undefined;
  /** Mean rate of the rounds, bytes on the wire, bit/s. */
  readonly bitsPerSecond: number;
  /** Of the narrowest link on the way, what a stream can have of it, bit/s. */
  readonly linkBitsPerSecond: number;
  /** Time of the rounds. */
  readonly seconds: number;
}

/** Beyond this nothing more goes through: turns and pauses between batches take the rest. */
const FULL = 0.9;

/** @param migration of a run of the scenario, with at least one round. */
export function usesOf(migration: MigrationResult, scenario: Scenario): Uses {
  const { source, destination, guest, postCopy } = migration;
  const rounds = migration.rounds.filter(({ live }) => live || migration.rounds.length === 1);
  const sum = (of: (round: (typeof rounds)[number]) => number): number =>
    rounds.reduce((all, each) => all + of(each), 0);
  const seconds = sum((each) => each.seconds);
  const bitsPerSecond = (BITS_PER_BYTE * sum(({ bytes }) => bytes)) / seconds;
  const path = new Network(scenario, parametersOf(scenario)).path(source, destination);
  const linkBitsPerSecond = narrowest(path) * BITS_PER_BYTE * 1e9;
  const dom0 = (host: string, cpuSeconds: number): [number, number | undefined] => {
    const cap = scenario.hosts[host]?.dom0.capPercent;
    const share = cpuSeconds / seconds;
    return [share, cap === undefined ? undefined : share / (cap / 100)];
  };
  const [sent, sentOfCap] = dom0(
    source,
    sum((each) => each.sourceDom0CpuSeconds),
  );
  const [taken, takenOfCap] = dom0(
    destination,
    sum((each) => each.destinationDom0CpuSeconds),
  );
  const spec = scenario.migrations.find((each) => each.guest === guest)?.policy;
  // What it lets pass from its first round on.
  const limit = spec && shippedPolicyOf(spec)?.pace([], false);
  const known: Record<Bound, number | undefined> = {
    // Pages that follow a guest may have a limit of their own.
    limit: limit === undefined || postCopy !== undefined ? undefined : bitsPerSecond / limit,
    link: (bitsPerSecond + diskBitsPerSecond(migration)) / linkBitsPerSecond,
    'source-cap': sentOfCap,
    'destination-cap': takenOfCap,
    source: sent,
    destination: taken,
  };
  const uses = Object.entries(known).filter(([, use]) => use !== undefined && use > 0);
  const [most] = uses.toSorted(([, one], [, other]) => (other ?? 0) - (one ?? 0));
  const isFull = most !== undefined && (most[1] ?? 0) >= FULL;
  return {
    uses: Object.fromEntries(uses),
    full: isFull ? (most[0] as Bound) : undefined,
    bitsPerSecond,
    linkBitsPerSecond,
    seconds,
  };
}

/** What the mirrors of its disks sent beside its memory. */
function diskBitsPerSecond({ disks = [], parts }: MigrationResult): number {
  const live = parts.filter(({ inDowntime }) => !inDowntime);
  const liveSeconds = live.reduce((sum, { seconds }) => sum + seconds, 0);
  return disks.reduce((sum, { sinceReadyBytes, readySeconds }) => {
    const seconds = liveSeconds - (readySeconds ?? liveSeconds);
    return seconds > 0 ? sum + (BITS_PER_BYTE * sinceReadyBytes) / seconds : sum;
  }, 0);
}
