/**
 * The public surface of precopy: load a scenario, run it, fit curves to what comes out.
 *
 *     const { scenario } = loadScenario(text, 'file.yaml', { profiles: PROFILES });
 *     const result = run(scenario);
 */
export { type CurveFit, describeFit, fitAll, fitCurve, meansByX } from '../models/fit/fit.ts';
export { PROFILES } from '../models/profile/registry.ts';
export { expandSweep, type Loaded, loadScenario, type LoadOptions } from '../scenarios/load.ts';
export { type Mistake, Problem } from '../scenarios/problem.ts';
export type { Scenario } from '../scenarios/scenario.ts';
export { InvariantError } from './kernel/assert.ts';
export { reproduce, type ReproduceOptions } from './reproduce/index.ts';
export type { MigrationResult, PartResult, RoundResult, RunResult } from './result.ts';
export { run, type RunSettings } from './run.ts';
export { sweep, type SweepResult, type SweepRun } from './sweep.ts';
