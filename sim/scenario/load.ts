/**
 * Scenario text to a checked scenario, or to all runs of its sweep; every mistake at once, with its
 * place.
 */

import { addAll } from '../engine/kernel/lists.ts';
import { type Mistake, Problem, showMistake } from '../text/problem.ts';
import { overlay, readSource, type Source } from '../text/source.ts';
import { isMap, showPath, startsWith } from '../text/tree.ts';
import type { Assignment, Axis } from './axis.ts';
import {
  type Checked,
  type CheckOptions,
  check,
  distinct,
  inFileOrder,
  locate,
  MISTAKES_SHOWN,
} from './check.ts';
import { readPath } from './path.ts';
import type { Scenario } from './scenario.ts';
import {
  type Combination,
  casesOf,
  combine,
  type PointParameters,
  readDesign,
  replicationsIn,
} from './sweep.ts';
import type { Until } from './until.ts';

/** A setting from the command line; the value is text as it would stand in the file. */
export interface SetOption {
  readonly path: string;
  readonly value: string;
}

/** Values from outside for one axis of the sweep. */
export interface AxisOption {
  /** The path that they set; an axis of the file of this name is replaced. */
  readonly path: string;
  readonly values: readonly (string | number)[];
  /** The place at which mistakes in them are reported. */
  readonly where: string;
}

/** What goes with the text. */
export interface LoadOptions extends CheckOptions {
  /** Settings from outside, applied in this order. */
  readonly set?: readonly SetOption[] | undefined;
  /** Axes from outside, beside or in place of the file's. */
  readonly axes?: readonly AxisOption[] | undefined;
  /** Whether the file's own sweep is left out, and points are picked by `scenarioOf`. */
  readonly withoutSweep?: boolean;
  readonly seed?: string | undefined;
}

/** A loaded file. */
export interface Loaded {
  /** The file without its sweep. */
  readonly scenario: Scenario;
  readonly warnings: readonly Mistake[];
  /** How many runs its sweep has at most, and what varies. */
  readonly runs: number;
  /** The rule that may end the runs of a point before. */
  readonly until: Until | undefined;
  readonly axes: readonly string[];
  /** The CSV file of what others have published of its points, as seen from the file. */
  readonly published: string | undefined;
}

/** One run of a sweep. */
export interface SweepPoint {
  readonly parameters: PointParameters;
  /** From 1. */
  readonly replication: number;
  readonly scenario: Scenario;
}

/** A file with its sweep, whose points are made one by one. */
export interface OpenedSweep extends Omit<Loaded, 'axes'> {
  /** The scenario alone and with the cases that were looked at, all cases of every list. */
  readonly samples: readonly Scenario[];
  readonly axes: readonly Axis[];
  readonly points: number;
  /** Runs of every point; with `until` the most. */
  readonly replications: number;
  /** Which case of each axis a point has. */
  readonly casesAt: (point: number) => readonly number[];
  /** The values of a point, from 0. */
  readonly parametersAt: (point: number) => PointParameters;
  /** @throws Problem for mistakes that only this combination of values makes. */
  readonly scenarioAt: (point: number) => Scenario;
  /** The same for one case of each axis. @throws Problem likewise. */
  readonly scenarioOf: (cases: readonly number[]) => Scenario;
}

/**
 * Reads and checks a scenario, the values of its sweep included.
 * @param fileName only for messages.
 * @throws Problem with all mistakes.
 */
export function loadScenario(text: string, fileName: string, options: LoadOptions): Loaded {
  const { scenario, warnings, runs, until, axes, published } = openSweep(text, fileName, options);
  return { scenario, warnings, runs, until, published, axes: axes.map(({ name }) => name) };
}

/**
 * The same, with the points of its sweep; a file without a sweep has one.
 * @throws Problem with all mistakes but those that only a combination of values makes.
 */
export function openSweep(text: string, fileName: string, options: LoadOptions): OpenedSweep {
  const source = prepare(text, fileName, options);
  const base = check(source, options);
  const { design, findings } = readDesign(source.raw, options.withoutSweep);
  const { axes, points } = design;
  const mistakes = distinct([...base.mistakes, ...locate(findings, source)]);
  const probed: Checked[] = [];
  const checkPoint = (combination: Combination): Checked => {
    const point = check(assign(source, combination.assignments), options);
    const told = point.mistakes.map((mistake) => design.told(mistake, combination));
    return { ...point, mistakes: told };
  };
  for (const combination of findings.length > 0 ? [] : design.probes()) {
    const point = checkPoint(combination);
    probed.push(point);
    addAll(mistakes, unseen(point.mistakes, mistakes));
    if (mistakes.length >= MISTAKES_SHOWN) break;
  }
  const scenario = orThrow(base.scenario, mistakes);
  const hidden = hiddenSettings(axes, source.raw, options);
  const warnings = [...lastingWarnings(base, probed), ...hidden];
  const replications = replicationsIn(source.raw);
  const checked = (combination: Combination): Scenario => {
    const point = checkPoint(combination);
    return orThrow(point.scenario, point.mistakes);
  };
  return {
    scenario,
    samples: [scenario, ...probed.flatMap((point) => point.scenario ?? [])],
    warnings,
    runs: points * replications,
    axes,
    points,
    replications,
    until: base.sweep?.until,
    published: base.sweep?.published,
    casesAt: design.casesAt,
    parametersAt: (point) => design.at(point).parameters,
    scenarioAt: (point) => checked(design.at(point)),
    scenarioOf: (cases) => checked(combine(axes, casesOf(axes, cases))),
  };
}

/** More results than this are not held in memory. */
const HELD_LIMIT = 100_000;

/**
 * All runs of a file in a fixed order: points in theirs, replications fastest. More replications
 * never change earlier ones, and every point sees the same seeds.
 * @throws Problem with all mistakes, also those that only a combination of values makes, and for a
 *   sweep that is for `precopy sweep` only.
 */
export function expandSweep(text: string, fileName: string, options: LoadOptions): SweepPoint[] {
  const sweep = openSweep(text, fileName, options);
  requireSmall(sweep, fileName);
  const mistakes: Mistake[] = [];
  const points: SweepPoint[] = [];
  for (let point = 0; point < sweep.points && mistakes.length < MISTAKES_SHOWN; point += 1) {
    try {
      const scenario = sweep.scenarioAt(point);
      const parameters = sweep.parametersAt(point);
      for (let replication = 1; replication <= sweep.replications; replication += 1) {
        points.push({ parameters, replication, scenario: replicated(scenario, replication) });
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      addAll(mistakes, unseen(error.mistakes, mistakes));
    }
  }
  return orThrow(points, mistakes);
}

function requireSmall({ until, runs }: OpenedSweep, where: string): void {
  const hint = '`precopy sweep` does';
  if (until !== undefined) {
    const message = 'this command makes a fixed number of runs and does not look at `until`';
    throw new Problem([{ where, message, hint }]);
  }
  if (runs <= HELD_LIMIT) return;
  const message = `this command holds at most ${HELD_LIMIT} runs, the sweep has ${runs}`;
  throw new Problem([{ where, message, hint: '`precopy sweep` holds more' }]);
}

/**
 * The scenario with the seed of a replication: the first has the scenario's own, number n that with
 * '/n' appended.
 * @param replication from 1.
 */
export function replicated(scenario: Scenario, replication: number): Scenario {
  if (replication === 1) return scenario;
  return { ...scenario, seed: `${scenario.seed}/${replication}` };
}

/** The text as a tree with the settings from outside in it. */
export function prepare(text: string, fileName: string, options: LoadOptions): Source {
  const { set = [], axes = [], seed } = options;
  let source = sourceOf(text, fileName);
  if (!isMap(source.raw)) {
    const isEmpty = source.raw === null || source.raw === undefined;
    const message = isEmpty ? 'the file is empty' : 'the file is not a map';
    const hint = 'a scenario starts with `title: ...`';
    throw new Problem([{ where: isEmpty ? fileName : source.place([]), message, hint }]);
  }
  source = applySettings(source, set);
  if (options.withoutSweep === true) {
    source = overlay(source, { path: ['sweep'], value: {}, place: () => fileName });
  }
  for (const { path, values, where } of axes) {
    source = overlay(source, { path: ['sweep', 'axes', path], value: values, place: () => where });
  }
  if (seed === undefined) return source;
  return overlay(source, { path: ['seed'], value: seed, place: () => '--seed' });
}

/** @throws Problem for what is not YAML; of a file of another kind it says only that. */
function sourceOf(text: string, fileName: string): Source {
  try {
    return readSource(text, fileName);
  } catch (error) {
    if (!(error instanceof Problem) || !/\.(?!ya?ml$|json$)[a-z]+$/iu.test(fileName)) throw error;
    const hint = 'a scenario is a YAML file; `precopy import` reads logs of migrations';
    throw new Problem([{ where: fileName, message: 'the file is not a scenario', hint }]);
  }
}

/** @throws Problem for paths that lead nowhere and values that are not YAML. */
export function applySettings(base: Source, set: readonly SetOption[]): Source {
  let source = base;
  const mistakes: Mistake[] = [];
  for (const { path, value } of set) {
    const where = `--set ${path}`;
    const reading = readPath(path, source.raw);
    if (!reading.ok) {
      mistakes.push({ where, message: reading.message, hint: reading.hint });
      continue;
    }
    try {
      const { raw } = readSource(value, where);
      source = overlay(source, { path: reading.path, value: raw, place: () => where });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // The place in so short a text says nothing; the option does.
      for (const mistake of error.mistakes) mistakes.push({ ...mistake, where });
    }
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
  return source;
}

function assign(base: Source, assignments: readonly Assignment[]): Source {
  return assignments.reduce(
    (source, { target, value, at }) =>
      overlay(source, {
        path: target,
        value,
        place: (rest, part) => base.place([...at, ...rest], part),
      }),
    base,
  );
}

/**
 * A sweep may cure what the file alone would be warned of: only what holds in every case counts.
 */
function lastingWarnings({ warnings }: Checked, points: readonly Checked[]): Mistake[] {
  const told = points.map((point) => new Set(point.warnings.map(showMistake)));
  return distinct(warnings).filter((warning) => told.every((set) => set.has(showMistake(warning))));
}

function unseen(mistakes: readonly Mistake[], seen: readonly Mistake[]): Mistake[] {
  return distinct([...seen, ...mistakes]).slice(seen.length);
}

function orThrow<Value>(value: Value | undefined, mistakes: readonly Mistake[]): Value {
  if (value !== undefined && mistakes.length === 0) return value;
  throw new Problem(inFileOrder(mistakes).slice(0, MISTAKES_SHOWN));
}

/** A setting of what the sweep varies would be overwritten in every point. */
function hiddenSettings(axes: readonly Axis[], raw: unknown, { set = [] }: LoadOptions): Mistake[] {
  const targets = axes.flatMap(({ size, at }) => (size > 0 ? at(0).assignments : []));
  return set.flatMap(({ path }) => {
    const reading = readPath(path, raw);
    const axis = targets.find(({ target }) => reading.ok && startsWith(reading.path, target));
    if (axis === undefined) return [];
    const message = `has no effect: the sweep sets \`${showPath(axis.target)}\``;
    return [{ where: `--set ${path}`, message }];
  });
}
