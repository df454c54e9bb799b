/** What `predict` and `plan` share: options, trials, and curves through points of a CSV. */
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { shortPathOf } from '../../scenario/settings.ts';
import { openTemplate, type ScenarioTemplate } from '../../scenario/template.ts';
import { CURVE_NAMES, type CurveFit, meansByX, openFitter } from '../../study/fit/fit.ts';
import type { Metric } from '../../study/plan/evaluations.ts';
import type { TrialOptions } from '../../study/plan/trials.ts';
import { CAP_SIDES } from '../../study/plan/variants.ts';
import { keepRows, numberColumn, readCsv } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { readCap, readQuantity } from '../../text/quantity.ts';
import { readText } from '../files/files.ts';
import { aboutFaults, openScenario, requireMigrations } from '../files/scenario-file.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import type { Given } from './command.ts';
import * as option from './options.ts';
import { progressLine } from './progress.ts';
import { warn } from './terminal.ts';

/** The options of both commands. */
export function capOptions(parser: Argv) {
  return parser
    .positional(
      'file',
      option.required('scenario file (YAML), or measured or simulated points (.csv)'),
    )
    .options({
      of: {
        choices: ['total', 'downtime', 'loss'],
        default: 'total',
        describe: 'time until all have moved, longest downtime, or work that the guests lose',
      },
      cap: {
        choices: CAP_SIDES,
        default: 'source',
        describe: 'whose Dom0 is capped; the other host stays as in the file',
      },
      model: {
        choices: CURVE_NAMES,
        default: 'power',
        describe: "fitted curve; the paper's is the power law",
      },
      replications: { ...option.number('runs per cap, each with its own seed'), default: 5 },
      ...option.simulation,
      x: { ...option.text('for a CSV: column of the cap, percent'), default: 'source.dom0.cap' },
      y: option.text(
        'for a CSV: column of the time, seconds; default totalSeconds or downtimeSeconds',
      ),
      where: option.repeated('for a CSV: only rows with column=value; may be repeated'),
      json: option.json,
      quiet: option.quiet,
    } as const);
}

type CapArguments = Given<typeof capOptions>;

/** Whether the file holds points instead of a scenario. */
export function isPoints({ file }: CapArguments): boolean {
  return file.toLowerCase().endsWith('.csv');
}

const METRICS_OF = {
  total: 'totalSeconds',
  downtime: 'downtimeSeconds',
  loss: 'lostSeconds',
} as const satisfies Readonly<Record<string, Metric>>;

export function metricOf({ of }: CapArguments): Metric {
  return METRICS_OF[of as keyof typeof METRICS_OF];
}

/** How trials are made. */
export function trialOptions(args: CapArguments): TrialOptions {
  const { workers } = args;
  const settings = { workers, policyFolder: dirname(args.file) };
  return {
    side: args.cap,
    metric: metricOf(args),
    replications: args.replications,
    runScenarios: (scenarios, onProgress) => runScenarios(scenarios, settings, onProgress),
    onProgress: progressLine(args.quiet),
  };
}

/** The highest cap that a CSV is asked for, percent: of what host it is nothing says. */
export const CSV_CAP_MOST = 100;

/** A scenario, and the text to make others of. */
interface Planned {
  readonly scenario: Scenario;
  readonly template: ScenarioTemplate;
}

/** How the name of an axis over caps ends. */
const OF_CAPS = shortPathOf('dom0-cap', '');

/**
 * The scenario of the file, without its sweep.
 * @param varied how the names of the axes end that the command itself varies.
 * @throws Problem for a mistake in it, and when nothing migrates.
 */
export async function readScenario(args: CapArguments, varied = OF_CAPS): Promise<Planned> {
  const { text, options } = await openScenario(args);
  const { scenario, warnings } = loadScenario(text, args.file, { ...options, withoutSweep: true });
  requireMigrations(scenario, args.file);
  const template = openTemplate(text, args.file, options);
  const isSet = (name: string): boolean => args.set.some((pair) => pair.startsWith(`${name}=`));
  const axes = [...template.axes.keys()].filter((name) => !name.endsWith(varied) && !isSet(name));
  const message = `the sweep over ${axes.join(' and ')} is ignored`;
  const hint = 'set one value with --set';
  const left = axes.length === 0 ? [] : [{ where: args.file, message, hint }];
  if (!args.quiet) warn([...warnings, ...aboutFaults(scenario, args.file), ...left]);
  return { scenario, template };
}

/**
 * The curve through the points of a CSV file, means over rows of equal x.
 * @throws Problem for missing columns and points that do not suit the model.
 */
export async function fitPoints(args: CapArguments): Promise<CurveFit> {
  const whole = readCsv(readText(args.file), args.file);
  const table = args.where.reduce(keepRows, whole);
  const xs = numberColumn(table, args.x);
  const ys = numberColumn(table, args.y ?? metricOf(args));
  const rows = xs.map((x, index) => ({ x, y: ys[index] as number }));
  const { fitCurve } = await openFitter();
  return fitCurve(args.model, meansByX(rows), args.file);
}

/** A cap such as '35 %' or '35', percent. @param most the highest. @throws Problem. */
export function readCapOption(text: string, most: number): number {
  const written = /^\d+$/u.test(text.trim()) ? `${text} %` : text;
  const reading = readCap(written);
  const where = `--at ${text}`;
  const hint = 'write such as `35 %`';
  if (!reading.ok) throw new Problem([{ where, message: reading.message, hint }]);
  const { value } = reading;
  if (value !== undefined && value <= most) return value;
  const message = value === undefined ? 'a prediction needs a cap' : `${text} is above ${most} %`;
  throw new Problem([{ where, message, hint }]);
}

/** A time such as '30 s', seconds. @throws Problem. */
export function readTarget(option: string, text: string): number {
  const reading = readQuantity(text, 'ns');
  const where = `--${option} ${text}`;
  if (!reading.ok) throw new Problem([{ where, message: reading.message, hint: reading.hint }]);
  if (reading.value > 0) return reading.value / 1e9;
  throw new Problem([
    { where, message: 'the target must be above 0 s', hint: 'write such as `30 s`' },
  ]);
}
