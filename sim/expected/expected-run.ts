/**
 * One migration in the mean: the loop of `rounds.ts` with the times of `carriage.ts`, and its
 * result in the same shape as that of a page-exact run.
 */
import type { Scenario } from '../../scenarios/scenario.ts';
import { invariant } from '../kernel/assert.ts';
import type { PolicyModules } from '../mechanism/policies.ts';
import type { StopReason } from '../mechanism/policy.ts';
import type { RunResult } from '../result.ts';
import { showExpected } from './expected-result.ts';
import type { Pace } from './mean-pass.ts';
import { type Model, modelOf } from './model.ts';
import { ExpectedRounds } from './rounds.ts';
import { requireExpected } from './unfit.ts';
import { cpusOf } from './written-of.ts';

/** A round in the mean. */
export interface MeanRound {
  readonly live: boolean;
  readonly sent: number;
  readonly skipped: number;
  /** Due after the CLEAN behind it; null where none follows. */
  readonly dirtied: number | null;
  readonly startSeconds: number;
  readonly seconds: number;
  readonly deltaSeconds: number;
}

/** A migration in the mean. */
export interface MeanOutcome {
  readonly rounds: readonly MeanRound[];
  readonly stopReason: StopReason;
  readonly bytesSent: number;
  /** From the first round to the decision to stop. */
  readonly preCopySeconds: number;
  /** From the decision to the guest's suspend. */
  readonly requestSeconds: number;
  readonly copySeconds: number;
  /** First writes after a CLEAN. */
  readonly faults: number;
}

/** No policy needs more. */
const ROUNDS_BOUND = 100_000;
const BITS_PER_BYTE = 8;
const NS_PER_SECOND = 1e9;

/**
 * Runs a scenario's migration in the mean.
 * @throws Problem for what has no form in the mean.
 */
export function runExpected(scenario: Scenario, policies?: PolicyModules): RunResult {
  requireExpected(scenario);
  const model = modelOf(scenario, policies);
  return showExpected(scenario, model, outcomeOf(model));
}

function outcomeOf(model: Model): MeanOutcome {
  const { carriage, suspendPages } = model;
  const loop = new ExpectedRounds(model);
  const rounds: MeanRound[] = [];
  let faults = 0;
  let stopReason: StopReason | undefined;
  let preCopySeconds = 0;
  let requestSeconds = 0;
  for (let round = 1; stopReason === undefined && round <= ROUNDS_BOUND; round += 1) {
    const from = loop.elapsedSeconds;
    sendLive(loop, model);
    stopReason = loop.endRound();
    const { sent, skipped, sendingSeconds } = loop;
    const seconds = loop.elapsedSeconds - from;
    if (stopReason !== undefined) {
      preCopySeconds = loop.elapsedSeconds;
      requestSeconds = carriage.request + suspendSeconds(model);
      loop.live(requestSeconds);
      loop.suspend(suspendPages);
      loop.stand(carriage.handshake);
    }
    loop.stand(stopReason === undefined ? carriage.clean : carriage.finalClean);
    faults += loop.dirty;
    const dirtied = loop.clean();
    const deltaSeconds = loop.elapsedSeconds - from;
    invariant(sendingSeconds >= 0, 'a round took less than no time');
    rounds.push({ live: true, sent, skipped, dirtied, startSeconds: from, seconds, deltaSeconds });
  }
  invariant(stopReason !== undefined, `${model.policy.name} did not stop pre-copy`);
  const last = sendLast(loop, model);
  rounds.push(last);
  const copySeconds = last.seconds;
  const { bytesSent } = loop;
  return { rounds, stopReason, bytesSent, preCopySeconds, requestSeconds, copySeconds, faults };
}

/** A round while the guest runs. */
function sendLive(loop: ExpectedRounds, model: Model): void {
  const { carriage, p2mPages } = model;
  const bitsPerSecond = loop.startRound();
  const { due } = loop;
  if (loop.round === 1) loop.live(carriage.late(due));
  else loop.live(carriage.scan(p2mPages - due));
  loop.send(Infinity, paced(carriage.pace, bitsPerSecond, model));
}

/** The round after the suspend. */
function sendLast(loop: ExpectedRounds, model: Model): MeanRound {
  const { carriage } = model;
  const startSeconds = loop.elapsedSeconds;
  const bitsPerSecond = loop.startRound();
  loop.send(Infinity, NO_TIME);
  const { sent, sentNew } = loop;
  const least = sent * paced(NO_TIME, bitsPerSecond, model).secondsPerPage;
  const seconds = Math.max(least, carriage.copy(sent, sentNew));
  loop.stand(seconds);
  const deltaSeconds = seconds;
  return { live: false, sent, skipped: 0, dirtied: null, startSeconds, seconds, deltaSeconds };
}

const NO_TIME: Pace = { secondsPerPage: 0, secondsPerNewPage: 0, secondsPerBatch: 0 };

/** Not faster than the policy lets it. */
function paced(pace: Pace, bitsPerSecond: number | undefined, { policy }: Model): Pace {
  if (bitsPerSecond === undefined) return pace;
  const { batchPagesMax } = policy.wire;
  const least =
    (policy.wire.batchBytes(batchPagesMax) / batchPagesMax / bitsPerSecond) * BITS_PER_BYTE;
  const batch = pace.secondsPerPage + pace.secondsPerBatch / batchPagesMax;
  if (batch >= least) return pace;
  const secondsPerNewPage = Math.max(0, batch + pace.secondsPerNewPage - least);
  return { secondsPerPage: least, secondsPerNewPage, secondsPerBatch: 0 };
}

/** The guest's own part of the suspend: CPU of its first virtual CPU. */
function suspendSeconds({ guest, parameters, isPipeline }: Model): number {
  if (!isPipeline) return 0;
  const share = Math.min(1, cpusOf(guest));
  return parameters.guestSuspendCpu / NS_PER_SECOND / share;
}
