/** What is said to a guess: how far it is off, and what it has forgotten. */

/** A wrong answer that follows from one thing forgotten. */
export interface Slip {
  readonly value: number;
  readonly words: string;
}

/** As near as this is right: the aim of the lessons. */
export const NEAR = 0.2;

/** As near as this to a slip's value, a guess is taken for it. */
const LIKE = 0.12;

/** How far a guess is off, as a part of the truth; a truth of 0 is met or not. */
export function errorOf(said: number, truth: number): number {
  if (truth === 0) return said === 0 ? 0 : Number.POSITIVE_INFINITY;
  return said / truth - 1;
}

/** Such as `45 % too much`, `3.2 times too little`. */
export function showError(error: number): string {
  const word = error < 0 ? 'little' : 'much';
  const factor = error < 0 ? 1 / (1 + error) : 1 + error;
  if (!Number.isFinite(factor)) return `far too ${word}`;
  if (factor < 1.01) return 'exact';
  if (factor > 2) return `${factor.toFixed(factor < 10 ? 1 : 0)} times too ${word}`;
  return `${(100 * Math.abs(error)).toFixed(0)} % too ${word}`;
}

/** What a guess has forgotten, as far as its number tells. */
export function slipOf(slips: readonly Slip[], said: number): Slip | undefined {
  const far = (value: number): number => Math.abs(errorOf(said, value));
  return [...slips]
    .sort((left, right) => far(left.value) - far(right.value))
    .find(({ value }) => far(value) <= LIKE);
}
