/** Lesson 6: what bounds a migration that does not converge, and the plateau of Figure 5. */
import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import {
  givenBy,
  type Lesson,
  placeOf,
  type Source,
  simulated,
  sweepOver,
  timesOver,
} from './lesson.ts';
import { percentOf, seconds, secondsUpTo } from './scales.ts';

const PATH = 'paper/figure-5.yaml';
const AXIS = 'vm.cap';
const WRITES = '{kind: benchmark, name: memory-write}';

const sweepOf = (caps: string): Source =>
  sweepOver(PATH, `{load: {memory write: {vm.workload: ${WRITES}}}, ${AXIS}: ${caps}}`);

const watched: Source = {
  path: PATH,
  settings: [
    ['sweep', '{}'],
    ['vm.workload', WRITES],
    [AXIS, '100 %'],
  ],
};

export const givingUp: Lesson = {
  title: 'When Xen gives up',
  question: (
    <p>
      This is Figure 5 of the paper: a guest that does nothing but write memory is capped, no Dom0
      is. The more CPU it has, the faster it writes, and the longer its migration takes: three
      points show it. How long does the migration take at 100&nbsp;%? Draw the point.
    </p>
  ),
  prediction: {
    kind: 'point',
    x: percentOf('Cap of the guest', 0),
    y: secondsUpTo('Total time, s', 200),
    at: 100,
  },
  given: givenBy(AXIS, sweepOf('[10 %, 20 %, 30 %]')),
  source: sweepOf('[10 %, 20 %, 30 %, 40 %, 60 %, 80 %, 100 %]'),
  reading: [{ page: 'explanation/model', section: '2-when-xen-stops' }],
  async run(runner) {
    const points = await runner.sweep(sweepOf('[10 %, 20 %, 30 %, 40 %, 60 %, 80 %, 100 %]'));
    const playable = await runner.record(watched);
    const last = points.at(-1)?.migration ?? firstOf(playable.result);
    const stopped = points.filter(({ migration }) => migration.stopReason === 'max-factor');
    const memories = (last.pagesSent * PAGE_BYTES) / last.memoryBytes;
    const first = points[0]?.migration ?? last;
    return {
      truth: last.totalSeconds,
      series: [simulated(timesOver(AXIS, points))],
      playable,
      explanation: (
        <>
          <p>
            <b>{seconds(last.totalSeconds)}</b>: hardly more than at{' '}
            {stopped[0] === undefined ? '100' : placeOf(AXIS, stopped[0])}&nbsp;%. From there on
            rounds do not shrink enough, and Xen gives up: when more than three times the memory has
            been sent, it stops the guest and sends the rest. At 100&nbsp;% that is after{' '}
            {last.rounds.length - 1} rounds and {memories.toFixed(2)} times the memory, however fast
            the guest writes. So the total time has a ceiling, which is the plateau of Figure 5.
          </p>
          <p>
            The guest pays for it. What is left is sent while it is stopped, which is for{' '}
            <b>{seconds(last.downtimeSeconds)}</b>, against {seconds(first.downtimeSeconds)} at{' '}
            {points[0] === undefined ? '' : placeOf(AXIS, points[0])}&nbsp;%. A short total time is
            no sign of a good migration.
          </p>
        </>
      ),
    };
  },
};
