/** The axes of a sweep: what varies, and the cases of each. */

import { addAll } from '../engine/kernel/lists.ts';
import { quote } from '../text/suggest.ts';
import {
  asMap,
  describeRaw,
  type Finding,
  getIn,
  isMap,
  isScalar,
  type Path,
  type RawMap,
  showPath,
} from '../text/tree.ts';
import { readPath } from './path.ts';
import { type Range, type RangeMistake, readRange } from './range.ts';

/** One value of a path that a case sets. */
export interface Assignment {
  readonly target: Path;
  readonly value: unknown;
  /** Where the value is in the file. */
  readonly at: Path;
}

/** One entry of an axis. */
export interface Case {
  /** What is in the table of results: the value itself or the name of the case. */
  readonly label: string | number;
  readonly assignments: readonly Assignment[];
}

/** What varies along one dimension. */
export interface Axis {
  readonly name: string;
  /** How many cases it has. */
  readonly size: number;
  /** The case of this number, from 0. */
  readonly at: (index: number) => Case;
  /** Cases that show what is wrong with any: all, or some of a range. */
  readonly probes: readonly number[];
  /** Whether it has a case for each point of a sample, in their order. */
  readonly isSampled: boolean;
}

/** Chooses the values of a range at random: a part of the way for each point. */
export type Sampled = (axisName: string) => { readonly size: number; part(index: number): number };

/** The axes of the raw tree in the order of the file, and what is wrong with them. */
export function readAxes(raw: unknown, sampled?: Sampled): { axes: Axis[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const axes = Object.entries(asMap(getIn(raw, ['sweep', 'axes']))).map(([name, written]): Axis => {
    const place = { name, at: ['sweep', 'axes', name], raw, findings };
    if (Array.isArray(written)) return listAxis(name, listCases(written, place));
    const map = asMap(written);
    return isRange(map) ? rangeAxis(map, place, sampled) : listAxis(name, namedCases(map, place));
  });
  addAll(findings, repeatedTargets(axes));
  return { axes, findings };
}

interface Place {
  readonly name: string;
  readonly at: Path;
  readonly raw: unknown;
  readonly findings: Finding[];
}

/** A case may have the name `from`, but then it is a map of settings. */
function isRange(written: RawMap): boolean {
  return ['from', 'to'].some((key) => key in written && !isMap(written[key]));
}

function listAxis(name: string, cases: readonly Case[]): Axis {
  const at = (index: number): Case => cases[index] as Case;
  return { name, size: cases.length, at, probes: [...cases.keys()], isSampled: false };
}

function rangeAxis(written: RawMap, place: Place, sampled: Sampled | undefined): Axis {
  const { name, at, raw, findings } = place;
  const target = targetOf(name, raw);
  if ('message' in target) findings.push({ ...target, path: at, atKey: true });
  const range = readRange(written) ?? NOTHING;
  const mistake = 'message' in range ? range : misplaced(range, sampled !== undefined);
  if (mistake !== undefined) findings.push({ ...mistake, path: [...at, mistake.key] });
  if ('message' in target || mistake !== undefined || 'message' in range) return listAxis(name, []);
  const samples = sampled?.(name);
  const values = range.values ?? [];
  const caseOf = (index: number): Case => {
    const value = samples === undefined ? values[index] : range.at(samples.part(index));
    return { label: value as string | number, assignments: [{ target: target.path, value, at }] };
  };
  const size = samples === undefined ? values.length : samples.size;
  const probes = [0, 1, size - 1].filter((index) => index >= 0 && index < size);
  const isSampled = samples !== undefined;
  return { name, size, at: caseOf, probes: [...new Set(probes)], isSampled };
}

/** Of a range whose shape the schema has refused. */
const NOTHING: Range = { at: () => 0, values: [] };

/** A range says how many values it has, or the Latin hypercube says so. */
function misplaced({ values }: Range, isSampled: boolean): RangeMistake | undefined {
  if (isSampled && values !== undefined && values.length > 0) {
    const message = '`by` and `count` have no place beside `latinHypercube`';
    return { key: 'from', message, hint: 'its `points` say how many values are taken' };
  }
  if (isSampled || values !== undefined) return undefined;
  const hint = 'add `by` or `count`, or `latinHypercube: {points: 100}` to the sweep';
  return { key: 'from', message: 'the range does not say how many values', hint };
}

function listCases(values: readonly unknown[], { name, at, raw, findings }: Place): Case[] {
  const target = targetOf(name, raw);
  if ('message' in target) {
    findings.push({ ...target, path: at, atKey: true });
    return [];
  }
  return values.map((value, index) => ({
    label: labelOf(value),
    assignments: [{ target: target.path, value, at: [...at, index] }],
  }));
}

function namedCases(written: RawMap, { name, at, raw, findings }: Place) {
  if (Object.keys(written).length === 0) {
    const hint = 'a list of values, a range, or cases by name';
    findings.push({ path: at, atKey: true, message: `the axis ${quote(name)} is empty`, hint });
  }
  return Object.entries(written).map(([label, settings]): Case => {
    const path = [...at, label];
    // JavaScript puts keys that are numbers first: the order of the file would be lost.
    if (/^\d+$/u.test(label)) {
      const hint = 'start it with a letter, such as `cap40`';
      const message = `the case ${quote(label)} has a number for a name`;
      findings.push({ path, atKey: true, message, hint });
    }
    const assignments = Object.entries(asMap(settings)).flatMap(([text, value]): Assignment[] => {
      const target = targetOf(text, raw);
      if (!('message' in target)) return [{ target: target.path, value, at: [...path, text] }];
      findings.push({ ...target, path: [...path, text], atKey: true });
      return [];
    });
    return { label, assignments };
  });
}

function targetOf(text: string, raw: unknown): { path: Path } | { message: string; hint: string } {
  const where = readPath(text, raw);
  if (!where.ok) return { message: where.message, hint: where.hint };
  if (where.path[0] !== 'sweep') return { path: where.path };
  return { message: 'a sweep cannot change itself', hint: 'name another path' };
}

function labelOf(value: unknown): string | number {
  if (isScalar(value)) return value;
  if (typeof value === 'boolean') return String(value);
  return isMap(value) || Array.isArray(value) ? JSON.stringify(value) : describeRaw(value);
}

/** The later of two axes would hide the earlier one. */
function repeatedTargets(axes: readonly Axis[]): Finding[] {
  const owners = new Map<string, string>();
  return axes.flatMap(({ name, probes, at }) => {
    const targets = probes.flatMap((index) => at(index).assignments.map(({ target }) => target));
    const shown = new Set(targets.map(showPath));
    return [...shown].flatMap((target) => {
      const owner = owners.get(target);
      owners.set(target, owner ?? name);
      if (owner === undefined) return [];
      const message = `the axes ${quote(owner)} and ${quote(name)} both set ${quote(target)}`;
      return [{ path: ['sweep', 'axes', name], atKey: true, message }];
    });
  });
}
