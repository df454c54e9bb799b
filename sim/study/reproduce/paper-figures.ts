/**
 * The paper's Figures 1 to 10 as simulated now, in the paper's own axes, with what its text states
 * of them. The text states no coefficient and few points: what is drawn as stated is all there is.
 */

import { keepRows, numberColumn, type Table, textColumn } from '../../text/csv.ts';
import { type CurveFit, openFitter } from '../fit/fit.ts';
import { axisNumber, mean } from './curves.ts';
import type { ExperimentRun, Experiments, ScenarioFileName } from './experiments.ts';
import {
  CPU_SERIES,
  DESTINATION_CAP,
  GUEST_CAP,
  SERIES_CAPS,
  SOURCE_CAP,
} from './figure-curves.ts';

/** A series with the values of all its replications. */
export interface FigureSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly values: readonly number[] }[];
}

/** What the text states. */
export type Stated =
  | { readonly kind: 'point'; readonly x: number; readonly y: number }
  /** From this cap on nothing changes much. */
  | { readonly kind: 'knee'; readonly x: number; readonly text: string }
  | { readonly kind: 'r2'; readonly series: string; readonly percent: number };

export interface PaperFigure {
  readonly figure: number;
  /** As the paper's caption has it, in short. */
  readonly title: string;
  /** The caption of the x axis; y is the migration time in seconds. */
  readonly x: string;
  readonly series: readonly FigureSeries[];
  /** Power laws, as the paper fits them: of each series, by its name. */
  readonly models: readonly { readonly series: string; readonly fit: CurveFit }[];
  /** Whether the models are drawn, or only their R^2 is given: those of other series. */
  readonly drawnModel: string | undefined;
  readonly stated: readonly Stated[];
}

/** The shipped files of what the text states. */
export interface StatedTables {
  /** wu-zhao-2011-stated-values.csv */
  readonly values: Table;
  /** wu-zhao-2011-figure-1.csv */
  readonly figure1: Table;
  /** wu-zhao-2011-figure-5.csv */
  readonly figure5: Table;
}

const SOURCE_X = "CPU cap of the source's Dom0, %";
const DESTINATION_X = "CPU cap of the destination's Dom0, %";

/** All figures of which the experiments have the runs. */
export async function paperFigures(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const makers: Partial<Record<ScenarioFileName, () => Promise<PaperFigure[]>>> = {
    'paper/figure-1.yaml': () => cpuFigures(all, stated),
    'paper/figure-3.yaml': () => destinationFigures(all, stated),
    'paper/figure-5.yaml': () => guestCapFigure(all, stated),
    'paper/figure-6.yaml': () => memoryFigures(all, stated),
    'paper/figure-9.yaml': () => diskFigures(all, stated),
  };
  const figures: PaperFigure[] = [];
  for (const file of all.files) figures.push(...((await makers[file]?.()) ?? []));
  return figures.sort((a, b) => a.figure - b.figure);
}

function seriesOf(name: string, runs: readonly ExperimentRun[], axis: string): FigureSeries {
  const groups = new Map<number, number[]>();
  for (const run of runs) {
    const x = axisNumber(run, axis);
    groups.set(x, [...(groups.get(x) ?? []), run.migration.totalSeconds]);
  }
  const points = [...groups].map(([x, values]) => ({ x, values })).sort((a, b) => a.x - b.x);
  return { name, points };
}

function loads(all: Experiments, file: ScenarioFileName, names: readonly string[], axis: string) {
  return names.map((name) => {
    const runs = all.runs(file).filter(({ parameters }) => parameters.load === name);
    return seriesOf(name, runs, axis);
  });
}

async function powerLaws(series: readonly FigureSeries[]): Promise<PaperFigure['models']> {
  const { fitCurve } = await openFitter();
  return series.map(({ name, points }) => {
    const means = points.map(({ x, values }) => ({ x, y: mean(values) }));
    return { series: name, fit: fitCurve('power', means, name) };
  });
}

/** Rows of the stated values: the workload's text and the number. */
function rowsOf({ values }: StatedTables, figure: number, quantity: RegExp) {
  const own = keepRows(values, `figure=${figure}`);
  const workloads = textColumn(own, 'workload');
  const quantities = textColumn(own, 'quantity');
  return numberColumn(own, 'value').flatMap((value, at) => {
    const isWanted = quantity.test(quantities[at] ?? '');
    return isWanted ? [{ workload: workloads[at] ?? '', value }] : [];
  });
}

/** R^2 of the series whose names are in the texts of the rows. */
function statedR2(stated: StatedTables, figure: number, names: readonly string[]): Stated[] {
  return rowsOf(stated, figure, /^R2$/).flatMap(({ workload, value }) => {
    const series = names.find((name) => workload.includes(name));
    return series === undefined ? [] : [{ kind: 'r2' as const, series, percent: value }];
  });
}

function statedPoints(table: Table, axis: string): Stated[] {
  const xs = numberColumn(table, axis);
  const ys = numberColumn(table, 'totalSeconds');
  const distinct = new Map(xs.map((x, at) => [`${x} ${ys[at]}`, { x, y: ys[at] as number }]));
  return [...distinct.values()].map((point) => ({ kind: 'point' as const, ...point }));
}

function statedKnee(stated: StatedTables, figure: number, text: string): Stated[] {
  return rowsOf(stated, figure, /^cap above which/).map(({ value }) => {
    return { kind: 'knee' as const, x: value, text };
  });
}

async function cpuFigures(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const series = loads(all, 'paper/figure-1.yaml', CPU_SERIES, SOURCE_CAP);
  const models = await powerLaws(series);
  return [
    {
      figure: 1,
      title: 'Migration time of a CPU-intensive guest',
      x: SOURCE_X,
      series,
      models: [],
      drawnModel: undefined,
      stated: statedPoints(stated.figure1, SOURCE_CAP),
    },
    {
      figure: 2,
      title: 'Model of the migration time of a guest that is 40 % CPU-intensive',
      x: SOURCE_X,
      series: series.filter(({ name }) => name === 'cpu 40 %'),
      models,
      drawnModel: 'cpu 40 %',
      stated: statedR2(stated, 2, CPU_SERIES),
    },
  ];
}

async function destinationFigures(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const names = SERIES_CAPS.map((cap) => `source at ${cap} %`);
  const series = SERIES_CAPS.map((cap, at) => {
    const runs = all.runs('paper/figure-3.yaml').filter(({ parameters }) => {
      return parameters[SOURCE_CAP] === `${cap} %`;
    });
    return seriesOf(names[at] ?? '', runs, DESTINATION_CAP);
  });
  return [
    {
      figure: 3,
      title: 'Migration time of a CPU-intensive guest, both Dom0s capped',
      x: DESTINATION_X,
      series,
      models: [],
      drawnModel: undefined,
      stated: [],
    },
    {
      figure: 4,
      title: "Model of the migration time, the source's Dom0 at 60 %",
      x: DESTINATION_X,
      series: series.filter(({ name }) => name === 'source at 60 %'),
      models: await powerLaws(series),
      drawnModel: 'source at 60 %',
      stated: statedR2(stated, 4, names),
    },
  ];
}

async function guestCapFigure(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const names = ['memory read', 'memory write'];
  return [
    {
      figure: 5,
      title: 'Migration time of a memory-intensive guest, the guest capped',
      x: 'CPU cap of the guest, %',
      series: loads(all, 'paper/figure-5.yaml', names, GUEST_CAP),
      models: [],
      drawnModel: undefined,
      stated: [
        ...statedPoints(stated.figure5, GUEST_CAP),
        ...statedKnee(stated, 5, 'memory write: constant from here on'),
      ],
    },
  ];
}

async function memoryFigures(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const names = ['memory read', 'memory write'];
  const series = loads(all, 'paper/figure-6.yaml', names, SOURCE_CAP);
  const models = await powerLaws(series);
  const modelled = names.map((name, at) => ({
    figure: 7 + at,
    title: `Model of the migration time, ${name}`,
    x: SOURCE_X,
    series: series.filter((each) => each.name === name),
    models: models.filter((each) => each.series === name),
    drawnModel: name,
    stated: statedR2(stated, 7 + at, [name]),
  }));
  const title = 'Migration time of a memory-intensive guest';
  const plain = { models: [], drawnModel: undefined, stated: [] };
  return [{ figure: 6, title, x: SOURCE_X, series, ...plain }, ...modelled];
}

async function diskFigures(all: Experiments, stated: StatedTables): Promise<PaperFigure[]> {
  const series = [seriesOf('disk read', all.runs('paper/figure-9.yaml'), SOURCE_CAP)];
  return [
    {
      figure: 9,
      title: 'Migration time of a disk-intensive guest',
      x: SOURCE_X,
      series,
      models: [],
      drawnModel: undefined,
      stated: statedKnee(stated, 9, 'no substantial change from here on'),
    },
    {
      figure: 10,
      title: 'Model of the migration time of a disk-intensive guest',
      x: SOURCE_X,
      series,
      models: await powerLaws(series),
      drawnModel: 'disk read',
      stated: statedR2(stated, 10, ['disk read']),
    },
  ];
}
