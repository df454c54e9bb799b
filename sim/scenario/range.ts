/**
 * Ranges of an axis, `{from: 10 %, to: 100 %, by: 10 %}`: values between two quantities of one
 * kind, in steps that add, or that multiply (`scale: log`).
 *
 * A value that is not an end is rounded to four digits, sizes to one part in 4096 at most, of the
 * value or of the range's width, whichever is less: further digits were not chosen by the user,
 * and would be in every table.
 */

import { exp, log } from '../engine/kernel/portable.ts';
import type { ParameterUnit } from '../engine/kernel/unit.ts';
import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { readQuantity } from '../text/quantity.ts';
import { quote } from '../text/suggest.ts';
import { isScalar, type RawMap } from '../text/tree.ts';
import { DIMENSIONS } from '../text/units.ts';

/** A value as the file would hold it. */
export type RangeValue = string | number;

/** A range that was read. */
export interface Range {
  /** The value at a part of the way, 0 being `from` and 1 being `to`. */
  readonly at: (part: number) => RangeValue;
  /** The values that `by` or `count` name; undefined where the range has neither. */
  readonly values: readonly RangeValue[] | undefined;
}

/** What is wrong with a range, and at which of its keys. */
export interface RangeMistake {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

const VALUES_LIMIT = 100_000;
/** A fraction of a unit is far above this; differences of floats are below. */
const SLACK = 1e-9;
const SIGNIFICANT_DIGITS = 4;
const SIZE_PARTS = 4096;
const LOG_10 = log(10);

/** The ends of a range as numbers of one unit. */
export interface Ends {
  readonly unit: ParameterUnit;
  readonly from: number;
  readonly to: number;
  /** The unit that `from` is written in. */
  readonly name: string;
  readonly isLog: boolean;
}

/**
 * Reads a range.
 * @returns undefined where the schema has reported already that its shape is wrong.
 */
export function readRange(raw: RawMap): Range | RangeMistake | undefined {
  const { from, to, by, count, scale } = raw;
  if (!isScalar(from) || !isScalar(to)) return undefined;
  const unit = unitOf([from, to]);
  if (unit === undefined) {
    const message = `${quote(String(from))} and ${quote(String(to))} are no quantities of one kind`;
    return { key: 'from', message, hint: 'such as `from: 10 %, to: 100 %`' };
  }
  const name = /[A-Za-z%\u00b5\u03bc/]*$/u.exec(String(from).trim())?.[0] ?? '';
  const ends = { unit, from: read(from, unit), to: read(to, unit), name, isLog: scale === 'log' };
  if (ends.from >= ends.to) {
    return { key: 'to', message: 'a range goes up', hint: 'the lesser end is `from`' };
  }
  if (ends.isLog && ends.from === 0) {
    return { key: 'from', message: 'no factor leads up from 0', hint: 'start above 0' };
  }
  const at = (part: number): RangeValue => show(between(ends, part), ends);
  if (by !== undefined && count !== undefined) {
    return { key: 'by', message: '`by` and `count` both say how many', hint: 'leave one out' };
  }
  if (typeof count === 'number') return countValues(count, at);
  if (by === undefined) return { at, values: undefined };
  const values = stepValues(by, ends);
  return 'message' in values ? values : { at, values };
}

/** NaN for what is no quantity of the unit. */
export function read(written: string | number, unit: ParameterUnit): number {
  const reading = readQuantity(written, unit, { fraction: unit !== 'bytes' });
  return reading.ok ? reading.value : Number.NaN;
}

/** A number without a unit is a count: that pages may be written so as well does not matter. */
export function unitOf(values: readonly (string | number)[]): ParameterUnit | undefined {
  const units = Object.keys(DIMENSIONS) as ParameterUnit[];
  return ['count' as const, ...units].find((unit) => {
    return values.every((value) => Number.isFinite(read(value, unit)));
  });
}

/** As many values, both ends among them. */
function countValues(count: number, at: Range['at']): Range | RangeMistake {
  const bounded = Math.max(2, Math.min(count, VALUES_LIMIT));
  const values = Array.from({ length: bounded }, (_, index) => at(index / (bounded - 1)));
  const { size } = new Set(values);
  if (size === bounded) return { at, values };
  const message = `${bounded} values are more than there are: rounded, ${size} of them differ`;
  return { key: 'count', message, hint: 'a lower `count`, or ends with a fraction' };
}

function stepValues(by: unknown, ends: Ends): RangeValue[] | RangeMistake {
  const step = isScalar(by) ? read(by, ends.unit) : Number.NaN;
  if (ends.isLog) {
    const hint = 'give `count` with `scale: log`';
    return { key: 'by', message: 'a step adds, and a log scale multiplies', hint };
  }
  if (!(step > 0)) {
    const message = `${quote(String(by))} is not a step of this range`;
    return { key: 'by', message, hint: 'a quantity of the same kind, above 0' };
  }
  const count = Math.floor((ends.to - ends.from) / step + SLACK) + 1;
  if (count > VALUES_LIMIT) {
    const message = `the range has ${count} values, at most ${VALUES_LIMIT} are allowed`;
    return { key: 'by', message, hint: 'a larger step' };
  }
  return Array.from({ length: count }, (_, index) => {
    return show(Number((ends.from + index * step).toPrecision(15)), ends);
  });
}

/** The rounded value at a part of the way; ends are kept as they are. */
function between(ends: Ends, part: number): number {
  const { from, to, isLog } = ends;
  if (part <= 0) return from;
  if (part >= 1) return to;
  const exact = isLog ? from * exp(part * log(to / from)) : from + part * (to - from);
  return Math.min(to, Math.max(from, rounded(exact, ends)));
}

/** A value to four digits of itself or of the range's width, whichever are more. */
export function digits(value: number, { from, to }: Pick<Ends, 'from' | 'to'>): number {
  const more = Math.max(0, Math.ceil(log(value / (to - from)) / LOG_10));
  return Number(value.toPrecision(Math.min(15, SIGNIFICANT_DIGITS + more)));
}

/** To the digits that a value between the ends is shown with. */
export function rounded(value: number, { unit, from, to }: Ends): number {
  if (unit === 'bytes') {
    const pages = [from, to].every((end) => end % PAGE_BYTES === 0);
    let step = pages ? PAGE_BYTES : 1;
    while (step * 2 * SIZE_PARTS <= Math.min(value, to - from)) step *= 2;
    return Math.round(value / step) * step;
  }
  const short = digits(value, { from, to });
  // Xen knows whole percents only, and a weight is a whole number.
  const isWhole = unit !== 'pages/s' && [from, to].every(Number.isInteger);
  return isWhole ? Math.round(short) : short;
}

/** The value as text in the unit of `from`, exactly; a count is a number. */
export function show(value: number, { unit, name }: Pick<Ends, 'unit' | 'name'>): RangeValue {
  if (unit === 'count') return value;
  const { units } = DIMENSIONS[unit];
  // A third of an hour has no end as a decimal fraction.
  const shown = name === 'min' || name === 'h' ? 's' : name;
  const factor = units.get(shown) ?? 1n;
  const isWhole = Number.isSafeInteger(value);
  const number = isWhole ? quotient(BigInt(value), factor) : value / Number(factor);
  return `${number} ${shown}`.trim();
}

/** dividend / divisor as a decimal fraction; the divisor has no prime factors but 2 and 5. */
function quotient(dividend: bigint, divisor: bigint): string {
  let places = 0;
  let scaled = dividend;
  while (scaled % divisor !== 0n) {
    scaled *= 10n;
    places += 1;
  }
  const digits = (scaled / divisor).toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  return places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
}
