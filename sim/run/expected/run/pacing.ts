/** How a limit of the rate slows a migration down on average; see `mechanism/pacer.ts`. */

import { BITS_PER_BYTE } from '../../../engine/kernel/unit.ts';
import type { PreCopyPolicy } from '../../../engine/mechanism/policy.ts';
import type { Pace } from '../pages/pass.ts';
import type { ExpectedRounds } from '../pages/rounds.ts';
import type { Model } from './model.ts';

/** What a batch takes of pages that are all new to the destination. */
export function newBatchSeconds(
  pages: number,
  { secondsPerPage, secondsPerNewPage, secondsPerBatch }: Pace,
): number {
  return pages * (secondsPerPage + secondsPerNewPage) + secondsPerBatch;
}

/** A full batch, seconds. @param isNew whether all of its pages are. */
export function batchSecondsOf(pace: Pace, isNew: boolean, { policy }: Paced): number {
  const { secondsPerPage, secondsPerNewPage, secondsPerBatch } = pace;
  const pageSeconds = secondsPerPage + (isNew ? secondsPerNewPage : 0);
  return policy.wire.batchPagesMax * pageSeconds + secondsPerBatch;
}

/** The same that the policy lets it take at least; 0 without a limit. */
export function leastBatchSeconds(bitsPerSecond: number | undefined, { policy }: Paced): number {
  if (bitsPerSecond === undefined) return 0;
  const { batchPagesMax } = policy.wire;
  return (policy.wire.batchBytes(batchPagesMax) / bitsPerSecond) * BITS_PER_BYTE;
}

type Paced = Pick<Model, 'policy'>;

/** Not faster than the policy lets it. */
export function paced(pace: Pace, bitsPerSecond: number | undefined, { policy }: Paced): Pace {
  if (bitsPerSecond === undefined) return pace;
  const { batchPagesMax } = policy.wire;
  const least =
    (policy.wire.batchBytes(batchPagesMax) / batchPagesMax / bitsPerSecond) * BITS_PER_BYTE;
  const batch = pace.secondsPerPage + pace.secondsPerBatch / batchPagesMax;
  if (batch >= least) return pace;
  const secondsPerNewPage = Math.max(0, batch + pace.secondsPerNewPage - least);
  return { secondsPerPage: least, secondsPerNewPage, secondsPerBatch: 0 };
}

/** What a limit has left unused so far, where it is made up for later. */
export class UnusedRate {
  readonly #policy: PreCopyPolicy;
  #bytes = 0;
  #bitsPerSecond = 0;
  #sinceSeconds = 0;
  #sentBytes = 0;

  constructor(policy: PreCopyPolicy) {
    this.#policy = policy;
  }

  /** Another limit from now on; undefined: none. */
  set(bitsPerSecond: number | undefined, loop: ExpectedRounds): void {
    this.#bytes = this.#bytesUntil(loop);
    this.#bitsPerSecond = bitsPerSecond ?? 0;
    this.#sinceSeconds = loop.elapsedSeconds;
    this.#sentBytes = loop.bytesSent;
  }

  /** What is unused, as seconds of the limit. */
  seconds(loop: ExpectedRounds): number {
    const bits = this.#bytesUntil(loop) * BITS_PER_BYTE;
    return bits === 0 ? 0 : bits / this.#bitsPerSecond;
  }

  /** Seconds at full pace until nothing is unused any more. */
  madeUpIn(loop: ExpectedRounds, pace: Pace): number {
    const { wire } = this.#policy;
    const pages = wire.batchPagesMax;
    const bitsPerSecond = (wire.batchBytes(pages) * BITS_PER_BYTE) / newBatchSeconds(pages, pace);
    const faster = bitsPerSecond / this.#bitsPerSecond - 1;
    return faster > 0 ? this.seconds(loop) / faster : 0;
  }

  #bytesUntil({ elapsedSeconds, bytesSent }: ExpectedRounds): number {
    if (this.#policy.keepsUnused !== true || this.#bitsPerSecond === 0) return 0;
    const allowed = ((elapsedSeconds - this.#sinceSeconds) * this.#bitsPerSecond) / BITS_PER_BYTE;
    return Math.max(0, this.#bytes + allowed - (bytesSent - this.#sentBytes));
  }
}
