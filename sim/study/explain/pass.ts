/** Passes of a migration over dirty pages, whatever they were read from. */
/** One pass, or several that the source does not tell apart. */
export interface Pass {
  /** From 1, over all of memory. */
  readonly round: number;
  /** How many passes these figures are of. */
  readonly count: number;
  /** Since the migration began; null when that is not known. */
  readonly startSeconds: number | null;
  readonly seconds: number | null;
  /** Standard error of `seconds`. */
  readonly secondsError: number;
  /** Pages that it had to send. */
  readonly due: number | null;
  /** Pages that it sent, those that are zero among them. */
  readonly sent: number | null;
  readonly bytes: number | null;
  /** Pages found dirty at its end, those that it had left not among them. */
  readonly found: number | null;
  /** Due pages that it did not come to. */
  readonly left: number;
  /** Part of its time that auto-converge kept the guest from running, 0 to 1. */
  readonly throttle: number;
  /** Whether the guest ran until its end, so that `found` is its work alone. */
  readonly live: boolean;
  /** Percent of one CPU. */
  readonly dom0CpuPercent: number | null;
  readonly guestCpuPercent: number | null;
}

/** The last that a source shows of a migration that runs. */
export interface Standing {
  readonly seconds: number;
  readonly remainingPages: number | null;
  /** The pass that it is in, from 1. */
  readonly round: number | null;
  /** When that pass began. */
  readonly roundStartSeconds: number | null;
}

/** What went while the guest stood. */
export interface Stopped {
  readonly pages: number;
  readonly seconds: number | null;
  readonly dom0CpuPercent: number | null;
}
