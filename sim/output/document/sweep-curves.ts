/** The curves in a sweep: a value of its runs against the axis that has the most numbers. */
import { unitOf } from '../../run/result/run-table.ts';
import type { SweepRun } from '../../run/sweep.ts';
import { groupBy, mean, type ValuesAt, valuesByX } from '../../study/fit/statistics.ts';

export interface SweepCurve {
  /** What the other axes have on it; empty where there are none. */
  readonly name: string;
  readonly points: readonly ValuesAt[];
}

export interface SweepCurves {
  readonly axis: string;
  /** Unit of the axis; empty for plain numbers. */
  readonly unit: string;
  readonly curves: readonly SweepCurve[];
}

/** @returns undefined when no axis has two numbers of one unit. */
export function sweepCurves(
  runs: readonly SweepRun[],
  value: (run: SweepRun) => number,
): SweepCurves | undefined {
  const axis = numericAxis(runs);
  if (axis === undefined) return undefined;
  const curves = groupBy(runs, ({ parameters }) => curveNameOf(parameters, axis));
  const pointOf = (run: SweepRun) => {
    return { x: Number.parseFloat(String(run.parameters[axis])), y: value(run) };
  };
  return {
    axis,
    unit: unitOf(runs[0]?.parameters[axis]) ?? '',
    curves: [...curves].map(([name, own]) => ({ name, points: valuesByX(own.map(pointOf)) })),
  };
}

/** Means that nowhere differ by more than this part of themselves make one curve. */
export const COINCIDE = 0.01;

/** Each curve once, with the names of those that coincide with it. */
export function distinctCurves(
  curves: readonly SweepCurve[],
): { readonly curve: SweepCurve; readonly same: readonly string[] }[] {
  const groups = groupBy(curves, (curve) => curves.find((other) => areSame(other, curve)));
  return [...groups.values()].map(([curve, ...rest]) => {
    return { curve, same: rest.map(({ name }) => name) };
  });
}

function areSame({ points: some }: SweepCurve, { points: others }: SweepCurve): boolean {
  return (
    some.length === others.length &&
    some.every(({ x, values }, at) => {
      const other = others[at];
      if (other?.x !== x) return false;
      const [one, two] = [mean(values), mean(other.values)];
      return Math.abs(one - two) <= COINCIDE * Math.max(Math.abs(one), Math.abs(two));
    })
  );
}

/** A run, or what is to become one. */
export type Placed = Pick<SweepRun, 'parameters'>;

/** What the axes other than that of x have. */
export function curveNameOf(parameters: Placed['parameters'], axis: string): string {
  const others = Object.entries(parameters).filter(([key]) => key !== axis);
  return others.map(([, cell]) => `${cell}`).join(', ');
}

/** The axis of x: that with the most numbers of one unit, if it has two. */
export function numericAxis(runs: readonly Placed[]): string | undefined {
  const axes = Object.keys(runs[0]?.parameters ?? {}).map((axis) => {
    const cells = runs.map(({ parameters }) => parameters[axis]);
    const units = new Set(cells.map(unitOf));
    const isNumeric = units.size === 1 && !units.has(undefined);
    return { axis, count: isNumeric ? new Set(cells).size : 0 };
  });
  const [most] = axes.sort((a, b) => b.count - a.count);
  return most !== undefined && most.count > 1 ? most.axis : undefined;
}
