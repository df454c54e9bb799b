/** `precopy reproduce`: the paper's experiments and its claims. */
import type { Argv } from 'yargs';
import { claimsCsv } from '../../output/csv/claims-csv.ts';
import { claimsDocument } from '../../output/document/claims.ts';
import { figureSections } from '../../output/document/paper-figures.ts';
import { renderText } from '../../output/text/render.ts';
import { reproduce } from '../../study/reproduce/index.ts';
import { Problem } from '../../text/problem.ts';
import { readShipped, writeAll } from '../files/files.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { declareCommand, type Given } from './command.ts';
import { openRasteriser, readStated, writeFigures } from './figures.ts';
import * as option from './options.ts';
import { progressLine } from './progress.ts';
import { writePage } from './report-file.ts';
import { paintVerdict, print } from './terminal.ts';

function options(parser: Argv) {
  return parser.options({
    figure: option.number('only the claims of this figure'),
    replications: option.number('runs per point, default 5'),
    seed: option.text("random seed (overrides the files')"),
    machine: option.text('make the experiments on another machine, without the claims of set-up'),
    json: option.json,
    csv: option.flag('a row for each claim, as CSV'),
    out: option.text("also write claims, each experiment's runs (CSV) and fitted models there"),
    report: option.report,
    figures: option.text(
      "also write the paper's figures into this folder, as SVG, and their data as CSV",
    ),
    png: option.flag('with --figures: also as PNG; needs the package sharp'),
    check: option.flag('exit with 1 if a claim fails'),
    sensitivity: option.flag(
      'repeat at both ends of the range of every assumed parameter (takes minutes)',
    ),
    workers: option.workers,
    quiet: option.quiet,
  });
}

type ReproduceArguments = Given<typeof options>;

export const command = declareCommand(options, reproduceCommand);

/** @returns the exit code: 1 when `--check` was asked for and a row fails. */
async function reproduceCommand(args: ReproduceArguments): Promise<number> {
  const { figure, replications, seed, machine, sensitivity, workers, json, check, quiet } = args;
  option.refuseForms('reproduce', { json, csv: args.csv });
  if (sensitivity && machine !== undefined) {
    const message = "the ranges are those of the paper's machine";
    throw new Problem([{ where: '--sensitivity', message, hint: 'leave out --machine' }]);
  }
  // What is missing is reported before anything takes time.
  const rasterise = args.png ? await openRasteriser() : undefined;
  const { report, data, figures } = await reproduce({
    readScenario: readShipped,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, { workers }, onProgress),
    figure,
    replications,
    seed,
    machine,
    sensitivity,
    onProgress: progressLine(quiet),
  });
  if (report.claims.length === 0) {
    const message = `no claim belongs to figure ${figure}`;
    throw new Problem([{ where: '--figure', message, hint: 'claims belong to figures 1 to 10' }]);
  }
  if (args.out !== undefined) {
    writeAll(args.out, { ...data(), 'claims.json': `${JSON.stringify(report)}\n` });
  }
  if (json) print(JSON.stringify(report));
  else print(args.csv ? claimsCsv(report) : renderText(claimsDocument(report), paintVerdict));
  if (args.report !== undefined || args.figures !== undefined) {
    const drawn = figures(await readStated());
    if (args.report !== undefined) {
      writePage(args.report, claimsDocument(report, figureSections(drawn)));
    }
    if (args.figures !== undefined) await writeFigures(args.figures, drawn, rasterise);
  }
  return check && report.claims.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}
