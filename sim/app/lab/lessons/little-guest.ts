/**
 * A guest of 64 pages, small enough to see each: one page is copied at a time, and a pen writes
 * behind the copy's back. The rule is that of pre-copy: what was written since it was sent is due
 * in the next round. It is no simulation of Xen: no batches, no skipping, no toolstack.
 */
import { RandomStream } from '../../../engine/kernel/random.ts';

export const LITTLE_PAGES = 64;

/** Few enough pages to stop the guest for. */
const FEW = 2;
/** After so many rounds it is stopped in any case. */
const ROUNDS_MOST = 8;

/** What the guest does. */
export interface LittleWork {
  /** Pages written while ten are copied. */
  readonly writes: number;
  /** Pages that it writes to. */
  readonly workingSet: number;
}

/** What a page is at. */
export type LittleState = 'never' | 'sent' | 'dirty' | 'clean';

/** A round that has ended. */
export interface LittleRound {
  readonly sent: number;
  /** Written since they were sent, or again: due in the next round. */
  readonly dirtied: number;
  readonly isStopped: boolean;
}

export class LittleGuest {
  readonly states: LittleState[] = new Array<LittleState>(LITTLE_PAGES).fill('never');
  readonly rounds: LittleRound[] = [];
  /** Page that was copied last, and the one written last; -1: none. */
  copied = -1;
  written = -1;
  /** Whether the guest stands, and whether all is done. */
  isStopped = false;
  isDone = false;
  readonly #work: LittleWork;
  readonly #chance = new RandomStream('1/little');
  #due: number[] = Array.from({ length: LITTLE_PAGES }, (_, page) => page);
  #sent = 0;
  #owed = 0;

  constructor(work: LittleWork) {
    this.#work = work;
  }

  /** From 1. */
  get round(): number {
    return this.rounds.length + (this.isDone ? 0 : 1);
  }

  /** Copies one page; the guest writes meanwhile, unless it stands. */
  step(): void {
    if (this.isDone) return;
    const page = this.#due.shift();
    if (page !== undefined) {
      this.copied = page;
      this.states[page] = 'sent';
      this.#sent += 1;
    }
    if (!this.isStopped) this.#write();
    if (this.#due.length === 0) this.#endRound();
  }

  #write(): void {
    this.#owed += this.#work.writes / 10;
    for (; this.#owed >= 1; this.#owed -= 1) {
      const page = placeOf(this.#chance.below(this.#work.workingSet));
      this.written = page;
      // What has not been sent goes out as it is then.
      if (this.states[page] === 'sent' || this.states[page] === 'clean')
        this.states[page] = 'dirty';
    }
  }

  #endRound(): void {
    const dirty = this.states.flatMap((state, page) => (state === 'dirty' ? [page] : []));
    this.rounds.push({ sent: this.#sent, dirtied: dirty.length, isStopped: this.isStopped });
    this.#sent = 0;
    if (this.isStopped || dirty.length === 0) {
      this.isDone = true;
      return;
    }
    for (const [page, state] of this.states.entries()) {
      if (state === 'sent') this.states[page] = 'clean';
    }
    this.#due = dirty;
    this.isStopped = dirty.length <= FEW || this.rounds.length >= ROUNDS_MOST;
  }
}

/** The working set lies here and there: page n of it. */
const placeOf = (index: number): number => (index * 27 + 5) % LITTLE_PAGES;
