/** A run with a recording of what it looked like from inside. */
import type { Scenario } from '../scenario/scenario.ts';
import type { Recording } from './result/recording.ts';
import type { RunResult } from './result/result.ts';
import { allOf, type Steps } from './result/steps.ts';
import { type RunSettings, runSteps } from './run.ts';
import { Recorder } from './world/recorder.ts';

/** A result, and what the run looked like. */
export interface RecordedRun {
  readonly result: RunResult;
  readonly recording: Recording;
}

/**
 * @returns the result, which is the same as without the recording.
 * @throws InvariantError for a fault of the simulator.
 */
export function runRecorded(
  scenario: Scenario,
  settings: Omit<RunSettings, 'recorder'> = {},
): RecordedRun {
  return allOf(recordedSteps(scenario, settings));
}

/** The same in steps, see `runSteps`. */
export function* recordedSteps(
  scenario: Scenario,
  settings: Omit<RunSettings, 'recorder'> = {},
): Steps<RecordedRun> {
  const recorder = new Recorder();
  const result = yield* runSteps(scenario, { ...settings, recorder });
  return { result, recording: recorder.finish(result) };
}
