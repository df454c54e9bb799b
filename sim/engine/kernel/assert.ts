/** Invariants: conditions that only a fault of ours can break. */

/** Our own mistake, never the user's; the catcher adds the seed and the command to repeat it. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * Requires a condition that must hold whatever the input was.
 * @param what says, in words, what was expected.
 * @throws InvariantError when the condition does not hold.
 */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) violated(what);
}

/**
 * Reports an invariant that was found broken: for code that runs so often that even the text of
 * `what` would cost it time, as in `if (n < 0) violated(...)`.
 * @throws InvariantError always.
 */
export function violated(what: string): never {
  throw new InvariantError(what);
}
