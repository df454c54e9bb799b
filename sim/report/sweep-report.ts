/** A sweep as text: one line a point, means over replications. */
import { meansInterval } from '../../models/fit/means-interval.ts';
import type { SweepResult, SweepRun } from '../sweep.ts';
import { together } from '../together.ts';
import { table } from './table.ts';

/** One point of a sweep with all its replications. */
function pointsOf({ points }: SweepResult): SweepRun[][] {
  const groups = new Map<string, SweepRun[]>();
  for (const run of points) {
    const key = JSON.stringify(run.parameters);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

/** Means over replications of what all migrations come to. */
function togetherCells(runs: readonly SweepRun[]): string[] {
  const all = runs.map(({ result }) => together(result));
  const seconds = meansInterval(all.map((one) => one.seconds)).mean;
  const downtime = meansInterval(all.map((one) => one.downtimeMostSeconds)).mean;
  return [seconds.toFixed(2), downtime.toFixed(3)];
}

function endOf({ stopReason, abandoned }: SweepRun['result']): string {
  return abandoned === true ? `${stopReason}, abandoned` : stopReason;
}

/** Axes, replications, mean total time with its 95 % interval, mean downtime, stop reasons. */
export function sweepReport(result: SweepResult): string {
  const points = pointsOf(result);
  const axes = Object.keys(points[0]?.[0]?.parameters ?? {});
  const several = result.points.some((run) => run.result.migrations !== undefined);
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
    const totals = meansInterval(runs.map((run) => run.result.totalSeconds));
    const downs = meansInterval(runs.map((run) => run.result.downtimeSeconds));
    const reasons = [...new Set(runs.map((run) => endOf(run.result)))];
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
