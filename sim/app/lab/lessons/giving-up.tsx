/** Lesson 6: what bounds a migration that does not converge, and the plateau of Figure 5. */
import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import { Because } from './because.tsx';
import { START } from './formula.ts';
import { givenBy, type Lesson, placeOf, simulated, sweepOver, timesOver } from './lesson.ts';
import { percentOf, seconds, secondsUpTo } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

const PATH = 'paper/figure-5.yaml';
const AXIS = 'vm.cap';
const WRITES = '{kind: benchmark, name: memory-write}';
const PLACES = [40, 60, 80, 100];

const sweepOf = (caps: readonly number[]): Source => {
  const axis = caps.map((cap) => `${cap} %`).join(', ');
  return sweepOver(PATH, `{load: {memory write: {vm.workload: ${WRITES}}}, ${AXIS}: [${axis}]}`);
};

const KNOWN_CAPS = [10, 20, 30];
const ALL = sweepOf([...KNOWN_CAPS, ...PLACES]);

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
  question: () => (
    <p>
      This is Figure 5 of <Word of="paper, the" as="the paper" />: a guest that does nothing but
      write memory is <Word of="cap" as="capped" />, no <Word of="Dom0" /> is. The more CPU it has,
      the faster it writes, and the longer its migration takes: three points show it. How does the
      curve go on? Draw it.
    </p>
  ),
  prediction: {
    kind: 'curve',
    x: percentOf('Cap of the guest', 0),
    y: secondsUpTo('Total time, s', 200),
    places: PLACES,
    at: 100,
  },
  given: givenBy(AXIS, sweepOf(KNOWN_CAPS)),
  source: ALL,
  reading: [{ page: 'explanation/model', section: '2-when-xen-stops' }],
  slips: [
    { value: 148, words: 'You went straight on. What does Xen do when it has sent too much?' },
    { value: 110, words: 'It does not bend, it stops: a rule of Xen ends it.' },
  ],
  explore: { ...START, ratePages: 100_000, workingSetMib: 256 },
  async run(runner) {
    const points = await runner.sweep(ALL);
    const playable = await runner.record(watched);
    const last = points.at(-1)?.migration ?? firstOf(playable.result);
    const stopped = points.find(({ migration }) => migration.stopReason === 'max-factor');
    const memories = (last.pagesSent * PAGE_BYTES) / last.memoryBytes;
    const first = points[0]?.migration ?? last;
    return {
      truth: last.totalSeconds,
      series: [simulated(timesOver(AXIS, points))],
      playable,
      explanation: (
        <>
          <p>
            <b>{seconds(last.totalSeconds)}</b>, hardly more than at{' '}
            {stopped === undefined ? 100 : placeOf(AXIS, stopped)}&nbsp;%. From there on Xen gives
            up: at 100&nbsp;% after {last.rounds.length - 1} rounds and {memories.toFixed(2)} times
            the memory. It is the plateau of Figure 5.
          </p>
          <Because of="volumeRule" />
          <Because of="beyondVolume" />
          <Because of="paidInDowntime" />
          <p>
            Here the guest is down for <b>{seconds(last.downtimeSeconds)}</b>, against{' '}
            {seconds(first.downtimeSeconds)} at 10&nbsp;%. A short total time is no sign of a good
            migration.
          </p>
        </>
      ),
    };
  },
};
