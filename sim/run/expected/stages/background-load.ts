/**
 * What Dom0 has to do besides migrations, as in `background-load.ts` of the machine: short jobs at
 * random instants, which wait while their virtual CPU may not run.
 */
import { log } from '../../../engine/kernel/portable.ts';
import type { RandomStream } from '../../../engine/kernel/random.ts';

/** CPU of one job, ns. */
const JOB_NS = 1e6;

export class BackgroundLoad {
  /** When the next one comes, ns. */
  nextNs: number;
  /** CPU that those which have come need, ns. */
  leftNs = 0;
  readonly #gapNs: number;
  readonly #random: RandomStream;
  #sinceNs = 0;

  /** @param share of a CPU that they use in the long run; 0 for no jobs. */
  constructor(share: number, random: RandomStream) {
    this.#gapNs = share > 0 ? JOB_NS / share : Infinity;
    this.#random = random;
    this.nextNs = this.#gapOf();
  }

  /** The next one comes. */
  arrive(): void {
    this.leftNs += JOB_NS;
    this.nextNs += this.#gapOf();
  }

  /** Whether jobs that are alone on their virtual CPU use it at an instant. */
  isBusyAt(nowNs: number, parked: boolean): boolean {
    for (;;) {
      const untilNs = Math.min(nowNs, this.nextNs);
      if (!parked) this.leftNs = Math.max(0, this.leftNs - (untilNs - this.#sinceNs));
      this.#sinceNs = untilNs;
      if (this.nextNs > nowNs) return !parked && this.leftNs > 0;
      this.arrive();
    }
  }

  #gapOf(): number {
    if (this.#gapNs === Infinity) return Infinity;
    return -log(1 - this.#random.double()) * this.#gapNs;
  }
}
