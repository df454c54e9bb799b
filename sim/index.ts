/**
 * The public surface of precopy: load a scenario, run it, fit curves to what comes out.
 *
 *     const { scenario } = loadScenario(text, 'file.yaml', { profiles: PROFILES });
 *     const result = run(scenario);
 */
export { type CurveFit, describeFit, fitAll, fitCurve, meansByX } from '../models/fit/fit.ts';
export { PROFILES } from '../models/profile/registry.ts';
export { expandSweep, type Loaded, type LoadOptions, loadScenario } from '../scenarios/load.ts';
export { type Mistake, Problem } from '../scenarios/problem.ts';
export type { Scenario } from '../scenarios/scenario.ts';
export { InvariantError } from './kernel/assert.ts';
export type { Listener, SimulationRecord } from './kernel/simulation.ts';
export type { ParkRecord } from './machine/on-off-scheduler.ts';
export type { PolicyFactory, PolicyModules } from './mechanism/policies.ts';
export type { PreCopyPolicy, RoundFacts } from './mechanism/policy.ts';
export type { MigrationRecord } from './mechanism/records.ts';
export { type ReproduceOptions, reproduce } from './reproduce/index.ts';
export type { MigrationResult, PartResult, RoundResult, RunResult } from './result.ts';
export { type RunSettings, run } from './run.ts';
export { type SweepResult, type SweepRun, sweep } from './sweep.ts';
