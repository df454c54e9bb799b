/**
 * Runs that end after so many events or so much simulated time, whatever the machine is busy with:
 * no clock on a wall decides whether a scenario hangs or only costs much.
 */
import type { RunResult } from '../../run/result/result.ts';
import type { Steps, Whereabouts } from '../../run/result/steps.ts';
import { type RunSettings, runSteps } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Steps of 8192 events; a scenario that takes more is costly. */
const STEPS_MOST = 4;

/** The same of one whose steps are long: it does little, and is to end nonetheless. */
const LONG_STEPS_MOST = 100;
const LONG_STEP_SECONDS = 60;

/** Nothing takes a day: seven tries of three migrations with time-outs of 7,875 s are less. */
const END_SECONDS = 2 * 86_400;

/** Steps that may begin at one instant. */
const STEPS_AT_ONE_INSTANT = 2;

/** It takes more events than it is worth: neither right nor wrong. */
export class Costly extends Error {
  override readonly name = 'Costly';
}

/** It does not end, as each has to. */
export class Endless extends Error {
  override readonly name = 'Endless';
}

/**
 * @param factor times the events of a plain run, where a check needs more.
 * @throws Costly; Endless; what `run` throws.
 */
export function boundedRun(scenario: Scenario, settings: RunSettings, factor = 1): RunResult {
  return bounded(runSteps(scenario, settings), factor);
}

/** @throws Costly; Endless; what a step throws. */
export function bounded<Result>(steps: Steps<Result>, factor = 1): Result {
  let atSeconds = -1;
  let atOneInstant = 0;
  for (let done = 0; ; done += 1) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const where = step.value();
    const { seconds } = where;
    atOneInstant = seconds === atSeconds ? atOneInstant + 1 : 0;
    atSeconds = seconds;
    if (atOneInstant > STEPS_AT_ONE_INSTANT) throw endless(where, 'time stands still');
    if (seconds > END_SECONDS) throw endless(where, 'it does not end');
    const isLong = seconds > LONG_STEP_SECONDS * (done + 1);
    if (done + 1 < (isLong ? LONG_STEPS_MOST : STEPS_MOST) * factor) continue;
    throw new Costly(`it takes more than ${done + 1} steps, and is at ${seconds} s`);
  }
}

function endless({ seconds, moves }: Whereabouts, what: string): Endless {
  const waiting = moves.map(({ guest, round }) => `${guest} in round ${round}`).join(', ');
  return new Endless(`${what} at ${Math.round(seconds)} s: ${waiting || 'nothing under way'}`);
}
