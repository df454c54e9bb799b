/**
 * A user's mistakes: what was found, where, and what would be right. Commands answer them with exit
 * code 2.
 */

/** One mistake. `where` is 'file:line:column', an option such as '--set vm.cap', or a file name. */
export interface Mistake {
  readonly where: string;
  readonly message: string;
  /** The likely fix, as a sentence. */
  readonly hint?: string;
}

/** All the mistakes of one input at once. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly mistakes: readonly Mistake[];

  /** @param mistakes at least one. */
  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(showMistake).join('\n'));
    this.mistakes = mistakes;
  }
}

/** One line a mistake: `where: message (hint)`. */
export function showMistake(mistake: Mistake): string {
  const hint = mistake.hint === undefined ? '' : ` (${mistake.hint})`;
  return `${mistake.where}: ${mistake.message}${hint}`;
}
