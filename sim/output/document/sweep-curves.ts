/** The curves in a sweep: a value of its runs against the axis that has the most numbers. */
import { unitOf } from '../../run/result/run-table.ts';
import type { SweepRun } from '../../run/sweep.ts';

/** All runs at one x. */
export interface CurvePoint {
  readonly x: number;
  readonly values: readonly number[];
}

export interface SweepCurve {
  /** What the other axes have on it; empty where there are none. */
  readonly name: string;
  readonly points: readonly CurvePoint[];
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
  const curves = new Map<string, Map<number, number[]>>();
  for (const run of runs) {
    const name = Object.entries(run.parameters)
      .flatMap(([key, cell]) => (key === axis ? [] : [`${cell}`]))
      .join(', ');
    const points = curves.get(name) ?? new Map<number, number[]>();
    curves.set(name, points);
    const x = Number.parseFloat(String(run.parameters[axis]));
    points.set(x, [...(points.get(x) ?? []), value(run)]);
  }
  const unit = unitOf(runs[0]?.parameters[axis]) ?? '';
  return {
    axis,
    unit,
    curves: [...curves].map(([name, points]) => ({
      name,
      points: [...points].map(([x, values]) => ({ x, values })).sort((a, b) => a.x - b.x),
    })),
  };
}

function numericAxis(runs: readonly SweepRun[]): string | undefined {
  const axes = Object.keys(runs[0]?.parameters ?? {}).map((axis) => {
    const cells = runs.map(({ parameters }) => parameters[axis]);
    const units = new Set(cells.map(unitOf));
    const isNumeric = units.size === 1 && !units.has(undefined);
    return { axis, count: isNumeric ? new Set(cells).size : 0 };
  });
  const [most] = axes.sort((a, b) => b.count - a.count);
  return most !== undefined && most.count > 1 ? most.axis : undefined;
}
