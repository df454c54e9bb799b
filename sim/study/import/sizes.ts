/** Sizes and rates as logs print them: a number, which may have a fraction, and a unit of bytes. */

/** Powers of 1024, which all of these tools mean, also where they write MB. */
const POWERS = ['', 'K', 'M', 'G', 'T', 'P'];

/** A number and its unit, as part of a pattern: two groups. */
export const SIZE = String.raw`(\d{1,20}(?:[.,]\d{1,6})?) {0,4}([KMGTP]?i?B|bytes)?`;

/** Bytes of a number and a unit such as `MiB`, `MB` or `B`; no unit is bytes. */
export function bytesOf(number: string | undefined, unit = ''): number | null {
  if (number === undefined) return null;
  const power = POWERS.indexOf(/^[KMGTP]/.exec(unit.toUpperCase())?.[0] ?? '');
  return Math.round(Number(number.replace(',', '.')) * 1024 ** power);
}
