/** The sweep block of a scenario file: its points, and how many runs each has. */

import type { Mistake } from '../text/problem.ts';
import { type Finding, getIn } from '../text/tree.ts';
import { type Assignment, type Axis, type Case, readAxes } from './axis.ts';
import { type Stratified, stratified } from './latin-hypercube.ts';

/** The value or case name of every axis, by the axis's name. */
export type PointParameters = Readonly<Record<string, string | number>>;

/** One combination, before it is applied. */
export interface Combination {
  readonly parameters: PointParameters;
  readonly assignments: readonly Assignment[];
}

/** All points of a sweep in their order. */
export interface Design {
  readonly axes: readonly Axis[];
  readonly points: number;
  /** The cases of the axes in this point. */
  readonly casesAt: (point: number) => number[];
  /** The point of this number, from 0. */
  readonly at: (point: number) => Combination;
  /** Combinations that are enough to find bad values. */
  readonly probes: () => Iterable<Combination>;
  /** A mistake that a combination makes; of a sample with the point, of which no line tells. */
  readonly told: (mistake: Mistake, of: Combination) => Mistake;
}

/** More runs than this are more likely a slip than an experiment. */
export const RUN_LIMIT = 10_000_000;

/**
 * The points of the raw tree, and what is wrong with them. Without a Latin hypercube they are all
 * combinations, and the first axis varies slowest; without axes there is one, which sets nothing.
 * @param isPicked whether a few are picked from all combinations, which may be any number then.
 */
export function readDesign(
  raw: unknown,
  isPicked = false,
): { design: Design; findings: Finding[] } {
  const points = getIn(raw, ['sweep', 'latinHypercube', 'points']);
  const isSampled = typeof points === 'number' && points >= 1 && points <= RUN_LIMIT;
  const { axes, findings } = isSampled
    ? readAxes(raw, (name) => sampleOf(raw, name, points))
    : readAxes(raw);
  const design = isSampled ? sampledDesign(axes, { raw, points }) : fullDesign(axes);
  const many = isPicked ? [] : tooMany(design, raw);
  return { design, findings: [...findings, ...many, ...bothRules(raw)] };
}

/** Runs of every combination, the most where they end by a rule; 1 where the file says nothing. */
export function replicationsIn(raw: unknown): number {
  const most = getIn(raw, ['sweep', 'until', 'maximum']);
  const isRuled = getIn(raw, ['sweep', 'until']) !== undefined;
  const written = isRuled ? (most ?? 100) : getIn(raw, ['sweep', 'replications']);
  return typeof written === 'number' ? written : 1;
}

/** One case of each axis together. */
export function combine(axes: readonly Axis[], cases: readonly Case[]): Combination {
  const parameters = Object.fromEntries(
    cases.map(({ label }, index) => [axes[index]?.name ?? '', label]),
  );
  return { parameters, assignments: cases.flatMap(({ assignments }) => assignments) };
}

/** The case of this number of each axis. */
export function casesOf(axes: readonly Axis[], numbers: readonly number[]): Case[] {
  return axes.map((axis, index) => axis.at(numbers[index] ?? 0));
}

/** Combinations that show every case once, the other axes at their first. */
function* eachCase(axes: readonly Axis[]): Generator<Combination> {
  if (axes.some(({ size }) => size === 0)) return;
  for (const [which, { probes }] of axes.entries()) {
    for (const probe of probes) {
      yield combine(
        axes,
        axes.map((axis, index) => axis.at(index === which ? probe : 0)),
      );
    }
  }
}

function fullDesign(axes: readonly Axis[]): Design {
  const points = axes.reduce((product, { size }) => product * size, 1);
  const casesAt = (point: number): number[] => {
    const cases: number[] = [];
    let rest = point;
    for (let at = axes.length - 1; at >= 0; at -= 1) {
      const { size } = axes[at] as Axis;
      cases[at] = rest % size;
      rest = Math.floor(rest / size);
    }
    return cases;
  };
  const at = (point: number): Combination => combine(axes, casesOf(axes, casesAt(point)));
  return { axes, points, casesAt, at, probes: () => eachCase(axes), told: (mistake) => mistake };
}

interface Sampling {
  readonly raw: unknown;
  readonly points: number;
}

/** Ranges have a case for each point; lists and named cases are spread over the points. */
function sampledDesign(axes: readonly Axis[], { raw, points }: Sampling): Design {
  const samples = axes.map(({ name, isSampled }) => {
    return isSampled ? undefined : sampleOf(raw, name, points);
  });
  const casesAt = (point: number): number[] => {
    return axes.map(({ size }, index) => {
      const sample = samples[index];
      return sample === undefined ? point : Math.floor(sample.part(point) * size);
    });
  };
  const at = (point: number): Combination => combine(axes, casesOf(axes, casesAt(point)));
  const count = axes.some(({ size }) => size === 0) ? 0 : Math.min(points, SAMPLES_PROBED);
  const probes = () => Array.from({ length: count }, (_, point) => at(point));
  return { axes, points, casesAt, at, probes, told: withPoint };
}

/** Each point has other values on every axis: more are looked at before they run. */
const SAMPLES_PROBED = 10;

function withPoint(mistake: Mistake, { parameters }: Combination): Mistake {
  const values = Object.entries(parameters).map(([axis, value]) => `${axis} ${value}`);
  const hint = `in the sample with ${values.join(', ')}`;
  return { ...mistake, hint: mistake.hint === undefined ? hint : `${mistake.hint}; ${hint}` };
}

function sampleOf(raw: unknown, axis: string, points: number): Stratified {
  const seed = getIn(raw, ['seed']) ?? 1;
  return stratified(points, `${String(seed)}/latin-hypercube/${axis}`);
}

function tooMany({ points }: Design, raw: unknown): Finding[] {
  const runs = points * replicationsIn(raw);
  if (runs <= RUN_LIMIT) return [];
  const message = `the sweep has ${runs} runs, at most ${RUN_LIMIT} are allowed`;
  return [{ path: ['sweep'], atKey: true, message, hint: 'fewer values, axes or replications' }];
}

function bothRules(raw: unknown): Finding[] {
  const [count, rule] = ['replications', 'until'].map((key) => getIn(raw, ['sweep', key]));
  const [least, most] = ['minimum', 'maximum'].map((key) => getIn(rule, [key]));
  const path = ['sweep', 'until'];
  if (count !== undefined && rule !== undefined) {
    const message = '`replications` and `until` both say how many runs';
    return [{ path, atKey: true, message, hint: 'leave one out' }];
  }
  if (Number(least ?? 3) <= Number(most ?? 100)) return [];
  return [{ path, atKey: true, message: '`minimum` is above `maximum`', hint: 'exchange them' }];
}
