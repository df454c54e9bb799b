/** The intervals of a scenario, by runs on several threads. */
import { dirname } from 'node:path';
import type { Scenario } from '../../scenario/scenario.ts';
import { DRAWS, drawsOf, intervalsOf, type RunIntervals } from '../../study/interval/interval.ts';
import { refuseFaults } from '../files/scenario-file.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { progressLine } from './progress.ts';

/** What the command line says of them. */
interface IntervalArguments {
  readonly file: string;
  readonly draws?: number | undefined;
  readonly workers?: number | undefined;
  readonly quiet: boolean;
}

/** @throws Problem, InvariantError of one of the runs. */
export async function runInterval(
  scenario: Scenario,
  { file, draws = DRAWS, workers, quiet }: IntervalArguments,
): Promise<RunIntervals> {
  refuseFaults(scenario, file);
  const scenarios = drawsOf(scenario, draws);
  const settings = { workers, policyFolder: dirname(file) };
  return intervalsOf(scenarios, await runScenarios(scenarios, settings, progressLine(quiet)));
}
