/** Lesson 2: why the memory cannot simply be copied while the guest runs. */
import { PAGES_PER_MIB } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import type { Lesson, Source } from './lesson.ts';
import { count, pagesUpTo, seconds } from './scales.ts';

const source: Source = { path: 'teach/first-migration.yaml', settings: [] };

export const oneRound: Lesson = {
  title: 'Why one round is not enough',
  question: (
    <p>
      Let the guest run, then, and copy its 262,144 pages meanwhile. It writes 3,000 pages a second,
      all within 64 MiB of its memory, and the copy takes some twenty seconds. Of how many pages
      does the destination hold an old copy when all have been sent?
    </p>
  ),
  prediction: { kind: 'slider', y: pagesUpTo('Pages with an old copy', 80_000) },
  source,
  reading: [{ page: 'explanation/model', section: '3-which-pages-are-dirty' }],
  async run(runner) {
    const playable = await runner.record(source);
    const { rounds, downtimeSeconds } = firstOf(playable.result);
    const [first, second] = rounds;
    const last = rounds.at(-1);
    const old = first?.dirtied ?? 0;
    const took = first?.seconds ?? 0;
    const pagesPerSecond = took > 0 ? (first?.sent ?? 0) / took : 1;
    return {
      truth: old,
      playable,
      explanation: (
        <>
          <p>
            <b>{count(old)}</b> pages. Round 1 took {seconds(took)}, in which the guest wrote{' '}
            {count(3000 * took)} times or so, but to pages that it had written before, most of the
            time: 64 MiB are {count(64 * PAGES_PER_MIB)} pages. A page that is written twice is
            dirty once.
          </p>
          <p>
            Stopping here would keep the guest down for {seconds(old / pagesPerSecond)} and more,
            until these pages have been sent as well. So Xen sends them while the guest runs, as
            round 2. That takes only {seconds(second?.seconds ?? 0)}, so it leaves only{' '}
            {count(second?.dirtied ?? 0)} dirty pages; and so on. When the guest is stopped in the
            end, {count(last?.sent ?? 0)} pages are left, and it is down for{' '}
            {seconds(downtimeSeconds)}.
          </p>
        </>
      ),
    };
  },
};
