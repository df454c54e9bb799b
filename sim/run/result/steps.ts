/** Work in steps, and where a run is between two of them, as plain data. */

/** Yields a look at where it is, now and then; ends with its result. */
export type Steps<Result> = Generator<() => Whereabouts, Result, void>;

/** All steps at once. */
export function allOf<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Where a run is. */
export interface Whereabouts {
  /** Simulated time, s. */
  readonly seconds: number;
  readonly migrations: number;
  /** Those that have ended. */
  readonly ended: number;
  readonly moves: readonly MoveNow[];
}

/** A migration that is under way. */
export interface MoveNow {
  readonly guest: string;
  /** 0 before its first. */
  readonly round: number;
  /** Pages that the round has to deal with, and those that it has. */
  readonly due: number;
  readonly done: number;
  /** Simulated time that the rest of the round takes at least, s. */
  readonly leastSecondsLeft: number;
}

/** A run that was not over when it was to be given up. */
export class NotOver extends Error {
  override readonly name = 'NotOver';
  readonly where: Whereabouts;

  constructor(where: Whereabouts) {
    super(`not over at ${where.seconds} s of simulated time`);
    this.where = where;
  }
}
