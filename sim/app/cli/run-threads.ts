/** One run of many migrations on several threads, as far as its parts cannot feel each other. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { RunResult } from '../../run/result/result.ts';
import { sharesOf } from '../../run/shares.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { runScenarios } from '../pool/run-scenarios.ts';
import { progressLine } from './progress.ts';
import type { RunArguments } from './run.ts';
import { onInterrupt } from './slices.ts';

/** So many that threads are busy to the end, and that it is seen how far it is. */
const SHARES_PER_WORKER = 16;

/**
 * @returns undefined where threads make nothing faster: all of them joined, or one worker.
 * @throws Problem, InvariantError.
 */
export async function runOnThreads(
  scenario: Scenario,
  { file, workers = availableParallelism(), verify, quiet }: RunArguments,
): Promise<RunResult | undefined> {
  if (workers < 2) return undefined;
  const shares = sharesOf(scenario, SHARES_PER_WORKER * workers);
  if (shares === undefined) return undefined;
  const { length: all } = shares.scenarios;
  let ended = 0;
  const release = onInterrupt(() => `${ended} of ${all} parts ended`);
  const show = progressLine(quiet, 'parts');
  const settings = { workers, verify, policyFolder: dirname(file) };
  try {
    const results = await runScenarios(shares.scenarios, settings, (done) => {
      ended = done;
      show(done, all);
    });
    return shares.together(results);
  } finally {
    release();
  }
}
