/** `precopy compare`: measured points beside simulated ones. */
import type { Argv } from 'yargs';
import { comparisonCsv } from '../../output/csv/comparison-csv.ts';
import { comparisonDocument } from '../../output/document/comparison.ts';
import { renderText } from '../../output/text/render.ts';
import { loadScenario } from '../../scenario/load.ts';
import { AGREEMENT_JUDGES, type Tolerance } from '../../study/fit/agreement.ts';
import { type Comparison, compareTables } from '../../study/plan/compare.ts';
import {
  axesOf,
  type PlaceColumn,
  type PointsOptions,
  simulatePoints,
} from '../../study/plan/simulated-points.ts';
import { keepRows, readCsv, type Table, textColumn } from '../../text/csv.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { readText } from '../files/files.ts';
import { openScenario, refuseFaults, requireMigrations } from '../files/scenario-file.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { progressLine } from './progress.ts';
import { writePage } from './report-file.ts';
import { print, printData, warn } from './terminal.ts';

const EXAMPLES = examples(
  ['compare --simulated guest.yaml --measured caps.csv', 'x is source.dom0.cap'],
  [
    'compare --simulated runs.csv --measured caps.csv --x cap --path source.dom0.cap',
    'a column of another name',
  ],
);

function options(parser: Argv) {
  return parser
    .options({
      simulated: option.required(
        'scenario file (YAML), simulated at the measured points, or its points (.csv)',
      ),
      measured: option.required('CSV file with a header; lines that start with # are comments'),
      x: {
        ...option.text('measured column of x; its name is the path that x sets in the scenario'),
        default: 'source.dom0.cap',
      },
      path: option.text('path or column of x on the simulated side, if not named as --x'),
      unit: option.text(
        "unit of bare numbers in x; default: as in the scenario's sweep, % for a cap",
      ),
      y: { ...option.text('measured column of y'), default: 'totalSeconds' },
      of: option.text('simulated column of y, if not named as --y'),
      by: option.repeated(
        'column, path or axis of both sides that tells curves apart; may be repeated',
      ),
      where: option.repeated(
        'only rows with column=value, on each side that has the column; may be repeated',
      ),
      tolerance: option.text(
        'largest error: "10 %" of the measured value, or "2" in the unit of y',
      ),
      judge: {
        choices: AGREEMENT_JUDGES,
        default: 'worst',
        describe: 'which error of all points must be within the tolerance',
      },
      replications: option.number("runs per point (overrides the file's)"),
      ...option.simulation,
      json: option.json,
      csv: option.flag('a row for each point, as CSV'),
      report: option.report,
      quiet: option.quiet,
    } as const)
    .epilogue(EXAMPLES);
}

type CompareArguments = Given<typeof options>;

const ABOUT =
  'Compares measured with simulated points, one ' +
  'by one. With --tolerance, exits with 1 if the errors are larger.';

export const command = declareCommand(options, compareCommand, ABOUT);

/** @returns the exit code: 1 when the errors exceed the tolerance asked for. */
export async function compareCommand(args: CompareArguments): Promise<number> {
  option.refuseForms('compare', { json: args.json, csv: args.csv });
  const { x, y, by, judge, measured: fileName } = args;
  const judged = args.tolerance === undefined ? [] : [{ tolerance: readTolerance(args), judge }];
  const whole = readCsv(readText(fileName), fileName);
  const table = args.where.filter((each) => hasColumn(whole, each)).reduce(keepRows, whole);
  const measured = { table, columns: { x, y, by } };
  const columns = { x: args.path ?? x, y: args.of ?? y, by };
  const simulated = { table: await simulatedTable(args, table), columns };
  const comparison = compareTables(measured, simulated, ...judged);
  if (!args.quiet) warn(warningsOf(comparison, args));
  const document = comparisonDocument(comparison, args);
  if (args.report !== undefined) writePage(args.report, document);
  if (args.json) print(comparisonJson(comparison, args));
  else if (args.csv) printData(comparisonCsv(comparison, { x, by }));
  else print(renderText(document));
  return comparison.verdict?.passes === false ? 1 : 0;
}

function hasColumn({ columns }: Pick<Table, 'columns'>, condition: string): boolean {
  return columns.includes(condition.slice(0, condition.indexOf('=')).trim());
}

/** The points of a CSV file, or runs of a scenario where something was measured. */
async function simulatedTable(args: CompareArguments, measured: Table): Promise<Table> {
  const { simulated: file, where } = args;
  const text = readText(file);
  if (file.toLowerCase().endsWith('.csv')) {
    const whole = readCsv(text, file);
    refuseUnknown(where, measured, whole);
    return where.filter((each) => hasColumn(whole, each)).reduce(keepRows, whole);
  }
  const { load, ...options } = await pointsOptions(args, text, measured);
  const columns = axesOf({ text, file, load });
  refuseUnknown(where, measured, { fileName: file, columns, rows: [] });
  const { scenario, warnings } = loadScenario(text, file, load);
  requireMigrations(scenario, file);
  refuseFaults(scenario, file);
  if (!args.quiet) warn(warnings);
  return simulatePoints({ ...options, load });
}

async function pointsOptions(
  args: CompareArguments,
  text: string,
  measured: Table,
): Promise<PointsOptions> {
  const { x, path, unit, by, workers, replications, quiet, seed } = args;
  const again = replications === undefined ? [] : [`sweep.replications=${replications}`];
  const place = (column: string): PlaceColumn => {
    const where = `${measured.fileName}: column ${column}`;
    return { name: column, where, cells: textColumn(measured, column) };
  };
  const set = [...args.set, ...again];
  const { simulated, machine, fidelity } = args;
  const { options } = await openScenario({ file: simulated, machine, fidelity, set, seed });
  return {
    text,
    file: simulated,
    load: options,
    places: [{ ...place(x), name: path ?? x, unit }, ...by.map(place)],
    conditions: args.where,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    onProgress: progressLine(quiet),
  };
}

/** Throws for a condition on a column that neither side has, with the columns of both. */
function refuseUnknown(conditions: readonly string[], measured: Table, simulated: Table): void {
  const columns = [...new Set([...measured.columns, ...simulated.columns])];
  const both = { ...measured, columns };
  for (const condition of conditions) if (!hasColumn(both, condition)) keepRows(both, condition);
}

/** A tolerance such as '10 %' or '2'. @throws Problem. */
function readTolerance({ tolerance = '' }: CompareArguments): Tolerance {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(%|s)?\s*$/u.exec(tolerance);
  if (found !== null) {
    const most = Number(found[1]);
    return found[2] === '%' ? { kind: 'relative', most: most / 100 } : { kind: 'absolute', most };
  }
  const hint = 'write such as `10 %`, or `2` in the unit of y';
  const message = 'not a valid tolerance';
  throw new Problem([{ where: `--tolerance ${tolerance}`, message, hint }]);
}

function warningsOf({ unmatched }: Comparison, { simulated, x }: CompareArguments): Mistake[] {
  if (unmatched.length === 0) return [];
  const shown = unmatched.map((point) => [...point.curve, point.x].join(' ')).slice(0, 10);
  const message = `${unmatched.length} measured points are not in it`;
  return [{ where: simulated, message, hint: `${x} ${shown.join(', ')}` }];
}

/** Null for what is undefined. */
function comparisonJson(comparison: Comparison, args: CompareArguments): string {
  const { x, y, by, measured, simulated } = args;
  const head = { schemaVersion: 1, measured, simulated, x, y, by };
  const { points, curves, all, unmatched, verdict = null } = comparison;
  const data = { ...head, points, curves, all, unmatched, verdict };
  return JSON.stringify(data, (_, value) => (value === undefined ? null : value));
}
