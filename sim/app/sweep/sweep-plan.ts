/** The plan of a sweep: its points in their order, and the number of runs of each. */
import type { Scenario } from '../../scenario/scenario.ts';
import type { PointParameters } from '../../scenario/sweep.ts';
import type { Header } from './header.ts';
import { isIn } from './shard.ts';
import { runsWanted } from './stop-rule.ts';

/** The runs of a sweep. */
export interface SweepPlan {
  readonly header: Header;
  readonly parametersAt: (point: number) => PointParameters;
  /** @throws Problem for an impossible combination of values. */
  readonly scenarioAt: (point: number) => Scenario;
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
