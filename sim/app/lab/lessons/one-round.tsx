/** Lesson 2: why the memory cannot simply be copied while the guest runs. */
import { PAGES_PER_MIB } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import { count } from '../playback/numbers.ts';
import { LittleGuestView } from '../view/little-guest-view.tsx';
import { Because } from './because.tsx';
import { type GuestSetting, START } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { pagesUpTo, seconds } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

const source: Source = {
  path: 'teach/first-migration.yaml',
  settings: [['source.dom0.cap', 'none']],
};

const pagesOf = ({ memoryMib }: GuestSetting): string => count(memoryMib * PAGES_PER_MIB);

export const oneRound: Lesson = {
  title: 'Why one round is not enough',
  question: ({ setting, result, number }) => (
    <>
      <p>
        Let the guest run, then, and copy its pages meanwhile. First one that is small enough to
        see.
      </p>
      <LittleGuestView />
      <p>
        Now a real one: {number('memoryMib')}, which is {pagesOf(setting)} pages. It writes{' '}
        {number('ratePages')} pages a second, all within {number('workingSetMib')}, and the copy
        takes {(result?.rounds[0]?.seconds ?? 16).toFixed(0)} seconds. Of how many pages does the
        destination hold an old copy when all have been sent?
      </p>
    </>
  ),
  prediction: { kind: 'slider', y: pagesUpTo('Pages with an old copy', 80_000) },
  source,
  reading: [{ page: 'explanation/model', section: '3-which-pages-are-dirty' }],
  slips: [
    {
      value: 48_000,
      words: 'You counted every write. Most go to a page that was written before: it is old once.',
    },
    { value: 3000, words: 'That is one second of writes; the copy takes 16.' },
  ],
  explore: START,
  follow: ({ rounds }) => ({ truth: rounds[0]?.dirtied ?? 0 }),
  async run(runner) {
    const playable = await runner.record(source);
    const { rounds } = firstOf(playable.result);
    const [first, second] = rounds;
    const old = first?.dirtied ?? 0;
    const took = first?.seconds ?? 0;
    const writes = `some ${count(Math.round(3 * took) * 1000)}`;
    const set = count(64 * PAGES_PER_MIB);
    return {
      truth: old,
      playable,
      explanation: (
        <>
          <p>
            <b>{count(old)}</b> pages. Round 1 took {seconds(took)}, in which the guest wrote{' '}
            {writes} times, but to {set} pages. Xen calls a page with an old copy a{' '}
            <Word of="dirty page" />.
          </p>
          <Because of="writtenTwice" />
          <p>
            Xen sends them while the guest runs, as round 2. That takes only{' '}
            {seconds(second?.seconds ?? 0)}, so only {count(second?.dirtied ?? 0)} are dirty after
            it; and so on. In the end the guest is stopped and the last{' '}
            {count(rounds.at(-1)?.sent ?? 0)} pages are sent.
          </p>
        </>
      ),
    };
  },
};
