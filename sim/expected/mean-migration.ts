/**
 * One migration in the mean, from start to end: the loop of `rounds.ts` between the stages of
 * `carriage.ts`. It says what takes time, and who drives it lets that pass: all at once where it is
 * alone, event by event where others share its hosts and links.
 */
import { invariant } from '../kernel/assert.ts';
import type { StopReason } from '../mechanism/policy.ts';
import type { Carriage } from './carriage.ts';
import type { Pace } from './mean-pass.ts';
import type { Model } from './model.ts';
import { ExpectedRounds } from './rounds.ts';
import { cpusOf } from './written-of.ts';

/** CPU that other migrations had of the Dom0s of both hosts, seconds. */
export interface OthersCpu {
  readonly source: number;
  readonly destination: number;
  /** Of the source, from CLEAN to CLEAN. */
  readonly deltaSource: number;
}

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
  readonly others: OthersCpu;
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
  /** What stages took: those before the first round, and those from the suspend on. */
  readonly before: Carriage;
  readonly after: Carriage;
}

/** Pages are sent until the round's end: there is no saying before how long that takes. */
export const SEND = -1;

/** A step: seconds that pass, or `SEND`. */
export type Step = number;

/** How the resources of a migration stand. */
export interface Road {
  /** What everything takes at present. */
  readonly carriage: Carriage;
  /** How much longer the link makes a batch at present; 1 where nobody shares it. */
  readonly stretch: number;
  /** CPU that others had of both Dom0s until now, seconds. */
  othersCpu(): readonly [number, number];
}

/** No policy needs more. */
const ROUNDS_BOUND = 100_000;
const BITS_PER_BYTE = 8;
const NS_PER_SECOND = 1e9;
const NO_TIME: Pace = { secondsPerPage: 0, secondsPerNewPage: 0, secondsPerBatch: 0 };

export class MeanMigration {
  readonly model: Model;
  readonly loop: ExpectedRounds;
  /** Most bits per second of the present round. */
  bitsPerSecond: number | undefined;
  readonly #road: Road;
  readonly #rounds: MeanRound[] = [];
  #faults = 0;
  #requestSeconds = 0;
  #cleanedCpu: readonly [number, number] = [0, 0];

  constructor(model: Model, road: Road) {
    this.model = model;
    this.loop = new ExpectedRounds(model);
    this.#road = road;
  }

  /** Of the rounds; the stages around them are the driver's. */
  *rounds(before: Carriage): Generator<Step, MeanOutcome, void> {
    const { loop } = this;
    const road = this.#road;
    this.#cleanedCpu = road.othersCpu();
    let stopReason: StopReason | undefined;
    for (let round = 1; stopReason === undefined && round <= ROUNDS_BOUND; round += 1) {
      stopReason = yield* this.#live();
    }
    invariant(stopReason !== undefined, `${this.model.policy.name} did not stop pre-copy`);
    const preCopySeconds = this.#preCopySeconds;
    const copySeconds = yield* this.#last();
    const { bytesSent } = loop;
    const took = { preCopySeconds, requestSeconds: this.#requestSeconds, copySeconds };
    const counts = { rounds: this.#rounds, stopReason, bytesSent, faults: this.#faults };
    return { ...counts, ...took, before, after: road.carriage };
  }

  #preCopySeconds = 0;

  /** A round while the guest runs, and the suspend if it is the last of them. */
  *#live(): Generator<Step, StopReason | undefined, void> {
    const { loop, model } = this;
    const startSeconds = loop.elapsedSeconds;
    const from = this.#road.othersCpu();
    this.bitsPerSecond = loop.startRound();
    const { due } = loop;
    const { carriage } = this.#road;
    const ahead = loop.round === 1 ? carriage.late(due) : carriage.scan(model.p2mPages - due);
    yield ahead;
    loop.live(ahead);
    yield SEND;
    const stopReason = loop.endRound();
    const { sent, skipped, sendingSeconds } = loop;
    const seconds = loop.elapsedSeconds - startSeconds;
    const sentCpu = this.#road.othersCpu();
    if (stopReason !== undefined) yield* this.#suspend();
    const { clean, finalClean } = this.#road.carriage;
    const cleanSeconds = stopReason === undefined ? clean : finalClean;
    yield cleanSeconds;
    loop.stand(cleanSeconds);
    this.#faults += loop.dirty;
    const dirtied = loop.clean();
    const deltaSeconds = loop.elapsedSeconds - startSeconds;
    invariant(sendingSeconds >= 0, 'a round took less than no time');
    const others = this.#othersIn(from, sentCpu);
    const times = { startSeconds, seconds, deltaSeconds };
    this.#rounds.push({ live: true, sent, skipped, dirtied, ...times, others });
    return stopReason;
  }

  *#suspend(): Generator<Step, void, void> {
    const { loop, model } = this;
    const { carriage } = this.#road;
    this.#preCopySeconds = loop.elapsedSeconds;
    this.#requestSeconds = carriage.request + suspendSeconds(model);
    yield this.#requestSeconds;
    loop.live(this.#requestSeconds);
    loop.suspend(model.suspendPages);
    yield carriage.handshake;
    loop.stand(carriage.handshake);
  }

  /** The round after the suspend. @returns its seconds. */
  *#last(): Generator<Step, number, void> {
    const { loop, model } = this;
    const road = this.#road;
    const startSeconds = loop.elapsedSeconds;
    const from = road.othersCpu();
    const bitsPerSecond = loop.startRound();
    loop.send(Infinity, NO_TIME);
    const { sent, sentNew } = loop;
    const least = sent * paced(NO_TIME, bitsPerSecond, model).secondsPerPage;
    const seconds = Math.max(least, road.carriage.copy(sent, sentNew) * road.stretch);
    yield seconds;
    loop.stand(seconds);
    const others = this.#othersIn(from, road.othersCpu());
    const counts = { live: false, sent, skipped: 0, dirtied: null } as const;
    this.#rounds.push({ ...counts, startSeconds, seconds, deltaSeconds: seconds, others });
    return seconds;
  }

  /** What others had in a round whose last page was sent when they had had `to`. */
  #othersIn(from: readonly [number, number], to: readonly [number, number]): OthersCpu {
    const now = this.#road.othersCpu();
    const deltaSource = now[0] - this.#cleanedCpu[0];
    this.#cleanedCpu = now;
    return { source: to[0] - from[0], destination: to[1] - from[1], deltaSource };
  }
}

/** Not faster than the policy lets it. */
export function paced(
  pace: Pace,
  bitsPerSecond: number | undefined,
  { policy }: Pick<Model, 'policy'>,
): Pace {
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
