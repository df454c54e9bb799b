/**
 * One migration on average, from start to end: the loop of `pages/rounds.ts` between the stages of
 * its toolstack. It says what takes time, and its driver lets that pass: all at once where it is
 * alone, event by event where others share its hosts and links.
 */

import { invariant } from '../../../engine/kernel/assert.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { ROUNDS_BOUND, type StopReason } from '../../../engine/mechanism/policy.ts';
import { cpusOf } from '../pages/classes.ts';
import type { Pace } from '../pages/pass.ts';
import { ExpectedRounds } from '../pages/rounds.ts';
import type { StageTimes } from '../stages/times.ts';
import type { Model } from './model.ts';
import { newBatchSeconds, paced, UnusedRate } from './pacing.ts';

/** CPU that other migrations had of the Dom0s of both hosts, seconds. */
export interface OthersCpu {
  readonly source: number;
  readonly destination: number;
  /** Of the source, from CLEAN to CLEAN. */
  readonly deltaSource: number;
}

/** A round on average. */
export interface ExpectedRound {
  readonly live: boolean;
  readonly sent: number;
  readonly skipped: number;
  /** Written to the stream. */
  readonly bytes: number;
  /** Due after the CLEAN behind it; null where none follows. */
  readonly dirtied: number | null;
  readonly startSeconds: number;
  readonly seconds: number;
  readonly deltaSeconds: number;
  readonly others: OthersCpu;
}

/** A migration on average. */
export interface ExpectedOutcome {
  readonly rounds: readonly ExpectedRound[];
  readonly stopReason: StopReason;
  readonly bytesSent: number;
  /** From the first round to the decision to stop. */
  readonly preCopySeconds: number;
  /** From the decision to the guest's suspend. */
  readonly requestSeconds: number;
  readonly handshakeSeconds: number;
  readonly finalCleanSeconds: number;
  readonly copySeconds: number;
  /** First writes after a CLEAN. */
  readonly faults: number;
  /** What stages took: those before the first round, and those from the suspend on. */
  readonly before: StageTimes;
  readonly after: StageTimes;
}

/** Seconds that pass until the next step, or one of these. */
export type Step = number;

/** Pages are sent until the round's end: there is no saying before how long that takes. */
export const SEND = -1;

/** All pages are there. */
export const DONE = -2;

const NO_CPU: readonly [number, number] = [0, 0];
const NO_OTHERS: OthersCpu = { source: 0, destination: 0, deltaSource: 0 };

/** What is under way. */
const STAGE = { begin: 0, ahead: 1, send: 2, request: 3, handshake: 4, clean: 5, copy: 6 } as const;

/** How the resources of a migration stand. */
export interface Environment {
  /** What everything takes at present. */
  readonly times: StageTimes;
  /** How much longer the link makes a batch at present; 1 where none shares it. */
  readonly linkSlowdown: number;
  /** CPU that others had of both Dom0s until now, seconds; undefined where there are none. */
  othersCpu(): readonly [number, number] | undefined;
}

const NO_TIME: Pace = { secondsPerPage: 0, secondsPerNewPage: 0, secondsPerBatch: 0 };

export class ExpectedMigration {
  readonly model: Model;
  readonly loop: ExpectedRounds;
  /** Most bits per second of the present round. */
  bitsPerSecond: number | undefined;
  readonly #environment: Environment;
  readonly #unused: UnusedRate;
  readonly #rounds: ExpectedRound[] = [];
  #stage: number = STAGE.begin;
  /** Seconds of the stage that is under way. */
  #stageSeconds = 0;
  #stopReason: StopReason | undefined;
  #preCopySeconds = 0;
  #requestSeconds = 0;
  #handshakeSeconds = 0;
  #cleanSeconds = 0;
  /** The part of it in which the guest's processes are frozen. */
  #frozenSeconds = 0;
  #faults = 0;
  // Of the present round.
  #bytesAtStart = 0;
  #startSeconds = 0;
  #roundSeconds = 0;
  #cpuAtStart = NO_CPU;
  #cpuWhenSent = NO_CPU;
  #cpuWhenCleaned = NO_CPU;

  /** It begins with its first round; the stages before are the driver's. */
  constructor(model: Model, environment: Environment) {
    this.model = model;
    this.loop = new ExpectedRounds(model);
    this.#unused = new UnusedRate(model.policy);
    this.#environment = environment;
  }

  /** Ends the step that was under way. @returns the next one. */
  next(): Step {
    const { loop } = this;
    switch (this.#stage) {
      case STAGE.begin:
        return this.#begin();
      case STAGE.ahead:
        loop.live(this.#stageSeconds);
        this.#stage = STAGE.send;
        return SEND;
      case STAGE.send:
        return this.#endSending();
      case STAGE.request:
        loop.live(this.#stageSeconds - this.#frozenSeconds);
        loop.stand(this.#frozenSeconds);
        loop.suspend(this.model.suspendPages);
        return this.#enter(STAGE.handshake, this.#environment.times.parts['suspend-handshake']);
      case STAGE.handshake:
        this.#handshakeSeconds = this.#stageSeconds;
        loop.stand(this.#stageSeconds);
        return this.#enter(STAGE.clean, this.#environment.times.parts['final-clean']);
      case STAGE.clean:
        this.#clean();
        return this.#stopReason === undefined ? this.#begin() : this.#copy();
      default:
        this.#endCopy();
        return DONE;
    }
  }

  /** When it is done. @param before what the stages before the first round took. */
  outcome(before: StageTimes): ExpectedOutcome {
    const stopReason = this.#stopReason;
    invariant(stopReason !== undefined, 'pre-copy did not stop');
    return {
      rounds: this.#rounds,
      stopReason,
      bytesSent: this.loop.bytesSent,
      preCopySeconds: this.#preCopySeconds,
      requestSeconds: this.#requestSeconds,
      handshakeSeconds: this.#handshakeSeconds,
      finalCleanSeconds: this.#cleanSeconds,
      copySeconds: this.#roundSeconds,
      faults: this.#faults,
      before,
      after: this.#environment.times,
    };
  }

  #enter(stage: number, seconds: number): Step {
    this.#stage = stage;
    this.#stageSeconds = seconds;
    return seconds;
  }

  #begin(): Step {
    const { loop, model } = this;
    invariant(loop.round < ROUNDS_BOUND, 'pre-copy does not stop');
    this.#startSeconds = loop.elapsedSeconds;
    this.#bytesAtStart = loop.bytesSent;
    this.#cpuAtStart = this.#environment.othersCpu() ?? NO_CPU;
    if (loop.round === 0) this.#cpuWhenCleaned = this.#cpuAtStart;
    this.bitsPerSecond = loop.startRound();
    this.#unused.set(this.bitsPerSecond, loop);
    const { due } = loop;
    const { times } = this.#environment;
    const isFirst = loop.round === 1;
    const ahead = isFirst ? this.#warmUp(times, due) : times.scan(model.p2mPages - due);
    return this.#enter(STAGE.ahead, ahead);
  }

  /** The destination gets ready while a limit holds the first batch back. */
  #warmUp({ pace, warmUp }: StageTimes, due: number): number {
    const { policy } = this.model;
    const pages = Math.min(due, policy.wire.batchPagesMax);
    const slower = paced(pace, this.bitsPerSecond, this.model);
    const held = newBatchSeconds(pages, slower) - newBatchSeconds(pages, pace);
    return Math.max(0, warmUp - Math.max(0, held));
  }

  /** Sends the round by itself. */
  send(pace: Pace): void {
    const { loop, model, bitsPerSecond } = this;
    const slower = paced(pace, bitsPerSecond, model);
    if (slower !== pace) loop.send(this.#unused.madeUpIn(loop, pace), pace);
    loop.send(Infinity, slower);
  }

  #endSending(): Step {
    const { loop } = this;
    const { times } = this.#environment;
    this.#stopReason = loop.endRound();
    this.#roundSeconds = loop.elapsedSeconds - this.#startSeconds;
    this.#cpuWhenSent = this.#environment.othersCpu() ?? NO_CPU;
    if (this.#stopReason === undefined) return this.#enter(STAGE.clean, times.clean);
    this.#preCopySeconds = loop.elapsedSeconds;
    const ownSeconds = suspendSeconds(this.model);
    this.#frozenSeconds = this.model.parameters.guestFreezes > 0 ? ownSeconds : 0;
    this.#requestSeconds = times.parts['suspend-request'] + ownSeconds;
    return this.#enter(STAGE.request, this.#requestSeconds);
  }

  #clean(): void {
    const { loop } = this;
    this.#cleanSeconds = this.#stageSeconds;
    loop.stand(this.#stageSeconds);
    this.#faults += loop.dirty;
    const { sent, skipped, sendingSeconds } = loop;
    const bytes = loop.bytesSent - this.#bytesAtStart;
    invariant(sendingSeconds >= 0, 'a round took less than no time');
    const dirtied = loop.clean();
    this.#rounds.push({
      live: true,
      sent,
      skipped,
      bytes,
      dirtied,
      startSeconds: this.#startSeconds,
      seconds: this.#roundSeconds,
      deltaSeconds: loop.elapsedSeconds - this.#startSeconds,
      others: this.#othersCpu(),
    });
  }

  /** The round after the suspend. */
  #copy(): Step {
    const { loop, model } = this;
    const environment = this.#environment;
    this.#startSeconds = loop.elapsedSeconds;
    this.#bytesAtStart = loop.bytesSent;
    this.#cpuAtStart = environment.othersCpu() ?? NO_CPU;
    const bitsPerSecond = loop.startRound();
    this.#unused.set(bitsPerSecond, loop);
    const unusedSeconds = this.#unused.seconds(loop);
    loop.send(Infinity, NO_TIME);
    const { sent, sentNew } = loop;
    const least = sent * paced(NO_TIME, bitsPerSecond, model).secondsPerPage - unusedSeconds;
    return this.#enter(
      STAGE.copy,
      Math.max(least, environment.times.copy(sent, sentNew) * environment.linkSlowdown),
    );
  }

  #endCopy(): void {
    const seconds = this.#stageSeconds;
    const { loop } = this;
    loop.stand(seconds);
    this.#roundSeconds = seconds;
    this.#cpuWhenSent = this.#environment.othersCpu() ?? NO_CPU;
    this.#rounds.push({
      live: false,
      sent: loop.sent,
      skipped: 0,
      bytes: loop.bytesSent - this.#bytesAtStart,
      dirtied: null,
      startSeconds: this.#startSeconds,
      seconds,
      deltaSeconds: seconds,
      others: this.#othersCpu(),
    });
  }

  /** What others had in the round. */
  #othersCpu(): OthersCpu {
    const [from, to] = [this.#cpuAtStart, this.#cpuWhenSent];
    const now = this.#environment.othersCpu();
    if (now === undefined) return NO_OTHERS;
    const deltaSource = now[0] - this.#cpuWhenCleaned[0];
    this.#cpuWhenCleaned = now;
    return { source: to[0] - from[0], destination: to[1] - from[1], deltaSource };
  }
}

/** The guest's own part of the suspend: CPU of its first virtual CPU. */
function suspendSeconds({ guest, parameters, isPipeline }: Model): number {
  if (!isPipeline) return 0;
  const share = Math.min(1, cpusOf(guest));
  return parameters.guestSuspendCpu / NS_PER_SECOND / share;
}
