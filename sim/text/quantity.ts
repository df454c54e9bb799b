/** Quantities as text: '1 GiB', '1 Gbit/s', '30 ms' to exact numbers and back. */
import type { ParameterUnit } from '../engine/kernel/unit.ts';
import { list, quote, suggest } from './suggest.ts';
import { DIMENSIONS, type Dimension, nearUnits } from './units.ts';

/**
 * What reading a quantity gives: the number, in the unit asked for, or what is wrong with the text.
 */
export type Reading<Value = number> =
  | {
      readonly ok: true;
      readonly value: Value;
      /** Whether decimals were rounded to the unit in memory. */
      readonly isRounded?: true;
    }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** How a value is taken, beyond its unit. */
export interface ReadingOptions {
  /** Allow fractions of the unit in memory where whole numbers are the rule (default false). */
  readonly fraction?: boolean;
}

/**
 * Sign, digits, exponent, unit. The lengths are bounded so that no text makes the arithmetic slow.
 */
const QUANTITY = /^([+-]?)(\d{0,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d+)(?![\w.]))?\s*(.*)$/su;
/** Beyond it, every number of that many digits is too large, or 0. */
const EXPONENT_MAX = 999;

/**
 * Reads a quantity exactly: decimal digits are never turned into binary fractions on the way.
 * @param written text such as '1.5 GiB', or a plain number where the unit needs none (pages,
 * count).
 * @param unit the unit of the result; bytes, pages, ns and bit/s come out as whole numbers.
 *   Measured decimals of a larger unit, such as '101.96 MiB/s', are rounded to the nearest.
 */
export function readQuantity(
  written: string | number,
  unit: ParameterUnit,
  options: ReadingOptions = {},
): Reading {
  const text = String(written).trim();
  const dimension = DIMENSIONS[unit];
  if (/^[+-]?\.?(nan|inf|infinity)/iu.test(text)) {
    return refuse(`${quote(text)} is not a finite number`, expected(dimension));
  }
  const match = QUANTITY.exec(text);
  const [, sign = '', digits = '', decimals = '', exponent = '0', name = ''] = match ?? [];
  if (match === null || digits + decimals === '') {
    return refuse(`${quote(text)} is not ${dimension.noun}`, expected(dimension));
  }
  const factor = dimension.units.get(name);
  const { also } = dimension;
  if (factor === undefined && also !== undefined && DIMENSIONS[also.unit].units.has(name)) {
    const reading = readQuantity(text, also.unit, { fraction: true });
    return reading.ok ? { ok: true, value: reading.value / also.perOne } : reading;
  }
  if (factor === undefined) return wrongUnit(text, name, dimension);
  const scaled = BigInt(digits + decimals) * factor;
  if (sign === '-' && scaled !== 0n) {
    return refuse(`${quote(text)} is negative`, expected(dimension));
  }
  const whole = dimension.whole && options.fraction !== true;
  const shift = Math.min(Math.max(Number(exponent), -EXPONENT_MAX), EXPONENT_MAX);
  const power = shift - decimals.length;
  return toNumber({ text, unit, scaled, power, whole, isSmallest: factor === 1n });
}

/**
 * Reads the value of a machine parameter. Costs and rates per something may be fractions of a
 * nanosecond or of a bit/s; bytes and pages may not.
 * @param written as in {@link readQuantity}. @param unit the parameter's unit in the profile.
 */
export function parseParameter(written: string | number, unit: ParameterUnit): Reading {
  return readQuantity(written, unit, { fraction: unit === 'ns' || unit === 'bit/s' });
}

/**
 * Reads a cap on CPU use in percent of one CPU; 'none' is undefined. Zero percent is refused,
 * because it reads as "no CPU at all" and Xen takes it as "no cap". Xen knows whole percents only.
 */
export function readCap(written: string | number): Reading<number | undefined> {
  if (written === 'none') return { ok: true, value: undefined };
  const reading = readQuantity(written, 'percent');
  if (!reading.ok) return { ...reading, hint: `${reading.hint}, or \`none\`` };
  if (reading.value === 0) {
    return refuse('a cap of 0 % means no cap to Xen', 'write `none` if that is meant');
  }
  if (Number.isInteger(reading.value)) return reading;
  return refuse(`${quote(String(written))} is not a whole percentage`, 'write such as `40 %`');
}

/**
 * The exact text of a value, in the largest unit that needs at most three decimals; reads back as
 * itself.
 */
export function formatForUnit(value: number, unit: ParameterUnit): string {
  const { units, shown } = DIMENSIONS[unit];
  const base = shown.at(-1) ?? '';
  if (!Number.isSafeInteger(value)) return withUnit(String(value), base);
  const whole = BigInt(Math.abs(value));
  const name = shown.find((candidate) => {
    const factor = units.get(candidate) ?? 1n;
    return whole >= factor && (whole * 1000n) % factor === 0n;
  });
  const thousandths = (whole * 1000n) / (units.get(name ?? base) ?? 1n);
  const sign = value < 0 ? '-' : '';
  return withUnit(sign + decimal(thousandths, 3), name ?? base);
}

/**
 * A value as a table shows it: four digits at most, in the largest unit that leaves at least one
 * before the point.
 */
export function showQuantity(value: number, unit: ParameterUnit): string {
  const { units, shown } = DIMENSIONS[unit];
  const base = shown.at(-1) ?? '';
  if (!Number.isFinite(value)) return withUnit(String(value), base);
  for (const name of shown) {
    const scaled = round(value / Number(units.get(name) ?? 1n));
    if (Math.abs(scaled) >= 1 || name === base) return withUnit(String(scaled), name);
  }
  return withUnit(String(value), base);
}

/** 'a size such as `1 GiB`', for messages about values of another type. */
export function expectedQuantity(unit: ParameterUnit): string {
  const { noun, example } = DIMENSIONS[unit];
  return `${noun} such as \`${example}\``;
}

/** Four significant digits, but never fewer than the whole part has. */
function round(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

function withUnit(number: string, unit: string): string {
  return unit === '' ? number : `${number} ${unit}`;
}

/** value x 10^-places as text, without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const text = value.toString().padStart(places + 1, '0');
  const cut = text.length - places;
  const fraction = text.slice(cut).replace(/0+$/u, '');
  return fraction === '' ? text.slice(0, cut) : `${text.slice(0, cut)}.${fraction}`;
}

interface Scaled {
  readonly text: string;
  readonly unit: ParameterUnit;
  /** The value is scaled x 10^power. */
  readonly scaled: bigint;
  readonly power: number;
  readonly whole: boolean;
  /** Whether it is written in the unit in memory, of which there are no parts. */
  readonly isSmallest: boolean;
}

function toNumber({ text, unit, scaled, power, whole, isSmallest }: Scaled): Reading {
  const numerator = power > 0 ? scaled * 10n ** BigInt(power) : scaled;
  const places = Math.max(0, -power);
  if (numerator > BigInt(Number.MAX_SAFE_INTEGER) * 10n ** BigInt(places)) {
    return refuse(
      `${quote(text)} is too large to be exact`,
      'the most is 2^53 of the smallest unit',
    );
  }
  const value = Number(decimal(numerator, places));
  const exact = numerator % 10n ** BigInt(places) === 0n;
  if (exact || !whole) return { ok: true, value };
  if (!isSmallest) return { ok: true, value: Math.round(value), isRounded: true };
  const base = DIMENSIONS[unit].shown.at(-1) ?? '';
  const nearest = withUnit(String(Math.round(value)), base);
  return refuse(`${quote(text)} is not a whole number of ${unit}`, `the nearest is \`${nearest}\``);
}

function wrongUnit(text: string, name: string, dimension: Dimension): Reading {
  if (name === '') return refuse(`${quote(text)} has no unit`, expected(dimension));
  if (/^[,_']\d/u.test(name)) {
    const how = 'digits stand together, decimals after a point, such as `1.5` or `20000`';
    return refuse(`${quote(text)} is not a number`, how);
  }
  const near = nearUnits(name, dimension);
  if (near.length > 0) {
    const meant = near.map(quote).join(' or ');
    return refuse(`${quote(text)} has the unknown unit ${quote(name)}`, `did you mean ${meant}?`);
  }
  const other = Object.values(DIMENSIONS).find(({ units }) => units.has(name));
  if (other !== undefined) {
    return refuse(`${quote(text)} is ${other.noun}, not ${dimension.noun}`, expected(dimension));
  }
  const known = [...dimension.units.keys()].filter((unit) => unit !== '');
  const typo = suggest(name, known);
  const hint = typo === undefined ? expected(dimension) : `did you mean ${quote(typo)}?`;
  return refuse(`${quote(text)} has the unknown unit ${quote(name)}`, hint);
}

function expected({ noun, example, units, also }: Dimension): string {
  const names = [...units.keys()].filter((name) => /^[ -~]+$/u.test(name));
  const known = names.length > 1 ? `; units: ${list(names)}` : '';
  const other = also === undefined ? '' : `, or ${expectedQuantity(also.unit)}`;
  return `write ${noun} such as ${quote(example)}${known}${other}`;
}

function refuse(message: string, hint: string): Reading {
  return { ok: false, message, hint };
}
