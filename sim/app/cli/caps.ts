/** What `predict` and `plan` share: arguments, trials, and curves through points of a CSV. */
import { dirname } from 'node:path';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type CurveFit, meansByX, openFitter } from '../../study/fit/fit.ts';
import type { CurveName } from '../../study/fit/model.ts';
import type { Metric, TrialOptions } from '../../study/plan/trials.ts';
import type { CapSide } from '../../study/plan/variants.ts';
import { keepRows, numberColumn, readCsv } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { readCap, readQuantity } from '../../text/quantity.ts';
import { readText } from '../files/files.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { requireWhole } from './numbers.ts';
import { openScenario } from './scenario-file.ts';
import { progressLine, warn } from './terminal.ts';

/** Arguments of both commands. */
export interface CapArguments {
  readonly file: string;
  readonly of: 'total' | 'downtime';
  readonly cap: CapSide;
  readonly model: CurveName;
  readonly replications: number;
  readonly machine?: string | undefined;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly fidelity?: string | undefined;
  readonly x: string;
  readonly y?: string | undefined;
  readonly where: readonly string[];
  readonly workers?: number | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Whether the file holds points instead of a scenario. */
export function isPoints({ file }: CapArguments): boolean {
  return file.toLowerCase().endsWith('.csv');
}

export function metricOf({ of }: CapArguments): Metric {
  return of === 'total' ? 'totalSeconds' : 'downtimeSeconds';
}

/** How trials are made. @throws Problem for numbers that make no sense. */
export function trialOptions(args: CapArguments): TrialOptions {
  requireWhole('--workers', args.workers);
  requireWhole('--replications', args.replications);
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

/**
 * The scenario of the file, without its sweep.
 * @throws Problem for a mistake in it, and when nothing migrates.
 */
export async function readScenario(args: CapArguments): Promise<Scenario> {
  const { text, options } = await openScenario(args);
  const loaded = loadScenario(text, args.file, options);
  if (loaded.scenario.migrations.length === 0) {
    const hint = 'add `migrations: [{guest: ..., to: ...}]`';
    throw new Problem([{ where: args.file, message: 'nothing migrates in it', hint }]);
  }
  const axes = loaded.axes.filter((name) => !name.endsWith('.dom0.cap'));
  const message = `the sweep over ${axes.join(' and ')} is left out`;
  const hint = 'set what you mean with --set';
  const left = axes.length === 0 ? [] : [{ where: args.file, message, hint }];
  if (!args.quiet) warn([...loaded.warnings, ...left]);
  return loaded.scenario;
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

/** A cap such as '35 %' or '35', percent. @throws Problem. */
export function readCapOption(text: string): number {
  const written = /^\d+$/u.test(text.trim()) ? `${text} %` : text;
  const reading = readCap(written);
  const percent = reading.ok ? (reading.value ?? 0) : 0;
  if (percent >= 1 && percent <= 100) return percent;
  const message = reading.ok ? `${text} is no cap from 1 % to 100 %` : reading.message;
  throw new Problem([{ where: `--at ${text}`, message, hint: 'write such as `35 %`' }]);
}

/** A time such as '30 s', seconds. @throws Problem. */
export function readTarget(text: string): number {
  const reading = readQuantity(text, 'ns');
  const where = `--target ${text}`;
  if (!reading.ok) throw new Problem([{ where, message: reading.message, hint: reading.hint }]);
  if (reading.value > 0) return reading.value / 1e9;
  throw new Problem([
    { where, message: 'no migration takes no time', hint: 'write such as `30 s`' },
  ]);
}
