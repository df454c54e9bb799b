/** Migrations in the mean as the plain data of results; pages and bytes are rounded there. */

import { kindOf } from '../../../../models/workload/index.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
} from '../../result/result.ts';
import { cpusOf } from '../pages/classes.ts';
import { Dom0Costs, type Dom0Cpu } from './dom0-costs.ts';
import type { ExpectedOutcome, ExpectedRound } from './migration.ts';
import type { Model } from './model.ts';

/** A ratio below this is told as slowed, as in page-exact runs. */
const FULL_PERFORMANCE = 0.98;

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

const NO_CPU: Dom0Cpu = { copy: 0, tools: 0 };

/** Nobody else is there. */
export const LONE: Omit<Around, 'startSeconds'> = {
  waitedSeconds: 0,
  sourceOthers: NO_CPU,
  destinationOthers: NO_CPU,
};

/** A migration that has ended as its result. */
export function showExpected(
  spec: Scenario['migrations'][number],
  { model, outcome, around }: Shown,
): MigrationResult {
  const { isPipeline } = model;
  const { before } = outcome;
  const parts = isPipeline ? partsOf(model, outcome) : bareParts(outcome);
  let totalSeconds = 0;
  let downtimeSeconds = 0;
  for (const { seconds, inDowntime } of parts) {
    totalSeconds += seconds;
    if (inDowntime) downtimeSeconds += seconds;
  }
  const start = isPipeline ? before.check + before.connect + before.setup : 0;
  const costs = new Dom0Costs(model);
  const at = { start, costs, model };
  const rounds = outcome.rounds.map((round, index) => showRound(round, index, at));
  const lengths = { outcome, totalSeconds, downtimeSeconds };
  let pagesSent = 0;
  for (const { sent } of rounds) pagesSent += sent;
  return {
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
    pagesSent,
    zeroPages: 0,
    bytesSent: Math.round(outcome.bytesSent + (isPipeline ? plainBytesOf(model) : 0)),
    fixups: 0,
    p2mPages: model.p2mPages,
    memoryBytes: model.pages * PAGE_BYTES,
    rounds,
    ...ledgersOf(costs, outcome.rounds, { totalSeconds, around }),
    guestPerformance: performanceOf(spec.guest, model, lengths),
    parts,
  };
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
  readonly model: Model;
}

function showRound(
  mean: ExpectedRound,
  index: number,
  { start, costs, model }: RoundPlace,
): RoundResult {
  const { live, sent, skipped, bytes, dirtied, seconds, deltaSeconds, others } = mean;
  const rest = costs.rest(seconds);
  const source = costs.source(sent, live) + rest;
  const { guest } = model;
  const guestCpu = live && !kindOf(guest.workload).sleeps ? deltaSeconds * cpusOf(guest) : 0;
  const delta = source + costs.rest(deltaSeconds - seconds) + costs.clean(live);
  const destination = costs.destination(sent, index === 0 ? sent : 0) + rest;
  return {
    round: index + 1,
    live,
    sent: Math.round(sent),
    zeroPages: 0,
    bytes: Math.round(bytes),
    skipped: Math.round(skipped),
    dirtied: dirtied === null ? null : Math.round(dirtied),
    seconds,
    deltaSeconds,
    startSeconds: start + mean.startSeconds,
    sourceDom0CpuSeconds: source + others.source,
    destinationDom0CpuSeconds: destination + others.destination,
    deltaSourceDom0CpuSeconds: delta + others.deltaSource,
    deltaGuestCpuSeconds: guestCpu,
  };
}

function ledgersOf(
  costs: Dom0Costs,
  rounds: readonly ExpectedRound[],
  { totalSeconds, around }: { readonly totalSeconds: number; readonly around: Around },
) {
  const own = costs.all(rounds);
  const source = added(own.source, around.sourceOthers);
  const destination = added(own.destination, around.destinationOthers);
  const rest = costs.rest(totalSeconds);
  return {
    sourceDom0CpuSeconds: source.copy + source.tools + rest,
    destinationDom0CpuSeconds: destination.copy + destination.tools + rest,
    sourceMigrationCpuSeconds: source.copy,
    destinationMigrationCpuSeconds: destination.copy,
    sourceBackendCpuSeconds: 0,
    destinationBackendCpuSeconds: 0,
    sourceToolstackCpuSeconds: source.tools,
    destinationToolstackCpuSeconds: destination.tools,
    sourceRestCpuSeconds: rest,
    destinationRestCpuSeconds: rest,
  };
}

function added(one: Dom0Cpu, other: Dom0Cpu): Dom0Cpu {
  return { copy: one.copy + other.copy, tools: one.tools + other.tools };
}

const running = (name: string, host: PartResult['host'], seconds: number): PartResult => {
  return { name, host, seconds, inDowntime: false };
};

const standing = (name: string, host: PartResult['host'], seconds: number): PartResult => {
  return { name, host, seconds, inDowntime: true };
};

/** The parts that `sim/engine/mechanism/xend-carrier.ts` closes, in their order. */
function partsOf({ parameters }: Model, outcome: ExpectedOutcome): PartResult[] {
  const { before, after } = outcome;
  const { finish, teardown, bothEnds, activate } = after;
  const close = parameters.linkLatency / NS_PER_SECOND;
  const destination = standing('destination-finish', 'destination', finish);
  const source = standing('source-teardown', 'source', teardown);
  const ends =
    finish <= teardown
      ? [destination, { ...source, seconds: bothEnds - finish }]
      : [source, { ...destination, seconds: bothEnds - teardown }];
  return [
    running('check', 'source', before.check),
    running('connect', 'both', before.connect),
    running('source-setup', 'source', before.setup),
    running('pre-copy', 'both', outcome.preCopySeconds),
    running('suspend-request', 'source', outcome.requestSeconds),
    standing('suspend-handshake', 'source', after.handshake),
    standing('final-clean', 'source', after.finalClean),
    standing('stop-and-copy', 'both', outcome.copySeconds),
    standing('tail', 'source', after.tail),
    ...ends,
    standing('close', 'both', close),
    standing('activate', 'destination', Math.max(0, activate - close)),
  ];
}

function bareParts({ preCopySeconds, copySeconds }: ExpectedOutcome): PartResult[] {
  return [
    running('pre-copy', 'source', preCopySeconds),
    standing('stop-and-copy', 'source', copySeconds),
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
