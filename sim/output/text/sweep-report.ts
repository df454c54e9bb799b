/** A sweep as text: one line a point, means over replications. */

import { runRow } from '../../run/result/run-row.ts';
import type { PlacedRow } from '../../run/result/run-table.ts';
import type { SweepResult } from '../../run/sweep.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import { table } from './table.ts';

/** Axes, replications, mean total time with its 95 % interval, mean downtime, stop reasons. */
export function sweepReport({ points }: SweepResult): string {
  const groups = new Map<string, PlacedRow[]>();
  for (const { parameters, replication, result } of points) {
    const key = JSON.stringify(parameters);
    const group = groups.get(key) ?? [];
    group.push({ parameters, replication, row: runRow(result) });
    groups.set(key, group);
  }
  return pointsReport([...groups.values()]);
}

/** The same of runs as rows. @param points each with all its runs. */
export function pointsReport(points: readonly (readonly PlacedRow[])[]): string {
  const axes = Object.keys(points[0]?.[0]?.parameters ?? {});
  const several = points.some((runs) => runs.some(({ row }) => row.migrations !== undefined));
  const columns = [
    ...axes.map((title) => ({ title, right: true })),
    { title: 'runs', right: true },
    { title: 'total s', right: true },
    { title: '+-', right: true },
    { title: 'downtime s', right: true },
    ...(several
      ? [
          { title: 'all s', right: true },
          { title: 'worst downtime s', right: true },
        ]
      : []),
    { title: 'stopped by' },
  ];
  const rows = points.map((runs) => {
    const totals = meansInterval(runs.map(({ row }) => row.totalSeconds));
    const downs = meansInterval(runs.map(({ row }) => row.downtimeSeconds));
    const reasons = [...new Set(runs.map(endOf))];
    return [
      ...axes.map((axis) => String(runs[0]?.parameters[axis] ?? '')),
      String(runs.length),
      totals.mean.toFixed(2),
      totals.half === undefined ? '' : totals.half.toFixed(2),
      downs.mean.toFixed(3),
      ...(several ? togetherCells(runs) : []),
      reasons.join(', '),
    ];
  });
  return table(columns, rows);
}

/** Means over replications of what all migrations come to; of a lone one its own. */
function togetherCells(runs: readonly PlacedRow[]): string[] {
  const seconds = runs.map(({ row }) => row.allSeconds ?? row.totalSeconds);
  const downtimes = runs.map(({ row }) => row.downtimeMostSeconds ?? row.downtimeSeconds);
  return [meansInterval(seconds).mean.toFixed(2), meansInterval(downtimes).mean.toFixed(3)];
}

function endOf({ row: { stopReason, abandoned } }: PlacedRow): string {
  return abandoned === 1 ? `${stopReason}, abandoned` : stopReason;
}
