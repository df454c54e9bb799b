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
  /** The line of the text that `where` points into, where it is known. */
  readonly line?: string;
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

/** Columns of a line that are shown, at most. */
const COLUMNS_MOST = 100;

/** The same, then the line that it is in, if that is known, and a caret under the place. */
export function showMistakeInLine(mistake: Mistake): string {
  const { where, line } = mistake;
  const column = Number(/:(\d+)$/u.exec(where)?.[1]);
  if (line === undefined || !(column <= line.length + 1)) return showMistake(mistake);
  const from = Math.max(0, column - COLUMNS_MOST / 2);
  const before = line.slice(from, column - 1).replace(/[^\t]/gu, ' ');
  return `${showMistake(mistake)}\n  ${line.slice(from, from + COLUMNS_MOST)}\n  ${before}^`;
}
