/** A migration in the mean as the plain data of a result; pages and bytes are rounded there. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import type { GuestPerformance, PartResult, RoundResult, RunResult } from '../result.ts';
import { SCHEMA_VERSION } from '../result.ts';
import type { MeanOutcome, MeanRound } from './expected-run.ts';
import type { Model } from './model.ts';
import { cpusOf } from './written-of.ts';

const NS_PER_SECOND = 1e9;

/** A ratio below this is told as slowed, as in page-exact runs. */
const FULL_PERFORMANCE = 0.98;

export function showExpected(scenario: Scenario, model: Model, outcome: MeanOutcome): RunResult {
  const [migration] = scenario.migrations as [Scenario['migrations'][number]];
  const { isPipeline, carriage } = model;
  const parts = isPipeline ? partsOf(model, outcome) : bareParts(outcome);
  let totalSeconds = 0;
  let downtimeSeconds = 0;
  for (const { seconds, inDowntime } of parts) {
    totalSeconds += seconds;
    if (inDowntime) downtimeSeconds += seconds;
  }
  const start = isPipeline ? carriage.check + carriage.connect + carriage.setup : 0;
  const costs = new Costs(model);
  const rounds = outcome.rounds.map((round, index) => costs.round(round, index, start));
  let pagesSent = 0;
  for (const { sent } of rounds) pagesSent += sent;
  const cpu = costs.ledgers(outcome.rounds, totalSeconds);
  return {
    schemaVersion: SCHEMA_VERSION,
    fidelity: 'expected',
    seed: String(scenario.seed),
    title: scenario.title,
    machine: scenario.machine,
    guest: migration.guest,
    source: model.guest.host,
    destination: migration.to,
    mechanism: migration.mechanism,
    policy: model.policy.name,
    startSeconds: migration.atNs / NS_PER_SECOND,
    waitedSeconds: 0,
    totalSeconds,
    downtimeSeconds,
    stopReason: outcome.stopReason,
    pagesSent,
    bytesSent: Math.round(outcome.bytesSent + (isPipeline ? costs.plainBytes : 0)),
    fixups: 0,
    p2mPages: model.p2mPages,
    memoryBytes: model.pages * PAGE_BYTES,
    rounds,
    ...cpu,
    guestPerformance: performanceOf(migration.guest, model, {
      outcome,
      totalSeconds,
      downtimeSeconds,
    }),
    parts,
  };
}

const running = (name: string, host: PartResult['host'], seconds: number): PartResult => {
  return { name, host, seconds, inDowntime: false };
};

const standing = (name: string, host: PartResult['host'], seconds: number): PartResult => {
  return { name, host, seconds, inDowntime: true };
};

/** The parts that `sim/mechanism/xend-carrier.ts` closes, in their order. */
function partsOf({ carriage, parameters }: Model, outcome: MeanOutcome): PartResult[] {
  const { finish, teardown, bothEnds, activate } = carriage;
  const close = parameters.linkLatency / NS_PER_SECOND;
  const destination = standing('destination-finish', 'destination', finish);
  const source = standing('source-teardown', 'source', teardown);
  const ends =
    finish <= teardown
      ? [destination, { ...source, seconds: bothEnds - finish }]
      : [source, { ...destination, seconds: bothEnds - teardown }];
  return [
    running('check', 'source', carriage.check),
    running('connect', 'both', carriage.connect),
    running('source-setup', 'source', carriage.setup),
    running('pre-copy', 'both', outcome.preCopySeconds),
    running('suspend-request', 'source', outcome.requestSeconds),
    standing('suspend-handshake', 'source', carriage.handshake),
    standing('final-clean', 'source', carriage.finalClean),
    standing('stop-and-copy', 'both', outcome.copySeconds),
    standing('tail', 'source', carriage.tail),
    ...ends,
    standing('close', 'both', close),
    standing('activate', 'destination', Math.max(0, activate - close)),
  ];
}

function bareParts({ preCopySeconds, copySeconds }: MeanOutcome): PartResult[] {
  return [
    running('pre-copy', 'source', preCopySeconds),
    standing('stop-and-copy', 'source', copySeconds),
  ];
}

/** CPU of both Dom0s, from the costs of what was done. */
class Costs {
  readonly #model: Model;
  readonly #isPipeline: boolean;

  constructor(model: Model) {
    this.#model = model;
    this.#isPipeline = model.isPipeline;
  }

  /** Bytes that are no pages. */
  get plainBytes(): number {
    const { policy, pages, p2mPages, guest } = this.#model;
    const { wire } = policy;
    return wire.streamHeadBytes(p2mPages) + wire.streamTailBytes(p2mPages - pages, guest.vcpus);
  }

  round(mean: MeanRound, index: number, start: number): RoundResult {
    const { live, sent, skipped, dirtied, seconds, deltaSeconds } = mean;
    const rest = this.#rest(seconds);
    const source = this.#sourceCpu(sent, live) + rest;
    const { guest } = this.#model;
    const guestCpu = live && guest.workload.kind !== 'idle' ? deltaSeconds * cpusOf(guest) : 0;
    return {
      round: index + 1,
      live,
      sent: Math.round(sent),
      skipped: Math.round(skipped),
      dirtied: dirtied === null ? null : Math.round(dirtied),
      seconds,
      deltaSeconds,
      startSeconds: start + mean.startSeconds,
      sourceDom0CpuSeconds: source,
      destinationDom0CpuSeconds: this.#destinationCpu(sent, index === 0 ? sent : 0) + rest,
      deltaSourceDom0CpuSeconds: source + this.#rest(deltaSeconds - seconds) + this.#cleanCpu(live),
      deltaGuestCpuSeconds: guestCpu,
    };
  }

  ledgers(rounds: readonly MeanRound[], totalSeconds: number) {
    const { parameters, pages, p2mPages } = this.#model;
    const on = this.#isPipeline ? 1 / NS_PER_SECOND : 0;
    const { suspendHopCpu, suspendHopsBefore, suspendHopsAfter } = parameters;
    const hops = suspendHopCpu * (suspendHopsBefore + suspendHopsAfter);
    const { checkCpu, connectCpu, teardownCpu, destinationCreateCpu, activateCpu } = parameters;
    const sourceTools = on * (checkCpu + connectCpu + hops + teardownCpu);
    const destinationTools = on * (connectCpu + destinationCreateCpu + activateCpu);
    let sourceCopy = on * parameters.sourceSetupCpu;
    let destinationCopy = on * parameters.destinationCpuPerFinish * p2mPages;
    for (const { sent, live } of rounds) {
      sourceCopy += this.#sourceCpu(sent, live) + this.#cleanCpu(live);
      destinationCopy += this.#destinationCpu(sent, 0);
    }
    destinationCopy += on * parameters.destinationCpuPerNewPage * pages;
    const rest = this.#rest(totalSeconds);
    return {
      sourceDom0CpuSeconds: sourceCopy + sourceTools + rest,
      destinationDom0CpuSeconds: destinationCopy + destinationTools + rest,
      sourceMigrationCpuSeconds: sourceCopy,
      destinationMigrationCpuSeconds: destinationCopy,
      sourceBackendCpuSeconds: 0,
      destinationBackendCpuSeconds: 0,
      sourceToolstackCpuSeconds: sourceTools,
      destinationToolstackCpuSeconds: destinationTools,
      sourceRestCpuSeconds: rest,
      destinationRestCpuSeconds: rest,
    };
  }

  #sourceCpu(pages: number, live: boolean): number {
    if (!this.#isPipeline) return 0;
    const { parameters, slowdown, policy, p2mPages } = this.#model;
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const peek = live && policy.skips ? parameters.sourceCpuPerPeek : 0;
    const perPage = slowdown * (parameters.sourceCpuPerPreparedPage + parameters.sourceCpuPerPage);
    const scans = p2mPages * parameters.sourceCpuPerScan;
    const perBatch = batches * (parameters.sourceCpuPerBatch + peek);
    return (pages * perPage + perBatch + scans) / NS_PER_SECOND;
  }

  #destinationCpu(pages: number, newPages: number): number {
    if (!this.#isPipeline) return 0;
    const { parameters, policy } = this.#model;
    const batches = Math.ceil(pages / policy.wire.batchPagesMax);
    const perPage = parameters.destinationCpuPerMappedPage + parameters.destinationCpuPerPage;
    const added = newPages * parameters.destinationCpuPerNewPage;
    return (pages * perPage + batches * parameters.destinationCpuPerBatch + added) / NS_PER_SECOND;
  }

  #cleanCpu(live: boolean): number {
    return this.#isPipeline && live ? this.#model.parameters.sourceCpuPerClean / NS_PER_SECOND : 0;
  }

  #rest(seconds: number): number {
    return (seconds * this.#model.parameters.dom0Background) / 100;
  }
}

interface Lengths {
  readonly outcome: MeanOutcome;
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
  const stoppedSeconds = downtimeSeconds + cleans * model.carriage.clean;
  const { workload } = model.guest;
  const pays = workload.kind === 'write' && workload.pacing === 'cpu';
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
