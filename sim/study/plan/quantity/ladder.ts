/** The values that a search may find, in their order: round numbers of the unit in memory. */

/** Values from 0 to `count` - 1, ascending. */
export interface Ladder {
  readonly count: number;
  readonly at: (place: number) => number;
  /** The place nearest to a value. */
  readonly placeOf: (value: number) => number;
}

/** Whole numbers. */
export function wholeLadder(least: number, most: number): Ladder {
  const count = most - least + 1;
  return {
    count,
    at: (place) => least + place,
    placeOf: (value) => Math.min(count - 1, Math.max(0, Math.round(value) - least)),
  };
}

const DIGITS = 3;
const PER_DECADE = 900;

/** Places of three digits to double a value, about. */
export const DOUBLING = 271;

/**
 * Numbers of three digits: steps of 0.1 to 1 %.
 * @param least at least 100, so that all of them are whole.
 */
export function digitsLadder(least: number, most: number): Ladder {
  const first = placeOfDigits(least);
  const count = Math.max(1, placeOfDigits(most) - first + 1);
  return {
    count,
    at: (place) => {
      const all = first + place;
      const digits = 100 + (all % PER_DECADE);
      return Number(`${digits}e${Math.floor(all / PER_DECADE) - DIGITS + 1}`);
    },
    placeOf: (value) => Math.min(count - 1, Math.max(0, placeOfDigits(value) - first)),
  };
}

/** Of a number of at least 1, rounded to three digits; text has them exactly. */
function placeOfDigits(value: number): number {
  const [digits = '1', exponent = '0'] = Math.max(1, value)
    .toExponential(DIGITS - 1)
    .split('e');
  return PER_DECADE * Number(exponent) + Math.round(100 * Number(digits)) - 100;
}
