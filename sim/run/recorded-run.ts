/** A run with a recording of what it looked like from inside. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Recording } from './result/recording.ts';
import type { RunResult } from './result/result.ts';
import { type RunSettings, run } from './run.ts';
import { Recorder } from './world/recorder.ts';

/**
 * @returns the result, which is the same as without the recording.
 * @throws InvariantError for a fault of the simulator.
 */
export function runRecorded(
  scenario: Scenario,
  settings: Omit<RunSettings, 'recorder'> = {},
): { readonly result: RunResult; readonly recording: Recording } {
  const recorder = new Recorder();
  const result = run(scenario, { ...settings, recorder });
  return { result, recording: recorder.finish(result) };
}
