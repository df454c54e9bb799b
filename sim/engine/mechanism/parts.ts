/**
 * The parts of a migration: its time line cut at the points where one thing ends and the next
 * begins. Total time and downtime are sums of parts, by construction.
 */

/** Where the time of a part was spent. */
export type PartHost = 'source' | 'destination' | 'both' | 'guest';

export interface Part {
  readonly name: string;
  readonly host: PartHost;
  readonly durationNs: number;
  /** Whether the guest stood still in it. */
  readonly inDowntime: boolean;
}

export class PartLedger {
  readonly #now: () => number;
  readonly #closed: (part: Part) => void;
  readonly startNs: number;
  readonly parts: Part[] = [];
  #lastNs: number;
  #down = false;

  /** @param now the simulation's clock, ns. @param closed hears of every part. */
  constructor(now: () => number, closed: (part: Part) => void = () => undefined) {
    this.#now = now;
    this.#closed = closed;
    this.startNs = now();
    this.#lastNs = this.startNs;
  }

  /** From here on the guest stands still. */
  beginDowntime(): void {
    this.#down = true;
  }

  /** From here on the guest runs again. */
  endDowntime(): void {
    this.#down = false;
  }

  /** The part that began when the last one was closed ends now. */
  close(name: string, host: PartHost): void {
    const nowNs = this.#now();
    const durationNs = nowNs - this.#lastNs;
    const part: Part = { name, host, durationNs, inDowntime: this.#down };
    this.parts.push(part);
    this.#lastNs = nowNs;
    this.#closed(part);
  }

  get totalNs(): number {
    return this.parts.reduce((sum, part) => sum + part.durationNs, 0);
  }

  get downtimeNs(): number {
    return this.parts.reduce((sum, part) => sum + (part.inDowntime ? part.durationNs : 0), 0);
  }
}
