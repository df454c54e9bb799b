/** `precopy fit`: a curve through two columns of a CSV file. */
import type { Argv } from 'yargs';
import { fitCsv } from '../../output/csv/fit-csv.ts';
import { fitDocument } from '../../output/document/fit.ts';
import { fitPlot } from '../../output/text/curve-plots.ts';
import { renderText } from '../../output/text/render.ts';
import {
  CURVE_NAMES,
  type CurveFit,
  describeFit,
  meansByX,
  openFitter,
} from '../../study/fit/fit.ts';
import type { Point } from '../../study/fit/model.ts';
import { keepRows, numberColumn, readCsv } from '../../text/csv.ts';
import { readText } from '../files/files.ts';
import { declareCommand, type Given } from './command.ts';
import * as option from './options.ts';
import { writePage } from './report-file.ts';
import { plotTerminal, print, printData, wantsPlot } from './terminal.ts';

function options(parser: Argv) {
  return parser.positional('file', option.required('CSV file with a header')).options({
    x: option.required('column of x'),
    y: option.required('column of y'),
    model: {
      choices: [...CURVE_NAMES, 'all'],
      default: 'power',
      describe: 'curve; all ranks them',
    },
    where: option.where,
    points: {
      choices: ['means', 'rows'],
      default: 'means',
      describe: 'fit the means over rows of equal x, or every row',
    },
    json: option.json,
    csv: option.flag('a row for each parameter of each curve, as CSV'),
    report: option.report,
    plot: option.plot,
    quiet: option.quiet,
  } as const);
}

type FitArguments = Given<typeof options>;

export const command = declareCommand(options, fitCommand);

async function fitCommand(args: FitArguments): Promise<void> {
  option.refuseForms('fit', { json: args.json, csv: args.csv });
  const whole = readCsv(readText(args.file), args.file);
  const chosen = args.where.reduce(keepRows, whole);
  const xs = numberColumn(chosen, args.x);
  const ys = numberColumn(chosen, args.y);
  const rows = xs.map((x, index) => ({ x, y: ys[index] as number }));
  const points: Point[] = args.points === 'means' ? meansByX(rows) : rows;
  const { fitAll, fitCurve } = await openFitter();
  const fits =
    args.model === 'all'
      ? fitAll(points, args.file).fits
      : [fitCurve(args.model, points, args.file)];
  const head = { schemaVersion: 1, x: args.x, y: args.y, rows: rows.length, points: args.points };
  const document = fitDocument(head, fits);
  if (args.report !== undefined) writePage(args.report, document);
  if (args.json) print(JSON.stringify({ ...head, fits: fits.map(describeFit) }));
  else if (args.csv) printData(fitCsv(fits));
  else print([renderText(document), ...plots(fits, args)].join('\n\n'));
}

/** The best curve and its points, where a plot is wanted. */
function plots([best]: readonly CurveFit[], { x, y, plot, quiet }: FitArguments): string[] {
  if (best === undefined || !wantsPlot(plot ?? (quiet ? false : undefined))) return [];
  return [fitPlot(best, { x, y }, plotTerminal())].filter((text) => text !== '');
}
