/** Lesson 8: what the time of a page is made of: steps one after the other, and a cap. */
import { firstOf } from '../../../run/result/together.ts';
import { Because } from './because.tsx';
import { KNOWN, START } from './formula.ts';
import { givenBy, type Lesson, simulated, sweepOver, timesOver } from './lesson.ts';
import { percentOf, seconds, secondsUpTo } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

const PATH = 'paper/figure-1.yaml';
const AXIS = 'source.dom0.cap';
const PLACES = [10, 20, 30, 40];
const KNOWN_CAPS = [60, 80, 100];

const sweepOf = (caps: readonly number[]): Source =>
  sweepOver(PATH, `{${AXIS}: [${caps.map((cap) => `${cap} %`).join(', ')}]}`);

const ALL = sweepOf([...PLACES, ...KNOWN_CAPS]);

const watched: Source = {
  path: PATH,
  settings: [
    ['sweep', '{}'],
    [AXIS, '20 %'],
  ],
};

export const dom0Cpu: Lesson = {
  title: "Dom0's CPU is bandwidth",
  question: () => (
    <p>
      Pages do not travel by themselves: a process in <Word of="Dom0" />, Xen's privileged domain,
      reads, copies and sends them. This is Figure 1 of <Word of="paper, the" as="the paper" />: an
      idle guest of 1 GiB moves, and Dom0 of its host has a <Word of="cap" />. With 60, 80 and
      100&nbsp;% of a CPU it takes about the same time. How long with less? Draw the curve.
    </p>
  ),
  prediction: {
    kind: 'curve',
    x: percentOf("Cap of the source's Dom0"),
    y: secondsUpTo('Total time, s', 120),
    places: PLACES,
    at: 20,
  },
  given: givenBy(AXIS, sweepOf(KNOWN_CAPS)),
  source: ALL,
  reading: [
    { page: 'explanation/model', section: '6-dom0s-cpu-is-bandwidth-and-a-cap-is-on-and-off' },
    { page: 'explanation/model', section: '5-what-a-batch-takes' },
  ],
  slips: [
    {
      value: 86,
      words: 'You took 5 times the time at 100 %. But there Dom0 uses only half a CPU.',
    },
    { value: 17.5, words: 'Below half a CPU the cap counts.' },
  ],
  explore: { ...START, capPercent: 40 },
  async run(runner) {
    const points = await runner.sweep(ALL);
    const playable = await runner.record(watched);
    const { sourceDom0CpuSeconds, totalSeconds } = firstOf(playable.result);
    return {
      truth: totalSeconds,
      series: [simulated(timesOver(AXIS, points))],
      playable,
      explanation: (
        <>
          <p>
            <b>{seconds(totalSeconds)}</b>. The move costs Dom0 {seconds(sourceDom0CpuSeconds)} of
            CPU time, some {KNOWN.cpuMicros} µs a page with what goes around it. With a fifth of a
            CPU that takes five times as long as the work itself.
          </p>
          <Because of="capBelow" />
          <Because of="capAbove" />
          <p>
            What is it that takes 63 µs a page then? A <Word of="batch" /> of pages is prepared,
            then written, carried and read, then placed. Its steps follow one another: 28 µs a page
            to prepare and place, 35 µs for the slowest of the three in between. While one step goes
            on, the others wait, so neither link nor CPU is ever full.
          </p>
          <Because of="linkToo" />
          <Because of="linkNoMore" />
          <p>
            A cap does not slow a CPU down. Dom0 runs at full speed until its{' '}
            <Word of="credit" as="credits" /> are used up. Then it is <Word of="parked" />: an{' '}
            <Word of="accounting" />, every 30 ms, has to find that it may go on. Let the time line
            show 300 ms: bytes come in bursts.
          </p>
          <Because of="otherEnd" />
          <p>
            That is the whole formula. Three lessons look further;{' '}
            <a href="#/lesson/13">the last test</a> tries it.
          </p>
        </>
      ),
    };
  },
};
