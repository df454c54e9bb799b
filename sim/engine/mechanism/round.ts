/** A round of pages. */

/** One round as it went. */
export interface Round {
  /** 1 for the first. */
  readonly round: number;
  /** Whether the guest ran when it was decided on. */
  readonly live: boolean;
  /** Pages sent with their content. */
  readonly sent: number;
  /** Pages that went out while the guest stood; absent where that is all or none of them. */
  readonly sentStopped?: number;
  /** Pages sent as a mark: all their bytes are 0. */
  readonly zeroPages: number;
  /** Pages sent as what had changed in them; absent where none may be. */
  readonly deltaPages?: number;
  /** Frames without memory that it listed; absent for a PV guest. */
  readonly holes?: number;
  /** Bytes written to the stream while it was sent. */
  readonly bytes: number;
  readonly skipped: number;
  /** Pages that were due and that it did not come to before it ended. */
  readonly left: number;
  /** Share of its time for which the guest was kept from running, 0 to below 1. */
  readonly throttle: number;
  /**
   * Pages due after it: found dirty by the CLEAN that ended it, or left; null where no CLEAN
   * followed.
   */
  readonly dirtied: number | null;
  /** From the start of the pass to the last byte written, ns. */
  readonly durationNs: number;
  /**
   * From the last CLEAN to this round's, or to the end of a final round, ns; xend logs this one.
   */
  readonly deltaNs: number;
  readonly sourceDom0CpuNs: number;
  readonly destinationDom0CpuNs: number;
  /** CPU in `deltaNs` of Dom0 (source) and of the guest, for the log. */
  readonly deltaDom0CpuNs: number;
  readonly deltaGuestCpuNs: number;
  readonly startNs: number;
}
