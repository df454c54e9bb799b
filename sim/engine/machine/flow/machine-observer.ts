/**
 * Who looks at the machine while it runs. Observers settle nothing and change nothing, so that a
 * run goes the same way with and without them.
 */
import type { ByteStream } from './byte-stream.ts';
import type { Nodes } from './component.ts';

/** Hears of rates. */
export interface MachineObserver {
  /** All of these go on at their present rates until they are told of again. */
  changed(nodes: Nodes): void;
  /** A stream is used no more; its counters are final. */
  closed(stream: ByteStream): void;
}
