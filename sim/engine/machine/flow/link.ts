/** One direction of a network link (or of a shared disk), which its streams share fairly. */
import { BYTES_PER_NS } from '../../kernel/unit.ts';

export class Link {
  readonly name: string;
  /** Payload rate now, bytes per ns. */
  bytesPerNs: number;
  readonly latencyNs: number;
  #ratedBytesPerNs: number;
  /** What holds it below its rate, bytes per ns each. */
  readonly #bounds = new Set<{ readonly bytesPerNs: number }>();

  constructor(name: string, options: { readonly bytesPerNs: number; readonly latencyNs: number }) {
    this.name = name;
    this.bytesPerNs = options.bytesPerNs;
    this.#ratedBytesPerNs = options.bytesPerNs;
    this.latencyNs = options.latencyNs;
  }

  /**
   * Its rate from now on. @returns whether it carries another one than before: then streams that
   * use it have to be told (`Machinery.touchLink`).
   */
  rate(bytesPerNs: number): boolean {
    const before = this.bytesPerNs;
    this.#ratedBytesPerNs = bytesPerNs;
    this.#bound();
    return this.bytesPerNs !== before;
  }

  /**
   * It carries no more than this, 0 for nothing, until what is returned is called; streams that use
   * it have to be told both times.
   */
  bound(bytesPerNs: number): () => void {
    const bound = { bytesPerNs };
    this.#bounds.add(bound);
    this.#bound();
    return () => {
      this.#bounds.delete(bound);
      this.#bound();
    };
  }

  #bound(): void {
    this.bytesPerNs = this.#ratedBytesPerNs;
    for (const { bytesPerNs } of this.#bounds) {
      this.bytesPerNs = Math.min(this.bytesPerNs, bytesPerNs);
    }
  }
}

/** Payload rate of a link: its rate times the part that headers leave. @param efficiency 0 to 1. */
export function payloadBytesPerNs(bitsPerSecond: number, efficiency: number): number {
  return bitsPerSecond * BYTES_PER_NS * efficiency;
}
