/** "Did you mean ...?": the nearest known word to a mistyped one, by edit distance. */

/**
 * Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the
 * other (optimal string alignment).
 */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(before, column - 2) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return at(previous, to.length);
}

/**
 * The candidate nearest to the word, upper and lower case being equal; undefined when none is near
 * enough (more than a third of its letters wrong). Of equally near ones the first.
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.slice(0, LONGEST).toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(lower.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * A hint: 'did you mean `memory`?' when a known word is near, otherwise the list of what is known.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = suggest(word, candidates);
  if (near !== undefined) return `did you mean ${quote(near)}?`;
  return candidates.length === 0 ? 'none exists' : `known: ${list(candidates)}`;
}

/** 'a', 'b' and 'c' as "`a`, `b`, `c`". */
export function list(words: readonly string[]): string {
  return words.map(quote).join(', ');
}

/** A word in backquotes, cut to a length that fits a line. */
export function quote(word: string): string {
  return `\`${word.length > LONGEST ? `${word.slice(0, LONGEST)}...` : word}\``;
}

/**
 * Words longer than this are cut: no typo is so long, and the distance takes quadratic time.
 */
const LONGEST = 60;

/** The entry of a full row; the rows are built without gaps. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
