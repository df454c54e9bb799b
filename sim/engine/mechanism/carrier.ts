/**
 * A carrier: what takes time in a migration. The loop decides what is sent; the carrier says how
 * long that takes, with all that happens before the first page and after the last.
 */
import type { Body } from '../kernel/process.ts';
import type { Signal } from '../kernel/signal.ts';
import type { Batch } from './page-pass.ts';
import type { Stretch } from './page-ring.ts';
import type { PartLedger } from './parts.ts';

/** When a burst is to be looked at. */
export interface Look {
  /** Not before this time, ns, or before `sooner` has fired. */
  readonly atNs: number;
  readonly sooner?: Signal | undefined;
  /** And not between two readings of the clock: pages up to the one after so many. */
  toClock(pages: number): number;
}

export interface Carrier {
  readonly parts: PartLedger;
  /** Bytes written to the stream so far. */
  readonly bytesSent: number;
  /** When the last byte before the guest may start was written, where it is reported. */
  readonly lastByteNs?: number | undefined;
  /** How much later than it was to a sleep of the sender ends, ns. */
  readonly wakeUpNs: number;
  /** Everything up to the loop; log-dirty is on when it returns. */
  prepare(): Body;
  /**
   * Most bits per second from now on; undefined for no limit.
   * @param keepsUnused whether what could not be sent in time is made up for later.
   */
  pace(bitsPerSecond: number | undefined, keepsUnused: boolean): void;
  /** PEEK, with the guest stopped for it; what it wrote until then is marked. */
  peek(): Body;
  /** Walks positions of the pass. */
  scan(positions: number): Body;
  /** Brings a batch on its way; returns when the sender is free for the next. */
  send(batch: Batch): Body;
  /**
   * Brings pages that are alike on their way, all or up to a look. Returns how many.
   * @param leastNs time over which they are spread; default 0.
   */
  sendStretch(stretch: Stretch, look: Look, leastNs?: number): Body<number>;
  /** Where pages have channels of their own: awaits that all has gone out on them. */
  meet(): Body;
  /** The sender sleeps, and for `wakeUpNs` longer. */
  sleep(ns: number): Body;
  /**
   * CLEAN, with the guest stopped for it; `clean` is called at its instant.
   * @param last whether the final round follows.
   */
  clean(clean: () => void, last: boolean): Body;
  /**
   * From the decision to stop until the guest is suspended and the sender knows it. Pages may go
   * out meanwhile.
   */
  suspend(): Body;
  /** From the last page until the guest runs at the destination. */
  finish(): Body;
  /**
   * After the CLEAN of the stopped guest: until it runs at the destination, where it misses pages.
   * @param bytes that say which ones.
   */
  switchOver(bytes: number): Body;
  /** Calls back when the destination has placed all that was sent before. */
  mark(passed: () => void): void;
  /** What the guest asks for that it misses, on its way to the source. */
  request(pages: number): Body;
  /** Brings requested pages to the destination on a channel of their own. */
  pull(batch: Batch): Body;
  /**
   * From the last page that followed until the stream is closed.
   * @param settled until the guest has what it waits for.
   */
  followed(settled: () => Body): Body;
  /** From the decision to give up until nothing of the migration is left; the guest runs on. */
  abandon(): Body;
}
