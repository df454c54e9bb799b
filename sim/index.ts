/**
 * The public surface of precopy: load a scenario, run it, fit curves to what comes out.
 *
 *     const { scenario } = loadScenario(text, 'file.yaml', { profiles: PROFILES });
 *     const result = run(scenario);
 *
 * A scenario with formulas wants `readFormula: await formulaReader()` among the options, one with
 * series in CSV files a `readTable`.
 */
export { type CurveFit, describeFit, fitAll, fitCurve, meansByX } from '../models/fit/fit.ts';
export { formulaReader } from '../models/formula/read-formula.ts';
export { PROFILES } from '../models/profile/registry.ts';
export { expandSweep, type Loaded, type LoadOptions, loadScenario } from '../scenarios/load.ts';
export { type Mistake, Problem } from '../scenarios/problem.ts';
export type { Scenario } from '../scenarios/scenario.ts';
export { InvariantError } from './kernel/assert.ts';
export type { Listener, SimulationRecord } from './kernel/simulation.ts';
export type { ParkRecord } from './machine/park-record.ts';
export type { PolicyFactory, PolicyModules } from './mechanism/policies.ts';
export type { PreCopyPolicy, RoundFacts } from './mechanism/policy.ts';
export type { MigrationRecord } from './mechanism/records.ts';
export { type PerformanceWindow, runWithCurve } from './performance-curve.ts';
export { runRecorded } from './recorded-run.ts';
export type { Recording } from './recording.ts';
export { type ReproduceOptions, reproduce } from './reproduce/index.ts';
export type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
  RunResult,
} from './result.ts';
export { type RunSettings, run } from './run.ts';
export { type SweepResult, type SweepRun, sweep } from './sweep.ts';
