/**
 * The library: load a scenario, run it, fit curves to what comes out.
 *
 *     const { scenario } = await load('guest.yaml', { set: { 'source.dom0.cap': '40 %' } });
 *     const { migrations } = run(scenario);
 *
 *     const { fitCurve } = await openFitter();
 */
import { importPolicies } from './app/files/policy-module.ts';
import { openScenario, openText } from './app/files/scenario-file.ts';
import { NS_PER_SECOND } from './engine/kernel/unit.ts';
import {
  type PerformanceWindow,
  runWithCurve as simulateWithCurve,
} from './run/performance-curve.ts';
import { runRecorded as simulateRecorded } from './run/recorded-run.ts';
import type { Recording } from './run/result/recording.ts';
import type { RunResult } from './run/result/result.ts';
import { type RunSettings as Settings, run as simulate } from './run/run.ts';
import { expandSweep, openSweep } from './scenario/load.ts';
import type { Scenario as CheckedScenario } from './scenario/scenario.ts';
import type { Mistake } from './text/problem.ts';

export { InvariantError } from './engine/kernel/assert.ts';
export type { RoundFacts } from './engine/mechanism/policy.ts';
export type { PerformanceWindow } from './run/performance-curve.ts';
export type { Recording } from './run/result/recording.ts';
export type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
  RunResult,
} from './run/result/result.ts';
export { type CurveFit, describeFit, type Fitter, meansByX, openFitter } from './study/fit/fit.ts';
export { type Mistake, Problem } from './text/problem.ts';

/**
 * A checked scenario: plain data that `load` and `loadText` make. These fields may be read; to
 * change something, load with `set`.
 */
export interface Scenario {
  readonly title: string;
  /** Name of the machine profile. */
  readonly machine: string;
  readonly fidelity: 'page-exact' | 'expected';
  /** By name, as hosts and guests below. */
  readonly hosts: Readonly<Record<string, unknown>>;
  readonly guests: Readonly<Record<string, { readonly host: string }>>;
  readonly migrations: readonly { readonly guest: string; readonly to: string }[];
}

/** What replaces values of a scenario. */
export interface LoadOptions {
  /** Values by their paths, applied in this order: `{'source.dom0.cap': '40 %'}`. */
  readonly set?: Readonly<Record<string, string | number>>;
  readonly seed?: string;
  readonly fidelity?: Scenario['fidelity'];
  /** Name of a profile, or path of a machine file. */
  readonly machine?: string;
}

/** Policies of users by the file that the scenario names. */
export type Policies = ReadonlyMap<string, unknown>;

/** A scenario and what goes with it. */
export interface Loaded {
  /** The scenario without its sweep. */
  readonly scenario: Scenario;
  readonly warnings: readonly Mistake[];
  /** For `run`, when the scenario names JavaScript modules of yours as policies. */
  readonly policies: Policies;
  /**
   * All runs of its sweep, one without a sweep. Replications have the same seeds at every point
   * (common random numbers).
   * @throws Problem for mistakes that only a combination of values makes.
   */
  readonly points: () => readonly SweepPoint[];
}

/** One run of a sweep. */
export interface SweepPoint {
  /** Values of the axes by their paths. */
  readonly parameters: Readonly<Record<string, string | number>>;
  /** From 1. */
  readonly replication: number;
  readonly scenario: Scenario;
}

/** How a run is made. */
export interface RunSettings {
  /** Check that the content of every page arrives (slower). */
  readonly verify?: boolean;
  readonly policies?: Policies;
}

/**
 * Reads a scenario file with the tables, machine files and policy modules that it names.
 * @throws Problem with all mistakes.
 */
export async function load(path: string, options: LoadOptions = {}): Promise<Loaded> {
  return loaded(path, await openScenario(asked(path, options)));
}

/**
 * The same for the text of a file; paths in it start at the working directory.
 * @throws Problem with all mistakes.
 */
export async function loadText(text: string, options: LoadOptions = {}): Promise<Loaded> {
  return loaded('scenario', await openText(text, asked('scenario', options)));
}

function asked(file: string, { set = {}, ...options }: LoadOptions) {
  return { ...options, file, set: Object.entries(set).map(([path, value]) => `${path}=${value}`) };
}

type Opened = Awaited<ReturnType<typeof openText>>;

async function loaded(file: string, { text, options, folder }: Opened): Promise<Loaded> {
  const { scenario, samples, warnings } = openSweep(text, file, options);
  const migrations = samples.flatMap((sample) => sample.migrations);
  return {
    scenario,
    warnings,
    policies: await importPolicies({ migrations }, folder),
    points: () => expandSweep(text, file, options),
  };
}

/**
 * Simulates a scenario.
 * @throws InvariantError for a fault of the simulator, Problem for one of a user's policy.
 */
export function run(scenario: Scenario, settings: RunSettings = {}): RunResult {
  return simulate(scenario as CheckedScenario, settings as Settings);
}

/** The same with a recording of what happens inside; the result is the same. */
export function runRecorded(
  scenario: Scenario,
  settings: RunSettings = {},
): { readonly result: RunResult; readonly recording: Recording } {
  return simulateRecorded(scenario as CheckedScenario, settings as Settings);
}

/** The same with the performance of the guests over time. @param stepSeconds least window. */
export function runWithCurve(
  scenario: Scenario,
  stepSeconds: number,
  settings: RunSettings = {},
): { readonly result: RunResult; readonly curve: readonly PerformanceWindow[] } {
  const stepNs = stepSeconds * NS_PER_SECOND;
  return simulateWithCurve(scenario as CheckedScenario, stepNs, settings as Settings);
}
