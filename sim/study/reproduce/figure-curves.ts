/**
 * The series that the paper draws of each experiment: migration time against a cap, means over
 * replications. Figures (`paper-figures.ts`), claims and data files name series as here.
 */
import { pathWords } from '../../scenario/axis-words.ts';
import type { Point } from '../fit/model.ts';
import { type Measure, meanCurve, totalSeconds } from './curves.ts';
import type { ExperimentRun, Experiments, ScenarioFileName } from './experiments.ts';

export const SOURCE_CAP = 'source.dom0.cap';
export const DESTINATION_CAP = 'destination.dom0.cap';
export const GUEST_CAP = 'vm.cap';

/** Axes of x as captions; all are percent of one CPU. */
export const CAPTIONS = {
  [SOURCE_CAP]: pathWords(SOURCE_CAP),
  [DESTINATION_CAP]: pathWords(DESTINATION_CAP),
  [GUEST_CAP]: pathWords(GUEST_CAP),
} as const;

/** The series of Figures 1 and 2. */
export const CPU_SERIES = ['idle', 'cpu 40 %', 'cpu 80 %'] as const;

/** The source's caps that make the series of Figures 3 and 4, percent. */
export const SERIES_CAPS = [20, 40, 60, 100] as const;

const MEMORY_SERIES = ['memory read', 'memory write'] as const;

/** How the runs of an experiment make series. */
interface Drawn {
  /** What is on the x axis. */
  readonly axis: keyof typeof CAPTIONS;
  readonly names: readonly string[];
  /** The axis of the sweep that tells the series apart, and its value for a name. */
  readonly by: string;
  readonly value: (name: string) => string;
}

const byLoad = (names: readonly string[], axis: Drawn['axis'] = SOURCE_CAP): Drawn => {
  return { axis, names, by: 'load', value: (name) => name };
};

/** The experiments that are drawn. */
export const DRAWN = {
  'paper/figure-1.yaml': byLoad(CPU_SERIES),
  'paper/figure-3.yaml': {
    axis: DESTINATION_CAP,
    names: SERIES_CAPS.map((cap) => `source at ${cap} %`),
    by: SOURCE_CAP,
    value: (name: string) => name.replace('source at ', ''),
  },
  'paper/figure-5.yaml': byLoad(MEMORY_SERIES, GUEST_CAP),
  'paper/figure-6.yaml': byLoad(MEMORY_SERIES),
  'paper/figure-9.yaml': { ...byLoad(['disk read']), by: '' },
  'paper/network.yaml': byLoad(['sender', 'receiver']),
} as const satisfies Partial<Record<ScenarioFileName, Drawn>>;

/** The file of an experiment that is drawn. */
export type DrawnFile = keyof typeof DRAWN;

/** The runs of one series. */
export function seriesRuns(all: Experiments, file: DrawnFile, name: string): ExperimentRun[] {
  const { by, value }: Drawn = DRAWN[file];
  return all.runs(file).filter(({ parameters }) => by === '' || parameters[by] === value(name));
}

/** One series as a curve; by default the migration time, s. */
export function curveOf(
  all: Experiments,
  file: DrawnFile,
  name: string,
  of: Measure = totalSeconds,
): Point[] {
  return meanCurve(seriesRuns(all, file, name), DRAWN[file].axis, of);
}

/** A series of Figure 1. */
export const cpuCurve = (all: Experiments, series: (typeof CPU_SERIES)[number]): Point[] =>
  curveOf(all, 'paper/figure-1.yaml', series);

/** A series of Figure 3, against the destination's cap. */
export const destinationCurve = (all: Experiments, sourceCap: number, of?: Measure): Point[] =>
  curveOf(all, 'paper/figure-3.yaml', `source at ${sourceCap} %`, of);

/** A series of Figure 6, against the source's cap. */
export const memoryCurve = (all: Experiments, kind: 'read' | 'write'): Point[] =>
  curveOf(all, 'paper/figure-6.yaml', `memory ${kind}`);

/** Figure 9. */
export const diskCurve = (all: Experiments, of?: Measure): Point[] =>
  curveOf(all, 'paper/figure-9.yaml', 'disk read', of);

/** A curve of the network experiments. */
export const networkCurve = (all: Experiments, role: string, of?: Measure): Point[] =>
  curveOf(all, 'paper/network.yaml', role, of);
