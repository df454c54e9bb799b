/** What a Dom0's CPU goes into while time passes, as counters that only grow. */
import type { Dom0Cpu } from './dom0-costs.ts';

export class CpuCounter {
  #copy = 0;
  #tools = 0;
  #rate = 0;
  #sinceSeconds = 0;

  /** @param seconds of CPU, all at once, for a migration's own process. */
  addCopy(seconds: number): void {
    this.#copy += seconds;
  }

  /** @param seconds of CPU, all at once, for the toolstack. */
  addTools(seconds: number): void {
    this.#tools += seconds;
  }

  /** From now on migrations' processes use more, or less. @param rate share of a CPU. */
  addRate(rate: number, nowSeconds: number): void {
    this.#settle(nowSeconds);
    this.#rate += rate;
  }

  /** Until now, seconds of CPU. */
  read(nowSeconds: number): Dom0Cpu {
    this.#settle(nowSeconds);
    return { copy: this.#copy, tools: this.#tools };
  }

  #settle(nowSeconds: number): void {
    this.#copy += this.#rate * (nowSeconds - this.#sinceSeconds);
    this.#sinceSeconds = nowSeconds;
  }
}
