/**
 * One direction of a network link (or of a shared disk): bytes per ns that its streams share
 * fairly.
 */
import { BYTES_PER_NS } from '../../kernel/unit.ts';
import type { ByteStream } from './byte-stream.ts';

export class Link {
  /** The streams that use it now. */
  readonly streams = new Set<ByteStream>();
  readonly name: string;
  /** Payload rate, bytes per ns; may be changed while streams use it, if the machinery is told. */
  bytesPerNs: number;
  readonly latencyNs: number;
  /** Bytes per ns that each stream may have, while rates are solved (`shared-rates.ts`). */
  level = Infinity;
  /** Bytes per ns that nobody has yet, while shares are found (`link-shares.ts`). */
  left = 0;
  /** Streams whose share is not found yet. */
  rising = 0;

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
