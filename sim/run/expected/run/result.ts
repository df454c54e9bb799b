/** Expected values as the plain data of results; pages and bytes are rounded there. */

import { kindOf } from '../../../../models/workload/index.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { Stage } from '../../../engine/mechanism/stages.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { type Dom0Seconds, migrationResult } from '../../result/migration-result.ts';
import type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
} from '../../result/result.ts';
import { FULL_PERFORMANCE } from '../../world/guest-tally.ts';
import { cpusOf } from '../pages/classes.ts';
import type { TimedPart } from '../stages/measure.ts';
import type { MeasuredToolstack } from '../stages/toolstack.ts';
import { Dom0Costs, type Dom0Cpu, NONE } from './dom0-costs.ts';
import type { ExpectedOutcome, ExpectedRound } from './migration.ts';
import type { Model } from './model.ts';

/** What was found around a migration. */
export interface Around {
  readonly startSeconds: number;
  /** For a host with room; see `atOnce` of the scenario. */
  readonly waitedSeconds: number;
  /** CPU of other migrations on both hosts while it was under way. */
  readonly sourceOthers: Dom0Cpu;
  readonly destinationOthers: Dom0Cpu;
}

/** A migration that has ended. */
interface Shown {
  readonly model: Model;
  readonly outcome: ExpectedOutcome;
  readonly around: Around;
}

/** No other migration is there. */
export const LONE: Omit<Around, 'startSeconds'> = {
  waitedSeconds: 0,
  sourceOthers: NONE,
  destinationOthers: NONE,
};

/** A migration that has ended as its result. */
export function showExpected(
  spec: Scenario['migrations'][number],
  { model, outcome, around }: Shown,
): MigrationResult {
  const { toolstack } = model.pipeline ?? {};
  const parts = toolstack === undefined ? bareParts(outcome) : partsOf(toolstack, outcome);
  let totalSeconds = 0;
  let downtimeSeconds = 0;
  let start: number | undefined;
  for (const { name, seconds, inDowntime } of parts) {
    if (name === 'pre-copy') start = totalSeconds;
    totalSeconds += seconds;
    if (inDowntime) downtimeSeconds += seconds;
  }
  const costs = new Dom0Costs(model);
  const cpus = kindOf(model.guest.workload).sleeps ? 0 : cpusOf(model.guest);
  const { type = 'pv' } = model.guest;
  const holes = type === 'pv' ? undefined : model.holes;
  const at = { start: start ?? 0, costs, cpus, holes };
  const own = costs.all(outcome.rounds);
  const rest = costs.rest(totalSeconds);
  const plainBytes = toolstack === undefined ? 0 : plainBytesOf(model);
  return migrationResult({
    guest: spec.guest,
    source: model.guest.host,
    destination: spec.to,
    mechanism: spec.mechanism,
    policy: model.policy.name,
    startSeconds: around.startSeconds,
    waitedSeconds: around.waitedSeconds,
    totalSeconds,
    downtimeSeconds,
    stopReason: outcome.stopReason,
    bytesSent: Math.round(outcome.bytesSent + plainBytes),
    fixups: 0,
    p2mPages: model.p2mPages + model.holes,
    memoryBytes: model.pages * PAGE_BYTES,
    rounds: outcome.rounds.map((round, index) => showRound(round, index, at)),
    sourceCpu: dom0Seconds(own.source, around.sourceOthers, rest),
    destinationCpu: dom0Seconds(own.destination, around.destinationOthers, rest),
    guestPerformance: performanceOf(spec.guest, model, { outcome, totalSeconds, downtimeSeconds }),
    parts,
  });
}

/** Bytes that are no pages. */
function plainBytesOf({ policy, pages, p2mPages, guest }: Model): number {
  const { wire } = policy;
  return wire.streamHeadBytes(p2mPages) + wire.streamTailBytes(p2mPages - pages, guest.vcpus);
}

interface RoundPlace {
  /** From the start of the migration to that of its first round, seconds. */
  readonly start: number;
  readonly costs: Dom0Costs;
  /** That the guest uses while it runs. */
  readonly cpus: number;
  /** Frames without memory in the first round; undefined for a PV guest. */
  readonly holes: number | undefined;
}

function showRound(
  mean: ExpectedRound,
  index: number,
  { start, costs, cpus, holes }: RoundPlace,
): RoundResult {
  const { live, sent, skipped, bytes, dirtied, seconds, deltaSeconds, others } = mean;
  const rest = costs.rest(seconds);
  const source = costs.source(sent, live) + rest;
  const delta = source + costs.rest(deltaSeconds - seconds) + costs.clean(live);
  const destination = costs.destination(sent, index === 0 ? sent : 0) + rest;
  return {
    round: index + 1,
    live,
    sent: Math.round(sent),
    zeroPages: 0,
    ...(holes === undefined ? {} : { holes: index === 0 ? holes : 0 }),
    bytes: Math.round(bytes),
    skipped: Math.round(skipped),
    dirtied: dirtied === null ? null : Math.round(dirtied),
    seconds,
    deltaSeconds,
    startSeconds: start + mean.startSeconds,
    sourceDom0CpuSeconds: source + others.source,
    destinationDom0CpuSeconds: destination + others.destination,
    deltaSourceDom0CpuSeconds: delta + others.deltaSource,
    deltaGuestCpuSeconds: live ? deltaSeconds * cpus : 0,
  };
}

/** Its own CPU, and that of other migrations at the same time. */
function dom0Seconds(own: Dom0Cpu, others: Dom0Cpu, rest: number): Dom0Seconds {
  const migration = own.copy + others.copy;
  const toolstack = own.tools + others.tools;
  return { all: migration + toolstack + rest, migration, backend: 0, toolstack, rest };
}

/** The stages of the toolstack with their times. */
function partsOf(toolstack: MeasuredToolstack, outcome: ExpectedOutcome): PartResult[] {
  const parts: PartResult[] = [];
  const closeSeconds = toolstack.waitSeconds.get('close') ?? 0;
  const show = ({ part: name, host, inDowntime }: Stage): PartResult => {
    return {
      name,
      host,
      seconds: partSeconds(name, inDowntime, { outcome, closeSeconds }),
      inDowntime,
    };
  };
  for (const stage of toolstack.stages) {
    if ('both' in stage) {
      const [one, other] = [show(stage.both[0]), show(stage.both[1])];
      const [first, last] = one.seconds <= other.seconds ? [one, other] : [other, one];
      parts.push(first, { ...last, seconds: outcome.after.bothEnds - first.seconds });
    } else parts.push(show(stage));
  }
  return parts;
}

/** What is only waited between both ends and the activation is the part `close`. */
function partSeconds(
  name: string,
  inDowntime: boolean,
  { outcome, closeSeconds }: { readonly outcome: ExpectedOutcome; readonly closeSeconds: number },
): number {
  const { before, after } = outcome;
  switch (name) {
    case 'pre-copy':
      return outcome.preCopySeconds;
    case 'suspend-request':
      return outcome.requestSeconds;
    case 'suspend-handshake':
      return outcome.handshakeSeconds;
    case 'final-clean':
      return outcome.finalCleanSeconds;
    case 'stop-and-copy':
      return outcome.copySeconds;
    case 'destination-finish':
      return after.finish;
    case 'close':
      return closeSeconds;
    case 'activate':
      return Math.max(0, after.restart - closeSeconds);
    default:
      return (inDowntime ? after : before).parts[name as TimedPart];
  }
}

/** Without Dom0s; as `ConstantCarrier` closes them. */
function bareParts({ preCopySeconds, copySeconds }: ExpectedOutcome): PartResult[] {
  return [
    { name: 'pre-copy', host: 'source', seconds: preCopySeconds, inDowntime: false },
    { name: 'stop-and-copy', host: 'source', seconds: copySeconds, inDowntime: true },
  ];
}

interface Lengths {
  readonly outcome: ExpectedOutcome;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
}

/** What of its time and CPU the guest loses: standing, and to shadow faults. */
function performanceOf(
  guest: string,
  model: Model,
  { outcome, totalSeconds: seconds, downtimeSeconds }: Lengths,
): GuestPerformance {
  // All rounds but the last are live, and behind the last but one the guest stands.
  const cleans = Math.max(0, outcome.rounds.length - 2);
  const stoppedSeconds = downtimeSeconds + cleans * outcome.after.clean;
  const { workload } = model.guest;
  const pays = kindOf(workload).expected?.faultsSlow?.(workload) ?? false;
  const faultNs = pays ? model.parameters.guestCpuPerFault : 0;
  const faultSeconds = (outcome.faults * faultNs) / NS_PER_SECOND;
  const runs = Math.max(1e-9, seconds - stoppedSeconds);
  const slowedTo = Math.max(0, 1 - faultSeconds / cpusOf(model.guest) / runs);
  const performance = seconds > 0 ? (runs * slowedTo) / seconds : 1;
  const isSlowed = slowedTo < FULL_PERFORMANCE;
  return {
    guest,
    seconds,
    stoppedSeconds,
    slowedSeconds: isSlowed ? runs : 0,
    slowedTo: isSlowed ? slowedTo : 1,
    performance,
    lostSeconds: seconds * (1 - performance),
    faultSeconds,
    backendCpuSeconds: 0,
  };
}
