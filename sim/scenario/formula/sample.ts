/** A formula with a unit, such as `2000 + 50 * t pages/s`, as a course of values. */

import type { CourseSpec } from '../../../models/workload/course.ts';
import { PAGES_PER_SECOND_MOST } from '../../../models/workload/varying.ts';
import { PAGE_BYTES, type ParameterUnit } from '../../engine/kernel/unit.ts';
import { formatForUnit } from '../../text/quantity.ts';
import { quote } from '../../text/suggest.ts';
import { DIMENSIONS } from '../../text/units.ts';
import { functionOf, type ReadFormula } from './tree.ts';

/** What a formula is for: its units, and what its values may be. */
export interface Meaning {
  /** Names of units and what each is worth in the value's own. */
  readonly units: ReadonlyMap<string, number>;
  readonly example: string;
  readonly least: number;
  readonly most: number;
  /** Whole multiples of this only, rounded up. */
  readonly grain?: number;
  show(value: number): string;
}

/** What the units of a dimension are worth, and of the other that is taken too. */
const worth = (unit: ParameterUnit, factor: number): [string, number][] => {
  const { units, also } = DIMENSIONS[unit];
  const own = [...units].map(([name, value]): [string, number] => [name, Number(value) * factor]);
  return also === undefined ? own : [...own, ...worth(also.unit, factor / also.perOne)];
};

/** A rate in pages per second. */
export const PAGE_RATE: Meaning = {
  units: new Map(worth('pages/s', 1)),
  example: '2000 + 50 * t pages/s',
  least: 0,
  most: PAGES_PER_SECOND_MOST,
  show: (value) => `${Number(value.toPrecision(6))} pages/s`,
};

/** A working set in bytes. @param most the guest's memory. */
export function workingSetOf(most: number): Meaning {
  return {
    units: new Map(worth('bytes', 1)),
    example: '64 + 8 * sin(t) MiB',
    least: 1,
    most,
    grain: PAGE_BYTES,
    show: (value) => formatForUnit(Math.ceil(value / PAGE_BYTES) * PAGE_BYTES, 'bytes'),
  };
}

/** When a formula is computed. */
export interface Sampling {
  readonly untilNs: number;
  readonly everyNs: number;
  readonly after: 'hold' | 'repeat';
}

/** A course, or what is wrong. */
export type CourseReading =
  | { readonly ok: true; readonly course: CourseSpec }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** More values than this are more likely a slip. */
export const VALUES_MOST = 200_000;

/** Readings of each reader so far: the points of a sweep share their formulas. */
const known = new WeakMap<ReadFormula, Map<string, CourseReading>>();

/** Reads a formula and computes it at 0, `everyNs`, 2 `everyNs` ... `untilNs`. */
export function courseOf(
  text: string,
  meaning: Meaning,
  sampling: Sampling,
  read: ReadFormula,
): CourseReading {
  const { untilNs, everyNs, after } = sampling;
  const key = [text, meaning.example, meaning.most, untilNs, everyNs, after].join('\n');
  const readings = known.get(read) ?? new Map<string, CourseReading>();
  known.set(read, readings);
  const reading = readings.get(key) ?? newCourse(text, meaning, sampling, read);
  readings.set(key, reading);
  return reading;
}

function newCourse(
  text: string,
  meaning: Meaning,
  sampling: Sampling,
  read: ReadFormula,
): CourseReading {
  const split = /^(.*\S)\s+(\S+)\s*$/su.exec(text);
  const factor = meaning.units.get(split?.[2] ?? '');
  if (split === null || factor === undefined) {
    const hint = `write it behind the formula, such as ${quote(meaning.example)}`;
    return { ok: false, message: `${quote(text)} has no unit`, hint };
  }
  const reading = read(split[1] as string);
  if (!reading.ok) return reading;
  const compute = functionOf(reading.tree);
  return sample((t) => factor * compute(t), meaning, sampling);
}

function sample(
  compute: (t: number) => number,
  meaning: Meaning,
  { untilNs, everyNs, after }: Sampling,
): CourseReading {
  const count = Math.ceil(untilNs / everyNs);
  if (count > VALUES_MOST) {
    const message = `${count} values would be computed, at most ${VALUES_MOST} are`;
    return { ok: false, message, hint: 'a shorter `until` or a longer `every`' };
  }
  const { grain = 0 } = meaning;
  const points: Points = { atNs: [], values: [] };
  for (let index = 0; index <= count; index += 1) {
    const atNs = Math.min(index * everyNs, untilNs);
    const value = compute(atNs / 1e9);
    const fault = faultOf(value, atNs / 1e9, meaning);
    if (fault !== undefined) return { ok: false, ...fault };
    add(points, atNs, grain > 0 ? Math.ceil(value / grain) * grain : value);
  }
  return { ok: true, course: { ...points, interpolate: 'linear', after, lengthNs: untilNs } };
}

interface Points {
  readonly atNs: number[];
  readonly values: number[];
}

/** Adds a point; one that lies in the middle of a level stretch is left out. */
function add({ atNs, values }: Points, ns: number, value: number): void {
  const last = values.length - 1;
  if (last >= 1 && values[last] === value && values[last - 1] === value) atNs[last] = ns;
  else {
    atNs.push(ns);
    values.push(value);
  }
}

function faultOf(value: number, t: number, { least, most, show }: Meaning) {
  const at = `at t = ${t}`;
  if (Number.isNaN(value)) {
    const hint = 'such as the root of a negative number, or 0 / 0';
    return { message: `the formula gives no real number ${at}`, hint };
  }
  if (Math.abs(value) === Infinity) {
    return { message: `the formula is infinite ${at}`, hint: 'such as a division by 0' };
  }
  if (value < 0) {
    const hint = '`max(0, ...)` keeps it from falling below 0';
    return { message: `the formula gives ${show(value)} ${at}: it is negative`, hint };
  }
  if (value < least) {
    return { message: `the formula gives less than a page ${at}`, hint: '`max(1, ...)` helps' };
  }
  if (value <= most) return undefined;
  const hint = `at most ${quote(show(most))}`;
  return { message: `the formula gives ${show(value)} ${at}`, hint };
}
