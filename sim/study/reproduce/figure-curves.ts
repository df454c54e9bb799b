/** The curves that the paper draws: migration time against a cap, means over replications. */
import type { Point } from '../fit/model.ts';
import { type Measure, meanCurve, totalSeconds } from './curves.ts';
import type { Experiments, ScenarioFileName } from './experiments.ts';

export const SOURCE_CAP = 'source.dom0.cap';
export const DESTINATION_CAP = 'destination.dom0.cap';
export const GUEST_CAP = 'vm.cap';

/** The series of Figures 1 and 2. */
export const CPU_SERIES = ['idle', 'cpu 40 %', 'cpu 80 %'] as const;

/** The source's caps that make the series of Figures 3 and 4, percent. */
export const SERIES_CAPS = [20, 40, 60, 100] as const;

/** The runs of one case of the axis `load`. */
export function loadCurve(
  all: Experiments,
  file: ScenarioFileName,
  load: string,
  axis = SOURCE_CAP,
  of: Measure = totalSeconds,
): Point[] {
  const runs = all.runs(file).filter(({ parameters }) => parameters.load === load);
  return meanCurve(runs, axis, of);
}

/** A series of Figure 1. */
export function cpuCurve(all: Experiments, series: (typeof CPU_SERIES)[number]): Point[] {
  return loadCurve(all, 'paper/figure-1.yaml', series);
}

/** A series of Figure 3, against the destination's cap. */
export function destinationCurve(
  all: Experiments,
  sourceCap: number,
  of: Measure = totalSeconds,
): Point[] {
  const runs = all.runs('paper/figure-3.yaml');
  const series = runs.filter(({ parameters }) => parameters[SOURCE_CAP] === `${sourceCap} %`);
  return meanCurve(series, DESTINATION_CAP, of);
}

/** A series of Figure 6, against the source's cap. */
export function memoryCurve(all: Experiments, kind: 'read' | 'write'): Point[] {
  return loadCurve(all, 'paper/figure-6.yaml', `memory ${kind}`);
}

/** Figure 9. */
export function diskCurve(all: Experiments, of: Measure = totalSeconds): Point[] {
  return meanCurve(all.runs('paper/figure-9.yaml'), SOURCE_CAP, of);
}

/** A curve of the network experiments. */
export function networkCurve(
  all: Experiments,
  role: 'sender' | 'receiver',
  of: Measure = totalSeconds,
): Point[] {
  return loadCurve(all, 'paper/network.yaml', role, SOURCE_CAP, of);
}
