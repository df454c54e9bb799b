/**
 * Expected migrations, from the sample of `expected-sample.ts` at three caps, so that their
 * cells are there after the warm-up, as is the compiled code.
 */
import { firstOf } from '../sim/run/result/together.ts';
import { run } from '../sim/run/run.ts';
import { type Point, samplePoint, scenarioOf } from './expected-sample.ts';
import type { Job } from './harness.ts';
import { plainEvents } from './yardstick/plain.ts';

const CAPS = [20, 40, 100] as const;
/** How much of the yardstick's time 200 migrations may take. */
const BOUND_RATIO = 0.5;
const WARM_UPS = 30;

/**
 * @param count of migrations in a run of each job. @param samples of a few ms each: enough of them
 * that a machine's busy moment, some tens of ms, is not their median.
 */
export function expectedJobs(count: number, samples: number): Job[] {
  return (['fluid', 'on-off'] as const).map((scheduler) => {
    const scenarios = Array.from({ length: count }, (_, index) => scenarioIn(index, scheduler));
    return {
      name: `${count} expected migrations, ${scheduler}`,
      samples,
      warmUps: WARM_UPS,
      yardstick: plainEvents((BOUND_RATIO * count) / 200),
      run: () => scenarios.map((scenario) => firstOf(run(scenario)).totalSeconds),
    };
  });
}

/** All share one object of parameters, as the points of a plan do. */
const parameters = {};

function scenarioIn(index: number, scheduler: Point['scheduler']) {
  const cap = (turn: number): number => CAPS[turn % CAPS.length] as number;
  const caps = { sourceCapPercent: cap(index), destinationCapPercent: cap(index >> 2) };
  const point = { ...samplePoint(index), ...caps, scheduler };
  return { ...scenarioOf(point, 'expected'), parameters };
}
