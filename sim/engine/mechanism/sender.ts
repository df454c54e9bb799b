/** A sender: how the pages of a round go out, and when what is left is looked at meanwhile. */
import type { Body } from '../kernel/process.ts';
import type { TakeListener } from './page-pass.ts';
import type { PaceFacts } from './policy.ts';

/** The pages of the present round. */
export interface RoundPages {
  /** Pages that it has to deal with. */
  readonly due: number;
  /** Pages sent in it so far, zero pages with them. */
  readonly sent: number;
  readonly zeroPages: number;
  /** Of `zeroPages`, those that went as what had changed in them; absent: none. */
  readonly deltaPages?: number;
  /** Frames without memory listed in it so far; absent: none. */
  readonly holes?: number;
  /** Pages skipped in it so far. */
  readonly skipped: number;
  /** Due pages that it has not come to. */
  readonly left: number;
  /** Unmapped pages that were found mapped in the last round. */
  readonly fixups: number;
  onTake: TakeListener | undefined;
  onSkip?: TakeListener | undefined;
  /** CLEAN: what was written, and what is left, is due. @returns the count of pages. */
  clean(): number;
}

export interface Sender {
  readonly pages: RoundPages;
  /** As measured last; 0 before that. */
  readonly measuredBitsPerSecond: number;
  /** Whether `pending` has read the dirty log, so that the round ended with a CLEAN. */
  readonly hasRead: boolean;
  /** Pages of a live round that went out while the guest stood; absent: it never does. */
  readonly sentStopped?: number;
  /** Called before each batch of a live round but the first. */
  onNext?: (() => void) | undefined;
  /** Most bits per second from now on; undefined for no limit. */
  pace(bitsPerSecond: number | undefined): void;
  /** Sends a round, the last one with the guest stopped. */
  send(round: number, last: boolean, facts: () => PaceFacts): Body;
  /**
   * Pages that the next round would have; 0 where the policy does not look.
   * @param clean the CLEAN, with all that belongs to it.
   */
  pending(clean: () => Body, facts: () => PaceFacts): Body<number>;
}
