/** `precopy report`: an HTML page of results that other commands have written as JSON. */
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import { documentOf, type ReportData, toReportData } from '../../output/document/document-of.ts';
import { joined } from '../../output/document/join.ts';
import type { RunResult } from '../../run/result/result.ts';
import { loadScenario } from '../../scenario/load.ts';
import { Problem } from '../../text/problem.ts';
import { readText } from '../files/files.ts';
import { importPolicies } from '../files/policy-module.ts';
import { openScenario } from '../files/scenario-file.ts';
import { declareCommand, examples, type Given } from './command.ts';
import { type ObservedRun, observedRun, writeObserved } from './observed-run.ts';
import * as option from './options.ts';
import { writePage } from './report-file.ts';
import { inSlices } from './slices.ts';
import { remark } from './terminal.ts';

function options(parser: Argv) {
  return parser
    .positional(
      'results',
      option.files('JSON of run, fit, compare, validate or reproduce; several become one page'),
    )
    .options({
      o: { ...option.text('file to write'), alias: 'output', default: 'report.html' },
      scenario: option.text(
        'scenario file of the one run: it is run again with its seed, for the details that a ' +
          'result leaves out, and must give the same result',
      ),
      set: option.repeated('what was set for that run: path=value; may be repeated'),
      trace: option.text('with --scenario: also write a Chrome/Perfetto trace to this file'),
    })
    .epilogue(
      examples(['report r.json -o r.html', 'after: precopy run guest.yaml --json > r.json']),
    );
}

type ReportArguments = Given<typeof options>;

export const command = declareCommand(options, reportCommand);

/** Windows of the guests' curve, ns. */
const STEP_NS = 100e6;

async function reportCommand(args: ReportArguments): Promise<void> {
  const { results, o, scenario, trace } = args;
  if (trace !== undefined && scenario === undefined) {
    const hint = 'name the scenario of the run with --scenario, or use `precopy run FILE --trace`';
    throw new Problem([{ where: '--trace', message: 'a result does not hold a trace', hint }]);
  }
  const data = results.map((file) => [file, readResult(file)] as const);
  if (scenario === undefined) {
    const documents = [];
    for (const [file, one] of data) documents.push({ file, document: await documentOf(one) });
    writePage(o, joined(documents));
  } else {
    const seen = await runAgain(args, scenario, data);
    writeObserved(seen, { report: o, trace });
  }
  remark(`wrote ${o}`);
}

/** @throws Problem for a file that is not a result. */
function readResult(file: string): ReportData {
  const text = readText(file);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    const hint = 'write one with --json, such as `precopy run guest.yaml --json > r.json`';
    throw new Problem([{ where: file, message: 'not valid JSON', hint }]);
  }
  return toReportData(data, file);
}

/** @throws Problem when the result differs. */
async function runAgain(
  { set }: ReportArguments,
  scenario: string,
  data: readonly (readonly [string, ReportData])[],
): Promise<ObservedRun> {
  const [first] = data;
  const [file, one] = first as (typeof data)[number];
  if (data.length > 1 || one.kind !== 'run') {
    const message = '--scenario belongs to one run, not to a sweep or to several results';
    throw new Problem([{ where: file, message, hint: 'leave it out, or name one result' }]);
  }
  const given: RunResult = one.result;
  const { text, options } = await openScenario({ file: scenario, set, seed: given.seed });
  const loaded = loadScenario(text, scenario, options);
  const policies = await importPolicies(loaded.scenario, dirname(scenario));
  const seen = await inSlices(observedRun(loaded.scenario, STEP_NS, { policies }), false);
  if (JSON.stringify(seen.result) === JSON.stringify(given)) return seen;
  const message = `${scenario} gives a different result from ${file}, with the same seed`;
  const hint = 'repeat each --set of that run; was the file changed since, or this program?';
  throw new Problem([{ where: '--scenario', message, hint }]);
}
