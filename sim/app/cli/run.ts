/** `precopy run`: one scenario file, alone or as a sweep. */
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import type { PolicyModules } from '../../../models/policy/fields.ts';
import { performanceCsv } from '../../output/csv/performance-csv.ts';
import { type KnownOfRun, runDocument } from '../../output/document/run.ts';
import { heldBackByCosts } from '../../output/document/verdict.ts';
import { renderText } from '../../output/text/render.ts';
import { xendLog } from '../../output/trace/xend-log.ts';
import { sayWay } from '../../run/expected/run/way.ts';
import { curvedSteps, type PerformanceWindow } from '../../run/performance-curve.ts';
import type { RunResult } from '../../run/result/result.ts';
import { NotOver } from '../../run/result/steps.ts';
import { roundsCsv } from '../../run/result-csv.ts';
import { runSteps } from '../../run/run.ts';
import { expandSweep, loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { drawn } from '../../scenario/uncertain.ts';
import type { RunIntervals } from '../../study/interval/interval.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import { writeAll } from '../files/files.ts';
import { importPolicies, withPolicy } from '../files/policy-module.ts';
import { openScenario } from '../files/scenario-file.ts';
import { declareCommand, examples, type Given } from './command.ts';
import { isEnoughForThreads } from './enough-for-threads.ts';
import * as option from './options.ts';
import { inSlices, showWhere } from './slices.ts';
import { print, printData, printLog, remark, warn } from './terminal.ts';

function options(parser: Argv) {
  return parser
    .positional('file', option.scenarioFile)
    .options({
      ...option.simulation,
      policy: option.policy,
      json: option.json,
      csv: option.flag("rounds as CSV; for a sweep a row a run, axes in the file's unit"),
      log: option.flag('the lines that xend would have logged'),
      performance: option.flag('guest performance over time (0 to 1), as CSV'),
      interval: option.flag('90 % intervals of total time and downtime as well, by many runs'),
      draws: option.draws,
      step: { ...option.text('shortest time between rows of --performance'), default: '100 ms' },
      out: option.text('also write JSON, CSV, log and performance into this folder'),
      report: option.report,
      trace: option.text('also write a Chrome/Perfetto trace to this file'),
      picture: option.text('also draw the first migration into this SVG file'),
      span: option.text('when the picture begins and ends, such as "4 s-5.5 s"; default: all'),
      plot: option.plot,
      'stop-at': option.text('give up at this simulated time, such as "10 h" (exit code 1)'),
      verify: option.verify,
      quiet: option.quietTable,
    })
    .epilogue(examples(['run guest.yaml --policy mine.mjs', 'decide with a module of your own']));
}

export type RunArguments = Given<typeof options>;

export const command = declareCommand(options, runCommand);

/** @returns 1 for a run that was given up. */
export async function runCommand(args: RunArguments): Promise<number | undefined> {
  try {
    await deliverRun(args);
  } catch (error) {
    if (!(error instanceof NotOver)) throw error;
    remark(`not over at --stop-at: ${showWhere(error.where)}`);
    return EXIT_NO;
  }
  return undefined;
}

async function deliverRun(args: RunArguments): Promise<void> {
  const { text, options } = await openScenario(args);
  const { scenario, warnings, runs, axes, published } = loadScenario(text, args.file, options);
  if (!args.quiet) warn([...warnings, ...costsOf(scenario)]);
  const isSweep = runs > 1 || axes.length > 0;
  const { json, csv, log, performance } = args;
  option.refuseForms('run', { json, csv, log, performance }, '; --out DIR writes all');
  if (isSweep) {
    refuseOfSweep(args);
    const { runSweep } = await import('./run-sweep.ts');
    const asked = args.report === undefined ? undefined : published;
    const table = asked === undefined ? undefined : options.readTable?.(asked);
    deliver(args, await runSweep(expandSweep(text, args.file, options), args, table));
  } else {
    const own = withPolicy(scenario, args.policy);
    const policies = await importPolicies(own, dirname(args.file));
    const { interval } = args;
    const intervals = interval
      ? await (await import('./run-interval.ts')).runInterval(own, args)
      : undefined;
    deliver(args, await runOne(own, args, { policies, intervals }));
  }
}

/** What expected values cost where they are not cheap. */
function costsOf(scenario: Scenario): Mistake[] {
  const message = scenario.fidelity === 'expected' ? sayWay(scenario) : undefined;
  return message === undefined ? [] : [{ where: 'fidelity: expected', message, hint: COST_HINT }];
}

const COST_HINT = 'docs/explanation/expected-fidelity.md says how close they come';

/** @throws Problem for what only a single run has. */
function refuseOfSweep(args: RunArguments): void {
  const { log, performance, trace, picture, interval } = args;
  const hint = 'leave `sweep` out';
  if (interval) {
    throw new Problem([{ where: '--interval', message: 'intervals are of one setting', hint }]);
  }
  if (args['stop-at'] !== undefined) {
    throw new Problem([{ where: '--stop-at', message: 'it bounds a single run', hint }]);
  }
  if (picture !== undefined) {
    throw new Problem([{ where: '--picture', message: 'a picture is of one run', hint }]);
  }
  if (trace !== undefined) {
    throw new Problem([{ where: '--trace', message: 'a trace is of one run', hint }]);
  }
  if (log) throw new Problem([{ where: '--log', message: 'a sweep has no log', hint }]);
  if (!performance) return;
  const message = 'a sweep has no curve of its guests';
  throw new Problem([{ where: '--performance', message, hint }]);
}

/** Given up, as it was asked for. */
const EXIT_NO = 1;

const COSTS_HINT =
  '`--machine auto` takes the profile that fits; `precopy calibrate` finds the costs of your hosts';

/** What goes with a run. */
interface RunParts {
  readonly policies: PolicyModules;
  /** Where they are asked for. */
  readonly intervals: RunIntervals | undefined;
}

/** One run, with the curve of its guests if it is to be written, and what is drawn of it. */
async function runOne(
  scenario: Scenario,
  args: RunArguments,
  { policies, intervals }: RunParts,
): Promise<Texts> {
  const known = { scenario, intervals };
  const { performance, out, step, verify, quiet } = args;
  const stepNs = readTime('step', step);
  const stopAt = args['stop-at'];
  const stopNs = stopAt === undefined ? undefined : readTime('stop-at', stopAt);
  const settings = { verify, policies, stopNs };
  if ([args.report, args.trace, args.picture].some((path) => path !== undefined)) {
    const { observedRun, readSpan, writeObserved } = await import('./observed-run.ts');
    const span = readSpan(args.span);
    const { result, detail } = await inSlices(observedRun(scenario, stepNs, settings), quiet);
    writeObserved({ result, detail: { ...detail, intervals } }, { ...args, span });
    return runTexts(result, known, detail.curve);
  }
  const isExpected = scenario.fidelity === 'expected';
  if (!performance && (out === undefined || isExpected)) {
    const result =
      (await ofThreads(scenario, args)) ?? (await inSlices(runSteps(scenario, settings), quiet));
    return runTexts(result, known, []);
  }
  const { result, curve } = await inSlices(curvedSteps(scenario, stepNs, settings), quiet);
  return runTexts(result, known, curve);
}

/** What several threads make of many migrations; undefined where one is as fast. */
async function ofThreads(scenario: Scenario, args: RunArguments): Promise<RunResult | undefined> {
  if (!isEnoughForThreads(scenario) || args['stop-at'] !== undefined) return undefined;
  return (await import('./run-threads.ts')).runOnThreads(scenario, args);
}

/** A time in an option. @returns ns, at least one. @throws Problem. */
function readTime(option: string, text: string): number {
  const reading = readQuantity(text, 'ns');
  if (reading.ok && reading.value > 0) return reading.value;
  const message = reading.ok ? 'it must be above 0' : reading.message;
  throw new Problem([{ where: `--${option} ${text}`, message, hint: 'write such as `100 ms`' }]);
}

/** Every form of a result, made when it is asked for. */
export interface Texts {
  /** What the user is to know beside it. */
  readonly warnings?: () => readonly Mistake[];
  readonly report: () => string;
  readonly json: () => string;
  readonly csv: () => string;
  readonly csvName: string;
  readonly log?: () => string;
  readonly performance?: () => string;
}

function runTexts(
  result: RunResult,
  known: KnownOfRun,
  curve: readonly PerformanceWindow[],
): Texts {
  const { scenario, intervals } = known;
  return {
    report: () => renderText(runDocument(result, known)),
    warnings: () => {
      const message = heldBackByCosts(result, drawn(scenario).scenario);
      return message === undefined ? [] : [{ where: 'links', message, hint: COSTS_HINT }];
    },
    json: () => JSON.stringify(intervals === undefined ? result : { ...result, intervals }),
    csv: () => roundsCsv(result),
    csvName: 'rounds.csv',
    log: () => result.migrations.map(xendLog).join(''),
    performance: () => performanceCsv(curve),
  };
}

function deliver(args: RunArguments, texts: Texts): void {
  if (args.out !== undefined) {
    const { log, performance } = texts;
    writeAll(args.out, {
      'result.json': `${texts.json()}\n`,
      [texts.csvName]: texts.csv(),
      ...(log === undefined ? {} : { 'xend.log': log() }),
      ...(performance === undefined ? {} : { 'performance.csv': performance() }),
    });
  }
  if (!args.quiet) warn(texts.warnings?.() ?? []);
  if (args.json) print(texts.json());
  else if (args.csv) printData(texts.csv());
  else if (args.log && texts.log !== undefined) printLog(texts.log());
  else if (args.performance && texts.performance !== undefined) printData(texts.performance());
  else if (!args.quiet) print(texts.report());
}
