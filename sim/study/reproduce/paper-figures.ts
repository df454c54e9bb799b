/**
 * The paper's Figures 1 to 10 as simulated now, in the paper's own axes, with what its text states
 * of them. The text states no coefficient and few points: what is drawn as stated is all there is.
 * A figure is one record of `paper-figures.json`.
 */
import { keepRows, numberColumn, type Table, textColumn } from '../../text/csv.ts';
import type { CurveFit } from '../fit/fit.ts';
import { groupBy, type ValuesAt } from '../fit/statistics.ts';
import { totalSeconds, valueCurve } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { CAPTIONS, curveOf, DRAWN, type DrawnFile, seriesRuns } from './figure-curves.ts';
import figures from './paper-figures.json' with { type: 'json' };

/** A series with the values of all its replications. */
export interface FigureSeries {
  readonly name: string;
  readonly points: readonly ValuesAt[];
}

/** What the text states. */
export type Stated =
  | {
      readonly kind: 'point';
      readonly x: number;
      readonly y: number;
      readonly series: readonly string[];
    }
  /** From this cap on nothing changes much. */
  | { readonly kind: 'knee'; readonly x: number; readonly text: string }
  | { readonly kind: 'r2'; readonly series: string; readonly percent: number };

/** A figure as it can be drawn. */
export interface PaperFigure {
  /** Such as `Figure 1`; of experiments without a figure the section. */
  readonly label: string;
  /** As the paper's caption has it, in short. */
  readonly title: string;
  /** The setting on the x axis, by its path and in words; y is the migration time in seconds. */
  readonly axis: string;
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
  /** What the sweep of an experiment names as published. */
  readonly published: Readonly<Partial<Record<DrawnFile, Table>>>;
}

/** A figure of the paper: what it shows of which experiment. */
interface FigureRecord {
  /** Its number; of experiments that the paper does not draw, their section. */
  readonly figure: number | string;
  readonly file: DrawnFile;
  readonly title: string;
  /** A figure of a model: the series whose power law is drawn, with its runs alone. */
  readonly model?: string;
  /** Whether R^2 is stated of the power laws of all series; absent: of the model's alone. */
  readonly laws?: 'all';
  /** What the cap above which nothing changes is said of. */
  readonly knee?: string;
}

/** All figures, in the order of the paper. */
const FIGURES = figures as readonly FigureRecord[];

/** Series whose power laws a figure has. */
const lawsOf = ({ file, model, laws }: FigureRecord): readonly string[] =>
  laws === 'all' ? DRAWN[file].names : model === undefined ? [] : [model];

/** The figures that a series of an experiment is in, as `1, 2` or `section D`. */
export function figuresWith(file: DrawnFile, name: string): string {
  const own = FIGURES.filter((record) => {
    return record.file === file && (record.model === undefined || lawsOf(record).includes(name));
  });
  return own.map(({ figure }) => figure).join(', ');
}

/** All figures of which the experiments have the runs. */
export function paperFigures(all: Experiments, stated: StatedTables): PaperFigure[] {
  const known = FIGURES.filter(({ file }) => all.files.includes(file));
  return known.map((record) => {
    const { figure, file, title, model, knee } = record;
    const points = model === undefined ? stated.published[file] : undefined;
    const { axis, names } = DRAWN[file];
    const laws = lawsOf(record);
    return {
      label: typeof figure === 'number' ? `Figure ${figure}` : `Section ${figure.slice(-1)}`,
      title,
      axis,
      x: CAPTIONS[axis],
      series: (model === undefined ? names : [model]).map((name) => seriesOf(all, file, name)),
      models: laws.map((series) => {
        return { series, fit: all.fitter.fitCurve('power', curveOf(all, file, series), series) };
      }),
      drawnModel: model,
      stated: [
        ...statedR2(stated, figure, laws),
        ...(points === undefined ? [] : statedPoints(points, file)),
        ...(knee === undefined ? [] : statedKnee(stated, figure, knee)),
      ],
    };
  });
}

function seriesOf(all: Experiments, file: DrawnFile, name: string): FigureSeries {
  const runs = seriesRuns(all, file, name);
  return { name, points: valueCurve(runs, DRAWN[file].axis, totalSeconds) };
}

/** Rows of the stated values: the workload's text and the number. */
function rowsOf({ values }: StatedTables, figure: FigureRecord['figure'], quantity: RegExp) {
  const own = keepRows(values, `figure=${figure}`);
  const workloads = textColumn(own, 'workload');
  const quantities = textColumn(own, 'quantity');
  return numberColumn(own, 'value').flatMap((value, at) => {
    const isWanted = quantity.test(quantities[at] ?? '');
    return isWanted ? [{ workload: workloads[at] ?? '', value }] : [];
  });
}

/** R^2 of the series whose names are in the texts of the rows. */
function statedR2(
  stated: StatedTables,
  figure: FigureRecord['figure'],
  names: readonly string[],
): Stated[] {
  if (names.length === 0) return [];
  return rowsOf(stated, figure, /^R2$/).flatMap(({ workload, value }) => {
    const series = names.find((name) => workload.includes(name));
    return series === undefined ? [] : [{ kind: 'r2' as const, series, percent: value }];
  });
}

/** Each place once, with the series that it is stated of. */
function statedPoints(table: Table, file: DrawnFile): Stated[] {
  const { axis, by } = DRAWN[file];
  const xs = numberColumn(table, axis);
  const names = textColumn(table, by);
  const all = numberColumn(table, 'totalSeconds').map((y, at) => {
    return { x: xs[at] as number, y, name: names[at] as string };
  });
  return [...groupBy(all, ({ x, y }) => `${x} ${y}`).values()].map((own) => {
    const [{ x, y }] = own;
    return { kind: 'point' as const, x, y, series: own.map(({ name }) => name) };
  });
}

function statedKnee(stated: StatedTables, figure: FigureRecord['figure'], text: string): Stated[] {
  return rowsOf(stated, figure, /^cap above which/).map(({ value }) => {
    return { kind: 'knee' as const, x: value, text };
  });
}
