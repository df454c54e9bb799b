/** Lesson 4: what a guest can keep dirty is its writable working set. */
import { PAGES_PER_MIB } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import { count } from '../playback/numbers.ts';
import { Because } from './because.tsx';
import { byHand, COURSES, START } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { pagesUpTo, seconds } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

const source: Source = {
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0.cap', 'none'],
    ['vm.workload.rate', '100000 pages/s'],
    ['vm.workload.workingSet', '32 MiB'],
  ],
};

const GUEST = { ...START, ratePages: 100_000, workingSetMib: 32 };
const PAGES = 32 * PAGES_PER_MIB;

export const workingSet: Lesson = {
  title: 'The writable working set',
  question: ({ setting, number }) => (
    <p>
      This guest writes {number('ratePages')} pages a second, {setting.ratePages / 20_000} times
      what the link can carry. By the lesson before, {COURSES[byHand(setting).course]}. But all its
      writes go to {number('workingSetMib')}. How many pages are left for the time when it is
      stopped?
    </p>
  ),
  prediction: { kind: 'slider', y: pagesUpTo('Pages sent while it is stopped', 60_000) },
  source,
  reading: [
    { page: 'explanation/model', section: '3-which-pages-are-dirty' },
    { page: 'explanation/model', section: '4-why-rounds-converge-or-do-not' },
  ],
  slips: [
    { value: 200, words: 'That is where rounds shrink. Here more is written than can be sent.' },
    {
      value: 35_000,
      words: 'You multiplied rate and time. It has only 8,192 pages to write to.',
    },
  ],
  explore: GUEST,
  follow: ({ rounds }) => ({ truth: rounds.at(-1)?.sent ?? 0 }),
  async run(runner) {
    const playable = await runner.record(source);
    const { rounds, downtimeSeconds } = firstOf(playable.result);
    const last = rounds.at(-1)?.sent ?? 0;
    const { ratio } = byHand(GUEST);
    return {
      truth: last,
      playable,
      explanation: (
        <>
          <p>
            <b>{count(last)}</b> pages; the downtime is {seconds(downtimeSeconds)}. 32 MiB are{' '}
            {count(PAGES)} pages; of these the part 1 - 1 / {ratio.toFixed(1)} is dirty when a round
            ends, the rest was sent just now. After {rounds.length - 1} rounds, each about as long
            as the one before, Xen gave up and stopped the guest. Clark et al. (2005) called these
            pages the <Word of="working set, writable" as="writable working set" />: best sent last,
            and once.
          </p>
          <Because of="rateBeyond" />
          <Because of="workingSet" />
        </>
      ),
    };
  },
};
