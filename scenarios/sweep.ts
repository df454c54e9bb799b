/** The sweep block of a scenario file: axes, their cases, and the settings of every combination. */
import { readPath } from './path.ts';
import { quote } from './suggest.ts';
import { asMap, describeRaw, type Finding, getIn, isMap, type Path, showPath } from './tree.ts';

/** One value of a path that a case sets. */
export interface Assignment {
  readonly target: Path;
  readonly value: unknown;
  /** Where the value stands in the file. */
  readonly at: Path;
}

/** One entry of an axis. */
export interface Case {
  /** What stands in the table of results: the value itself or the name of the case. */
  readonly label: string | number;
  readonly assignments: readonly Assignment[];
}

/** What varies along one dimension. */
export interface Axis {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** One combination, before it is applied. */
export interface Combination {
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly assignments: readonly Assignment[];
}

/** More runs than this are more likely a slip than an experiment. */
export const RUN_LIMIT = 100_000;

/** The axes of the raw tree in the order of the file, and what is wrong with them. */
export function readAxes(raw: unknown): { axes: Axis[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const axes = Object.entries(asMap(getIn(raw, ['sweep', 'axes']))).map(([name, written]): Axis => {
    const at = ['sweep', 'axes', name];
    if (Array.isArray(written))
      return { name, cases: pathCases(written, { name, at, raw, findings }) };
    return { name, cases: namedCases(asMap(written), { name, at, raw, findings }) };
  });
  findings.push(...repeatedTargets(axes), ...tooMany(axes, raw));
  return { axes, findings };
}

/** Runs of every combination; 1 where the file says nothing or nonsense. */
export function replicationsIn(raw: unknown): number {
  const written = getIn(raw, ['sweep', 'replications']);
  return typeof written === 'number' ? written : 1;
}

/**
 * All combinations: the first axis varies slowest. Without axes there is one, which sets nothing.
 */
export function* combinations(axes: readonly Axis[]): Generator<Combination> {
  const [first, ...others] = axes;
  if (first === undefined) {
    yield { parameters: {}, assignments: [] };
    return;
  }
  for (const { label, assignments } of first.cases) {
    for (const rest of combinations(others)) {
      yield {
        parameters: { [first.name]: label, ...rest.parameters },
        assignments: [...assignments, ...rest.assignments],
      };
    }
  }
}

/**
 * Combinations that show every case once, the other axes at their first: enough to find bad values.
 */
export function* eachCase(axes: readonly Axis[]): Generator<Combination> {
  for (const [which] of axes.entries()) {
    const others = axes.map((axis, index) =>
      index === which ? axis : { ...axis, cases: axis.cases.slice(0, 1) },
    );
    yield* combinations(others);
  }
}

interface Place {
  readonly name: string;
  readonly at: Path;
  readonly raw: unknown;
  readonly findings: Finding[];
}

function pathCases(values: readonly unknown[], { name, at, raw, findings }: Place): Case[] {
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

function namedCases(
  written: Readonly<Record<string, unknown>>,
  { name, at, raw, findings }: Place,
) {
  if (Object.keys(written).length === 0) {
    const hint = 'a list of values, or cases by name';
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
  if (typeof value === 'string' || typeof value === 'number') return value;
  return isMap(value) || Array.isArray(value) ? JSON.stringify(value) : describeRaw(value);
}

/** The later of two axes would hide the earlier one. */
function repeatedTargets(axes: readonly Axis[]): Finding[] {
  const owners = new Map<string, string>();
  return axes.flatMap(({ name, cases }) => {
    const targets = cases.flatMap(({ assignments }) => assignments.map(({ target }) => target));
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

function tooMany(axes: readonly Axis[], raw: unknown): Finding[] {
  const runs = axes.reduce((product, { cases }) => product * cases.length, replicationsIn(raw));
  if (runs <= RUN_LIMIT) return [];
  const message = `the sweep has ${runs} runs, at most ${RUN_LIMIT} are allowed`;
  return [{ path: ['sweep'], atKey: true, message, hint: 'fewer values, axes or replications' }];
}
