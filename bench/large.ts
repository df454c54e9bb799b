/**
 * Large guests, page-exact with a constant page time: 64 GiB, and 1 TiB (bound: a cost per page
 * within 3 times that at 1 GiB). 64 GiB through the pipeline as well.
 */
import { run } from '../sim/run/run.ts';
import { type Job, timeOf } from './harness.ts';
import { bareScenario, type Size, writing } from './page-exact.ts';
import { plainPasses } from './yardstick/plain.ts';

const GIB = 1024;
const RATE = 3000;
const WORKING_SET_KIB = 800_000;

/** How much of the yardstick's time 64 GiB may take. */
const BOUND_RATIO = 190;

export function largeJobs(): Job[] {
  const sized = (memoryMiB: number): Omit<Size, 'samples'> => {
    return { memoryMiB, workingSetKiB: WORKING_SET_KIB };
  };
  const small = bareScenario(sized(GIB), RATE);
  const bare = bareScenario(sized(64 * GIB), RATE);
  const piped = writing(sized(64 * GIB), RATE, {}, {});
  const huge = bareScenario(sized(1024 * GIB), RATE);
  const timeMs = (): number => 1024 * Math.min(...[1, 2, 3].map(() => timeOf(() => run(small))));
  return [
    {
      name: '64 GiB, 65 us a page',
      samples: 3,
      warmUps: 1,
      run: () => run(bare),
      yardstick: plainPasses(BOUND_RATIO),
    },
    {
      name: '64 GiB, pipeline',
      samples: 1,
      warmUps: 0,
      run: () => run(piped),
      yardstick: plainPasses(BOUND_RATIO),
    },
    {
      name: '1 TiB, 65 us a page (1,024 of 1 GiB)',
      samples: 1,
      warmUps: 0,
      run: () => run(huge),
      yardstick: { timeMs, boundRatio: 3 },
    },
  ];
}
