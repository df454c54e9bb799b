/**
 * The pre-copy loop on average: classes of pages instead of pages, every decision asked of the
 * same policies as in `sim/engine/mechanism/pre-copy.ts`, all time given from outside.
 *
 * The caller drives it: `startRound`, `send` until it returns less than it was given, `endRound`,
 * `clean`, and so on; `live` wherever the guest runs and nothing is sent. Speeds may differ from
 * one call of `send` to the next, so many migrations may share hosts and links. After the
 * constructor nothing is allocated but the list of rounds that policies are shown.
 */
import type { CleanedRound, PreCopyPolicy, StopReason } from '../../../engine/mechanism/policy.ts';
import { WrittenPages, type WrittenSpec } from './class-state.ts';
import { ExpectedPass, type Pace } from './pass.ts';

/** What the loop needs of a guest and its migration. */
export interface RoundsOptions {
  /** Pages that the guest has, and the size of its P2M. */
  readonly pages: number;
  readonly p2mPages: number;
  /** Frames without memory that the first round lists; default 0. */
  readonly holes?: number;
  /** Disjoint; what is left of the guest's pages is never written. */
  readonly written: readonly WrittenSpec[];
  readonly policy: PreCopyPolicy;
}

export class ExpectedRounds {
  readonly written: readonly WrittenPages[];
  readonly #options: RoundsOptions;
  readonly #pass: ExpectedPass;
  /** Pages that are never written: due in the first round only. */
  #cold: number;
  #suspended = false;
  #suspendPages = 0;
  readonly #bytesPerPage: number;
  readonly #holesBytes: number;
  /** Rounds as a policy sees them. */
  #cleaned: CleanedRound[] = [];
  #sentBefore: number;
  #bytesBefore = 0;
  #secondsSinceClean = 0;
  #paceBitsPerSecond: number | undefined;
  /** Live rounds begun. */
  round = 0;
  /** Time in which the round was sent. */
  sendingSeconds = 0;
  /** Of all rounds. */
  totalSent = 0;
  bytesSent = 0;
  /** Since the first round began. */
  elapsedSeconds = 0;

  constructor(options: RoundsOptions) {
    const { written, pages, p2mPages, holes = 0, policy } = options;
    this.#options = options;
    this.written = written.map((spec) => new WrittenPages(spec));
    this.#pass = new ExpectedPass(this.written, policy.wire.batchPagesMax);
    this.#cold = pages - written.reduce((sum, each) => sum + each.pages, 0);
    this.#sentBefore = p2mPages + holes;
    const { batchPagesMax } = policy.wire;
    this.#bytesPerPage = policy.wire.batchBytes(batchPagesMax) / batchPagesMax;
    this.#holesBytes = (holes * policy.wire.batchBytes(0, 0, batchPagesMax)) / batchPagesMax;
  }

  /** Takes over the state of another loop of the same options: to look ahead without going. */
  copyFrom(other: ExpectedRounds): void {
    for (const [index, each] of this.written.entries()) {
      each.copyFrom(other.written[index] as WrittenPages);
    }
    this.#cold = other.#cold;
    this.#suspended = other.#suspended;
    this.#suspendPages = other.#suspendPages;
    this.#pass.copyFrom(other.#pass);
    this.#cleaned = other.#cleaned;
    this.#sentBefore = other.#sentBefore;
    this.#bytesBefore = other.#bytesBefore;
    this.#secondsSinceClean = other.#secondsSinceClean;
    this.#paceBitsPerSecond = other.#paceBitsPerSecond;
    this.round = other.round;
    this.sendingSeconds = other.sendingSeconds;
    this.totalSent = other.totalSent;
    this.bytesSent = other.bytesSent;
    this.elapsedSeconds = other.elapsedSeconds;
  }

  /** Pages that the round has to deal with, all of it. */
  get due(): number {
    let due = this.#cold;
    for (let index = 0; index < this.written.length; index += 1) {
      due += (this.written[index] as WrittenPages).due;
    }
    return due;
  }

  /** A round begins. @returns most bits per second of it; undefined for no limit. */
  startRound(): number | undefined {
    this.round += 1;
    if (this.round === 1) this.bytesSent += this.#holesBytes;
    const { policy } = this.#options;
    const skips = policy.skips && !this.#suspended;
    this.#pass.start({ first: this.round === 1, skips, cold: this.#cold });
    this.sendingSeconds = 0;
    this.#paceBitsPerSecond = policy.pace(this.#cleaned, this.#suspended);
    return this.#paceBitsPerSecond;
  }

  /**
   * Sends for some time, or to the end of the round.
   * @returns the seconds it took: less than `seconds` when the round is sent.
   */
  send(seconds: number, pace: Pace): number {
    let spent = 0;
    while (!this.#pass.isSent) {
      const left = seconds - spent;
      const needs = this.#pass.plan(pace, left);
      const part = needs > left ? left / needs : 1;
      const took = part < 1 ? left : needs;
      const pages = this.#pass.go(part);
      this.totalSent += pages;
      this.bytesSent += pages * this.#bytesPerPage;
      this.sendingSeconds += took;
      this.live(took);
      if (part < 1) return seconds;
      spent += took;
    }
    return spent;
  }

  /** Pages of this round so far. */
  get sent(): number {
    return this.#pass.sent;
  }

  get skipped(): number {
    return this.#pass.skipped;
  }

  /** Pages of `sent` that came to the destination for the first time. */
  get sentNew(): number {
    return this.#pass.sentNew;
  }

  /** The guest runs and nothing is sent. */
  live(seconds: number): void {
    this.elapsedSeconds += seconds;
    this.#secondsSinceClean += seconds;
    if (this.#suspended) return;
    for (let index = 0; index < this.written.length; index += 1) {
      (this.written[index] as WrittenPages).advance(seconds);
    }
  }

  /** Time passes in which the guest stands. */
  stand(seconds: number): void {
    this.elapsedSeconds += seconds;
    this.#secondsSinceClean += seconds;
  }

  /** The round is sent. @returns why the guest is to be stopped, if it is. */
  endRound(): StopReason | undefined {
    const { policy, p2mPages, holes = 0 } = this.#options;
    const { sent, skipped, round, elapsedSeconds, totalSent } = this;
    const reason = policy.stop({
      round,
      sent,
      skipped,
      sentBefore: this.#sentBefore,
      totalSent,
      p2mPages: p2mPages + holes,
      seconds: this.sendingSeconds,
      paceBitsPerSecond: this.#paceBitsPerSecond,
      dirty: policy.looks ? this.dirty : 0,
      elapsedSeconds,
      roundSeconds: this.sendingSeconds,
      measuredBitsPerSecond: 0,
      memoryPages: this.#options.pages,
      before: this.#cleaned,
    });
    this.#sentBefore = sent;
    return reason;
  }

  /** Pages written since the last CLEAN. */
  get dirty(): number {
    let dirty = 0;
    for (let index = 0; index < this.written.length; index += 1) {
      dirty += (this.written[index] as WrittenPages).dirty;
    }
    return dirty;
  }

  /**
   * The guest stands from now on. @param pages that the suspend itself writes; none of the classes
   * has them.
   */
  suspend(pages: number): void {
    this.#suspended = true;
    this.#suspendPages = pages;
  }

  /** CLEAN. @returns the pages that are due in the next round. */
  clean(): number {
    let due = this.#suspended ? this.#suspendPages : 0;
    this.#cold = due;
    for (let index = 0; index < this.written.length; index += 1) {
      due += (this.written[index] as WrittenPages).cleaned();
    }
    const seconds = this.#secondsSinceClean;
    const bytes = this.bytesSent - this.#bytesBefore;
    this.#cleaned.push({ dirtied: due, due, seconds, bytes });
    this.#bytesBefore = this.bytesSent;
    this.#secondsSinceClean = 0;
    return due;
  }
}
