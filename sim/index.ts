/**
 * The public surface of precopy: load a scenario, run it, fit curves to what comes out.
 *
 *     const { scenario } = loadScenario(text, 'file.yaml', { profiles: PROFILES });
 *     const result = run(scenario);
 *
 *     const { fitCurve } = await openFitter();
 *
 * A scenario with formulas wants `readFormula: await formulaReader()` among the options, one with
 * series in CSV files a `readTable`.
 */

export { PROFILES } from '../models/machine/registry.ts';
export type { PolicyFactory, PolicyModules } from '../models/policy/fields.ts';
export { InvariantError } from './engine/kernel/assert.ts';
export type { Listener, SimulationRecord } from './engine/kernel/simulation.ts';
export type { ParkRecord } from './engine/machine/scheduler/park-record.ts';
export type { PreCopyPolicy, RoundFacts } from './engine/mechanism/policy.ts';
export type { MigrationRecord } from './engine/mechanism/records.ts';
export { type PerformanceWindow, runWithCurve } from './run/performance-curve.ts';
export { runRecorded } from './run/recorded-run.ts';
export type { Recording } from './run/result/recording.ts';
export type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
  RunResult,
} from './run/result/result.ts';
export { type RunSettings, run } from './run/run.ts';
export { type SweepResult, type SweepRun, sweep } from './run/sweep.ts';
export { formulaReader } from './scenario/formula/read-formula.ts';
export { expandSweep, type Loaded, type LoadOptions, loadScenario } from './scenario/load.ts';
export type { Scenario } from './scenario/scenario.ts';
export { type CurveFit, describeFit, type Fitter, meansByX, openFitter } from './study/fit/fit.ts';
export { type ReproduceOptions, reproduce } from './study/reproduce/index.ts';
export { type Mistake, Problem } from './text/problem.ts';
