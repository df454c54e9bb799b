/**
 * A value that is not known exactly, as a file writes it in the place of a quantity:
 *
 *     10 us..16 us              anything between, equally likely
 *     10 us..40 us log          every factor equally likely, for what is known within a factor
 *     10 us..12 us..16 us       as likely below the middle one as above; also with `log`
 *     12 us +- 1 us             normal, with its standard deviation, cut at three of them
 */
import { exp, log } from '../engine/kernel/portable.ts';
import type { RandomStream } from '../engine/kernel/random.ts';
import { quote } from '../text/suggest.ts';
import { digits, type Ends, type RangeValue, read, rounded, show, unitOf } from './range.ts';

/** Where a value lies, in the unit of `Ends`; it is never outside of its ends. */
export interface Spread extends Ends {
  readonly shape: 'uniform' | 'halves' | 'normal';
  /** As likely below as above. */
  readonly middle: number;
  /** Whether parts of percents and ns count, as they do in parameters of a machine. */
  readonly isFine?: boolean;
}

/** What is wrong with it. */
export interface SpreadMistake {
  readonly message: string;
  readonly hint: string;
}

/** Standard deviations at which a normal distribution is cut. */
const CUT = 3;
const HINT =
  'write such as `10 us..16 us`, `10 us..40 us log`, `10 us..12 us..16 us`, `12 us +- 1 us`';

/** Whether the text means a spread, right or wrong: a number, and more behind `..` or `+-`. */
export function isSpread(text: unknown): text is string {
  return typeof text === 'string' && /^\s*\.?\d.*(?:\.\.|\+-|\u00b1)/su.test(text);
}

/** Reads a spread. @param text one by `isSpread`. */
export function readSpread(text: string): Spread | SpreadMistake {
  const isNormal = /\+-|\u00b1/u.test(text);
  const [, said = '', scale] = /^(.*?)(\s+log)?\s*$/su.exec(text) ?? [];
  const parts = said.split(isNormal ? /\+-|\u00b1/u : '..').map((part) => part.trim());
  const unit = unitOf(parts);
  const [first = '', second = '', third = ''] = parts;
  const isLog = scale !== undefined;
  const isCounted = parts.length === 2 || (parts.length === 3 && !isNormal);
  if (unit === undefined || !isCounted || (isNormal && isLog)) {
    return { message: `${quote(text)} is not a range of quantities of one kind`, hint: HINT };
  }
  const name = /[A-Za-z%\u00b5\u03bc/]*$/u.exec(first)?.[0] ?? '';
  const [a, b, c] = parts.map((part) => read(part, unit)) as [number, number, number];
  if (isNormal) return normal(text, { unit, name, mean: a, deviation: b });
  const [from, to] = [a, third === '' ? b : c];
  const middle = third === '' ? halfway(from, to, isLog) : b;
  if (from >= to || middle < from || middle > to) {
    const order = third === '' ? `${second} is not above ${first}` : 'its values do not go up';
    return { message: `${quote(text)}: ${order}`, hint: 'the lesser value first' };
  }
  if (isLog && from === 0) {
    return { message: `${quote(text)}: no factor leads up from 0`, hint: 'start above 0' };
  }
  return { unit, name, from, to, isLog, middle, shape: third === '' ? 'uniform' : 'halves' };
}

type Pair = [number, number];

interface Normal extends Pick<Ends, 'unit' | 'name'> {
  readonly mean: number;
  readonly deviation: number;
}

function normal(text: string, { mean, deviation, ...rest }: Normal): Spread | SpreadMistake {
  const [from, to] = [-CUT, CUT].map((many) => ticked(mean + many * deviation, rest)) as Pair;
  if (deviation <= 0) {
    const message = `${quote(text)}: the standard deviation is 0`;
    return { message, hint: 'write the value alone' };
  }
  if (from >= 0) return { ...rest, from, to, isLog: false, middle: mean, shape: 'normal' };
  const message = `${quote(text)} reaches below 0 within ${CUT} standard deviations`;
  return { message, hint: 'a range with ` log` behind it suits what is known within a factor' };
}

function halfway(from: number, to: number, isLog: boolean): number {
  return isLog ? Math.sqrt(from) * Math.sqrt(to) : (from + to) / 2;
}

/** A value, in the unit of the spread, with as many digits as are shown. */
export function draw(spread: Spread, stream: RandomStream): number {
  return settle(spread, drawExactly(spread, stream));
}

/** The value as the file would hold it. */
export function showIn(spread: Spread, value: number): RangeValue {
  return show(value, spread);
}

/** The middle, rounded likewise. */
export function middleOf(spread: Spread): number {
  return settle(spread, spread.middle);
}

/** Parts of a ns are of use in costs below this; a clock has none. */
const FRACTIONS_BELOW_NS = 1000;

/** Between the ends, of digits that are shown. */
function settle(spread: Spread, value: number): number {
  const isFine = spread.isFine === true && ['percent', 'ns'].includes(spread.unit);
  const short = isFine ? digits(value, spread) : rounded(value, spread);
  return Math.min(spread.to, Math.max(spread.from, ticked(short, spread)));
}

function ticked(value: number, { unit }: Pick<Ends, 'unit'>): number {
  return unit === 'ns' && value >= FRACTIONS_BELOW_NS ? Math.round(value) : value;
}

function drawExactly(
  { shape, unit, from, to, middle, isLog }: Spread,
  stream: RandomStream,
): number {
  if (shape === 'normal') return middle + ((to - middle) / CUT) * standardNormal(stream);
  const part = stream.double();
  // Of whole things each is as likely as the others.
  if (unit === 'count' && shape === 'uniform' && !isLog) {
    return from + Math.floor(part * (to - from + 1));
  }
  if (!isLog) return between({ from, to, middle, shape }, part);
  return exp(between({ from: log(from), to: log(to), middle: log(middle), shape }, part));
}

/** The value that a part of the chance lies below. */
function between(
  { from, to, middle, shape }: Pick<Spread, 'from' | 'to' | 'middle' | 'shape'>,
  part: number,
): number {
  if (shape === 'uniform') return from + part * (to - from);
  return part < 0.5 ? from + 2 * part * (middle - from) : middle + (2 * part - 1) * (to - middle);
}

const TRIES_BOUND = 1000;

/** Of mean 0 and deviation 1, none beyond the cut: Marsaglia's polar method. */
function standardNormal(stream: RandomStream): number {
  for (let tries = 0; tries < TRIES_BOUND; tries += 1) {
    const [x, y] = [2 * stream.double() - 1, 2 * stream.double() - 1];
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const value = x * Math.sqrt((-2 * log(square)) / square);
    if (Math.abs(value) <= CUT) return value;
  }
  return 0;
}
