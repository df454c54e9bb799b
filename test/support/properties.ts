/**
 * Properties draw the same cases in every run, so that a change alone decides whether tests pass.
 * `npm run soak` draws others and more of them, by two variables: PROPERTY_SEED is the seed of
 * fast-check, PROPERTY_FACTOR multiplies the number of cases. The suite draws a quarter.
 */
import * as fc from 'fast-check';

const FACTOR = Number(process.env.PROPERTY_FACTOR ?? 0.25);

/** Fewer than these are not worth a property. */
const FEWEST = 20;

/** How many cases a property has, where its number is not that of fast-check. */
export const cases = (count: number): number =>
  Math.max(Math.min(count, FEWEST), Math.round(count * FACTOR));

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1), numRuns: cases(100) });
