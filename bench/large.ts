/**
 * Large guests, page-exact with a constant page time: 64 GiB (bound: 10 s), and 1 TiB (bound: 3
 * minutes, and a cost per page within 3 times that at 1 GiB). 64 GiB through the pipeline as well.
 */
import { run } from '../sim/run/run.ts';
import { type Job, timeOf } from './harness.ts';
import { bareScenario, type Size, writing } from './page-exact.ts';

const GIB = 1024;
const RATE = 3000;
const WORKING_SET_KIB = 800_000;

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
    { name: '64 GiB, 65 us a page', samples: 3, warmUps: 1, boundMs: 10_000, run: () => run(bare) },
    { name: '64 GiB, pipeline', samples: 1, warmUps: 0, boundMs: 10_000, run: () => run(piped) },
    {
      name: '1 TiB, 65 us a page (1,024 of 1 GiB)',
      samples: 1,
      warmUps: 0,
      boundMs: 180_000,
      run: () => run(huge),
      yardstick: { timeMs, boundRatio: 3 },
    },
  ];
}
