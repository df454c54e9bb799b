/** Lesson 7: Dom0's CPU is the bandwidth of a migration, and a cap is on-off. */
import { firstOf } from '../../../run/result/together.ts';
import { givenBy, type Lesson, type Source, simulated, sweepOver, timesOver } from './lesson.ts';
import { percentOf, seconds, secondsUpTo } from './scales.ts';

const PATH = 'paper/figure-1.yaml';
const AXIS = 'source.dom0.cap';

const sweepOf = (caps: string): Source => sweepOver(PATH, `{${AXIS}: ${caps}}`);

const single = (cap: string, end: 'source' | 'destination'): Source => ({
  path: PATH,
  settings: [
    ['sweep', '{}'],
    [`${end}.dom0.cap`, cap],
  ],
});

export const dom0Cpu: Lesson = {
  title: "Dom0's CPU is bandwidth",
  question: (
    <p>
      Pages do not travel by themselves: a process in Dom0, Xen's privileged domain, reads, copies
      and sends them. This is Figure 1 of the paper: an idle guest of 1 GiB moves, and Dom0 of its
      host is capped. With 60, 80 and 100&nbsp;% of a CPU it takes about the same time. How long
      does it take with 20&nbsp;%? Draw the point.
    </p>
  ),
  prediction: {
    kind: 'point',
    x: percentOf("Cap of the source's Dom0"),
    y: secondsUpTo('Total time, s', 120),
    at: 20,
  },
  given: givenBy(AXIS, sweepOf('[60 %, 80 %, 100 %]')),
  source: sweepOf('[10 %, 20 %, 30 %, 40 %, 60 %, 80 %, 100 %]'),
  reading: [
    { page: 'explanation/model', section: '6-dom0s-cpu-is-bandwidth-and-a-cap-is-on-and-off' },
    { page: 'explanation/model', section: '5-what-a-batch-takes' },
  ],
  async run(runner) {
    const points = await runner.sweep(sweepOf('[10 %, 20 %, 30 %, 40 %, 60 %, 80 %, 100 %]'));
    const playable = await runner.record(single('20 %', 'source'));
    const far = firstOf((await runner.record(single('20 %', 'destination'))).result);
    const at = (cap: number) => points.find(({ parameters }) => parameters[AXIS] === `${cap} %`);
    const cpuOf = (cap: number): number => at(cap)?.migration.sourceDom0CpuSeconds ?? 0;
    const total = (cap: number): number => at(cap)?.migration.totalSeconds ?? 0;
    return {
      truth: total(20),
      series: [simulated(timesOver(AXIS, points))],
      playable,
      explanation: (
        <>
          <p>
            <b>{seconds(total(20))}</b>, and {seconds(total(10))} with 10&nbsp;%. The work is the
            same: it takes Dom0 {seconds(cpuOf(20))} of CPU time at 20&nbsp;% and{' '}
            {seconds(cpuOf(100))} at 100&nbsp;%. With a fifth of a CPU that takes five times as long
            as the work itself. From some 60&nbsp;% on the link is the limit, and more CPU is of no
            use.
          </p>
          <p>
            A cap does not slow a CPU down. Dom0 runs at full speed until its credits are used up;
            then it is parked until an accounting, every 30 ms, finds that it may go on. Let the
            time line show 300 ms: the bytes come in bursts. While Dom0 is parked nothing moves.
          </p>
          <p>
            The other end counts as well: with 20&nbsp;% for the destination's Dom0 alone the same
            migration takes {seconds(far.totalSeconds)}. Figure 3 of the paper caps both.
          </p>
        </>
      ),
    };
  },
};
