/**
 * Expected migrations, from the sample of `expected-sample.ts` at three caps, so that their
 * cells are there after the warm-up, as is the compiled code. Bound: 20,000 a second.
 */
import { firstOf } from '../sim/run/result/together.ts';
import { run } from '../sim/run/run.ts';
import { type Point, samplePoint, scenarioOf } from './expected-sample.ts';
import type { Job } from './harness.ts';

const CAPS = [20, 40, 100] as const;
const PER_SECOND = 20_000;
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
      boundMs: (1000 * count) / PER_SECOND,
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
