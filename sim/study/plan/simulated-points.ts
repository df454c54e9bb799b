/**
 * A scenario simulated where something was measured: the columns that say where are set in it, its
 * own sweep gives what they leave open, and the runs come out as the table that `run --csv` writes.
 */

import { unitOf } from '../../run/result/run-table.ts';
import { pointsCsv } from '../../run/result-csv.ts';
import { type RunScenarios, sweepResult } from '../../run/sweep.ts';
import {
  type AxisOption,
  expandSweep,
  type LoadOptions,
  type SweepPoint,
} from '../../scenario/load.ts';
import { readCsv, type Table } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { quote } from '../../text/suggest.ts';

/** A column of the measured table that says where a point is. */
export interface PlaceColumn {
  /** A path of the scenario, or the name of an axis of its sweep. */
  readonly name: string;
  /** Where the values come from, for mistakes in them. */
  readonly where: string;
  /** One a measured row. */
  readonly cells: readonly string[];
  /** What bare numbers are in; absent: see `unitFor`. */
  readonly unit?: string | undefined;
}

/** What is simulated, and where. */
export interface PointsOptions {
  readonly text: string;
  readonly file: string;
  readonly load: LoadOptions;
  /** The first is x. */
  readonly places: readonly PlaceColumn[];
  /** `axis=value`: only these points of the sweep. */
  readonly conditions: readonly string[];
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * The table of all runs, one row a run.
 * @throws Problem for mistakes of the scenario, of the places, and for an axis left open.
 */
export async function simulatePoints(options: PointsOptions): Promise<Table> {
  const { text, file, load, places, runScenarios, onProgress } = options;
  const own = expandSweep(text, file, load);
  const axes = places.flatMap((place, index) => axisOf(place, index === 0, own));
  const wanted = measuredCombinations(places);
  const points = expandSweep(text, file, { ...load, axes }).filter(({ parameters }) => {
    const labels = places.map(({ name }) => keyOf(parameters[name] ?? ''));
    return wanted.has(JSON.stringify(labels)) && meets(parameters, options.conditions);
  });
  refuseOpenAxes(points, options);
  const scenarios = points.map(({ scenario }) => scenario);
  const results = await runScenarios(scenarios, onProgress);
  return readCsv(pointsCsv(sweepResult(points, results)), file);
}

/** Names that a condition may speak of, of the scenario's own sweep. */
export function axesOf({ text, file, load }: Pick<PointsOptions, 'text' | 'file' | 'load'>) {
  return Object.keys(expandSweep(text, file, load)[0]?.parameters ?? {});
}

/** A number without its unit, so that `10 %` and `10` are the same place; other text as it is. */
export function keyOf(value: string | number): string {
  return unitOf(value) === undefined ? String(value) : String(Number.parseFloat(String(value)));
}

/** Nothing where the sweep's own axis has every value; else the measured values as an axis. */
function axisOf(place: PlaceColumn, isX: boolean, own: readonly SweepPoint[]): AxisOption[] {
  const { name, where, cells } = place;
  const labels = own.map(({ parameters }) => parameters[name] ?? '');
  const known = new Set(labels.map(keyOf));
  if (!isX && cells.every((cell) => known.has(keyOf(cell)))) return [];
  const unit = unitFor(place, labels);
  const values = [...new Set(cells)].map((cell) => {
    if (unitOf(cell) !== '') return cell;
    return unit === '' ? Number(cell) : `${cell} ${unit}`;
  });
  return [{ path: name, values, where }];
}

/**
 * What a bare number is in: the unit asked for, else that of the file's own axis, else percent for
 * what is always a percentage, else nothing.
 */
export function unitFor(
  { name, unit }: Pick<PlaceColumn, 'name' | 'unit'>,
  labels: readonly (string | number)[],
): string {
  if (unit !== undefined) return unit;
  const units = new Set(labels.map(unitOf));
  const [only] = units;
  if (units.size === 1 && only !== undefined && only !== '') return only;
  return /\.(?:cap|migrationShare)$/u.test(name) ? '%' : '';
}

function measuredCombinations(places: readonly PlaceColumn[]): Set<string> {
  const rows = places[0]?.cells ?? [];
  return new Set(
    rows.map((_, row) => JSON.stringify(places.map(({ cells }) => keyOf(cells[row] ?? '')))),
  );
}

function meets(parameters: SweepPoint['parameters'], conditions: readonly string[]): boolean {
  return conditions.every((condition) => {
    const at = condition.indexOf('=');
    const label = parameters[condition.slice(0, at).trim()];
    return label === undefined || keyOf(label) === keyOf(condition.slice(at + 1).trim());
  });
}

/** Points at one place that differ in something else could not be distinguished. */
function refuseOpenAxes(points: readonly SweepPoint[], options: PointsOptions): void {
  const { file, places, conditions } = options;
  if (points.length === 0) {
    const hint = `--where has ${conditions.map(quote).join(', ') || 'nothing'}`;
    throw new Problem([{ where: file, message: 'no point of it was measured', hint }]);
  }
  const names = Object.keys(points[0]?.parameters ?? {});
  const mistakes = names.flatMap((name): Mistake[] => {
    const values = [...new Set(points.map(({ parameters }) => parameters[name] ?? ''))];
    if (values.length < 2 || places.some((place) => place.name === name)) return [];
    const message = `its sweep also varies ${quote(name)}`;
    const hint = `choose with --where "${name}=${values[0]}", or distinguish curves with --by`;
    return [{ where: file, message, hint }];
  });
  if (mistakes.length > 0) throw new Problem(mistakes);
}
