/** What became of a guest whose migration something may end before its time, as plain data. */

/** All that may become of it. */
export const OUTCOMES = [
  'runs-at-source',
  'resumed-at-source',
  'runs-at-destination',
  'recoverable',
  'lost',
  'unknown',
] as const;

/**
 * `runs-at-source`: it was never stopped. `resumed-at-source`: it was, for `downtimeSeconds`.
 * `recoverable`: it stands, or has shut itself down, and nothing of it is lost. `lost`: what it was
 * doing is gone. `unknown`: the tools cannot tell where it is.
 */
export type GuestOutcome = (typeof OUTCOMES)[number];

/** What ended a migration before its time. */
export interface FailureResult {
  /** Kind of the fault, as a scenario names it. */
  readonly fault: string;
  /** The phase in which it was noticed. */
  readonly phase: string;
  /** The part of the time line in which it was noticed. */
  readonly part: string;
  /** When it happened, after the start of the migration. */
  readonly faultSeconds: number;
  /** When it was noticed, after the start of the migration. */
  readonly noticedSeconds: number;
  /** Where it is read what the system does then. */
  readonly source: string;
  /** Only where no source states it. */
  readonly inferred?: true;
}

/** A try before the last one. */
export interface FailedTry {
  readonly startSeconds: number;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  readonly bytesInVain: number;
  /** Absent: its own policy gave it up. */
  readonly failure?: FailureResult;
}

/** What became of it. */
export interface FateResult {
  readonly outcome: GuestOutcome;
  /** Absent: nothing ended it before its time. */
  readonly failure?: FailureResult;
  /** What struck the guest after its migration had ended; absent: nothing did. */
  readonly later?: { readonly fault: string; readonly seconds: number };
  /** Only where the tools cannot tell: where it really is. */
  readonly really?: GuestOutcome;
  /** Bytes of all tries that brought the guest nowhere. */
  readonly bytesInVain: number;
  /** When both hosts had back what it used, after its start; null: not by themselves. */
  readonly freedSeconds: number | null;
  /** How often it went on after its connection was lost; absent: never. */
  readonly recoveries?: number;
  /** Tries before this one, in their order; absent: none. */
  readonly failedTries?: readonly FailedTry[];
}
