/** One direction of a network link (or of a shared disk), which its streams share fairly. */
import { BYTES_PER_NS } from '../../kernel/unit.ts';

export class Link {
  readonly name: string;
  /** Payload rate, bytes per ns; may be changed while streams use it (`Machinery.touchLink`). */
  bytesPerNs: number;
  readonly latencyNs: number;

  constructor(name: string, options: { readonly bytesPerNs: number; readonly latencyNs: number }) {
    this.name = name;
    this.bytesPerNs = options.bytesPerNs;
    this.latencyNs = options.latencyNs;
  }
}

/** Payload rate of a link: its rate times the part that headers leave. @param efficiency 0 to 1. */
export function payloadBytesPerNs(bitsPerSecond: number, efficiency: number): number {
  return bitsPerSecond * BYTES_PER_NS * efficiency;
}
