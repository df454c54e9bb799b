/** Round numbers along an axis. */

/** The power of ten at or below a value above 0. */
const powerBelow = (value: number): number => 10 ** Math.floor(Math.log10(value));

/** The first of these times a power of ten that is not below a value. */
function roundUp(value: number, mantissas: readonly number[]): number {
  const power = powerBelow(value);
  return (mantissas.find((each) => each * power >= value) ?? 10) * power;
}

/** A value rounded up to one that reads well at the end of an axis; 1 for 0. */
export function axisEnd(value: number): number {
  return value > 0 ? roundUp(value, [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) : 1;
}

/** Multiples of 1, 2 or 5 times a power of ten from `least` to `most`, about `count` or fewer. */
export function ticksBetween(least: number, most: number, count: number): number[] {
  const step = roundUp((most - least) / Math.max(1, count), [1, 2, 5, 10]);
  const first = Math.ceil(least / step);
  const ticks = Array.from({ length: Math.floor(most / step) - first + 1 }, (_, at) => first + at);
  // As they would be written: 3 x 0.1 is 0.3.
  return ticks.map((tick) => Number((tick * step).toPrecision(12)));
}
