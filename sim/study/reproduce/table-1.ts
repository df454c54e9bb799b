/**
 * Table 1: the power law is fitted to every second cap and asked for the others.
 *
 * The paper picks five training points evenly from the range; with a grid of ten caps these are 10,
 * 30, 50, 70 and 90 %.
 */
import type { Fitter } from '../fit/fit.ts';
import type { Point } from '../fit/model.ts';
import { meanCurve, totalSeconds } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { SOURCE_CAP } from './figure-curves.ts';

/** The workloads of the table, by the case of the axis `load`. */
export const TABLE_1_LOADS = [
  'cpu 80 %',
  'memory read',
  'memory write',
  'disk read',
  'network sender',
  'network receiver',
] as const;

export const TRAINING_CAPS = [10, 30, 50, 70, 90] as const;

/** A cap the model had not seen. */
export interface Table1Row {
  readonly load: (typeof TABLE_1_LOADS)[number];
  readonly capPercent: number;
  readonly measuredSeconds: number;
  readonly predictedSeconds: number;
  /** Predicted less measured. */
  readonly errorSeconds: number;
  readonly errorPercent: number;
}

/** All rows, by workload and cap. */
export function table1(all: Experiments): Table1Row[] {
  return TABLE_1_LOADS.flatMap((load) => {
    const runs = all.runs('paper/table-1.yaml').filter((run) => run.parameters.load === load);
    return tested(load, meanCurve(runs, SOURCE_CAP, totalSeconds), all.fitter);
  });
}

function tested(load: Table1Row['load'], curve: readonly Point[], fitter: Fitter): Table1Row[] {
  const isTraining = ({ x }: Point): boolean => TRAINING_CAPS.some((cap) => cap === x);
  const { predict } = fitter.fitCurve('power', curve.filter(isTraining));
  const tests = curve.filter((point) => !isTraining(point));
  return tests.map(({ x, y }) => {
    const errorSeconds = predict(x) - y;
    return {
      load,
      capPercent: x,
      measuredSeconds: y,
      predictedSeconds: predict(x),
      errorSeconds,
      errorPercent: (100 * errorSeconds) / y,
    };
  });
}
