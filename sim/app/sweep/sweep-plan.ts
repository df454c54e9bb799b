/** The plan of a sweep: its points in their order, and the number of runs of each. */
import type { PointTemplate } from '../../scenario/point-template.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { PointParameters } from '../../scenario/sweep.ts';
import type { Until } from '../../scenario/until.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import type { Header } from './header.ts';
import { isIn } from './shard.ts';

/** The runs of a sweep. */
export interface SweepPlan {
  readonly header: Header;
  readonly parametersAt: (point: number) => PointParameters;
  /** @throws Problem for an impossible combination of values. */
  readonly scenarioAt: (point: number) => Scenario;
  /** The same for all points that are right, where they differ in some values only. */
  readonly template?: PointTemplate | undefined;
  /** Which of the scenario's seeds a run has, from 1; default: the number of its replication. */
  readonly seedOf?: (point: number, replication: number) => number;
}

/** Whether a run is for this shard to make. */
export function isMine({ shard, until, replications }: Header, run: RunNumber): boolean {
  const { point, replication } = run;
  return isIn(shard, until === undefined ? point * replications + replication - 1 : point);
}

/** Which run. */
export interface RunNumber {
  /** From 0. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
}

/**
 * The number of runs that a point should have, by its first ones; it is done when it has them.
 * @param values of the quantity of the rule, of replications 1, 2, ...
 */
export function wantedOf({ until, replications }: Header, values: readonly number[]): number {
  return until === undefined ? replications : runsWanted(values, until);
}

/**
 * The runs that a point should have before the next look: as many as it has when it is done, else
 * what the spread so far asks for, but at most twice as many. Few looks keep the
 * rule from stopping where the runs agree by chance.
 * @param values of the quantity, of replications 1, 2, ...
 */
export function runsWanted(values: readonly number[], until: Until): number {
  const { minimum, maximum, halfWidthPercent } = until;
  const n = values.length;
  if (n < minimum) return minimum;
  if (n >= maximum) return n;
  const { mean, half } = meansInterval(values);
  const goal = (Math.abs(mean) * halfWidthPercent) / 100;
  if (half === undefined || half <= goal) return half === undefined ? n + 1 : n;
  // The half width falls with the square root of the runs.
  const needed = goal === 0 ? maximum : Math.ceil(n * (half / goal) ** 2);
  return Math.min(maximum, 2 * n, Math.max(n + 1, needed));
}
