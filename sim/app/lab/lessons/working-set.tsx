/** Lesson 4: what a guest can keep dirty is its writable working set. */
import { PAGES_PER_MIB } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import type { Lesson, Source } from './lesson.ts';
import { count, pagesUpTo, seconds } from './scales.ts';

const sourceOf = (workingSet: string): Source => ({
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0.cap', 'none'],
    ['vm.workload.rate', '100000 pages/s'],
    ['vm.workload.workingSet', workingSet],
  ],
});

const PAGES = 32 * PAGES_PER_MIB;

export const workingSet: Lesson = {
  title: 'The writable working set',
  question: (
    <p>
      This guest writes 100,000 pages a second, which is more than three times what the link can
      carry. By the lesson before, rounds never shrink. But all its writes go to 32 MiB. How many
      pages are left for the time when it is stopped?
    </p>
  ),
  prediction: { kind: 'slider', y: pagesUpTo('Pages sent while it is stopped', 60_000) },
  source: sourceOf('32 MiB'),
  reading: [
    { page: 'explanation/model', section: '3-which-pages-are-dirty' },
    { page: 'explanation/model', section: '4-why-rounds-converge-or-do-not' },
  ],
  async run(runner) {
    const playable = await runner.record(sourceOf('32 MiB'));
    const { rounds, downtimeSeconds } = firstOf(playable.result);
    const last = rounds.at(-1)?.sent ?? 0;
    const double = firstOf((await runner.record(sourceOf('64 MiB'))).result);
    return {
      truth: last,
      playable,
      explanation: (
        <>
          <p>
            <b>{count(last)}</b> pages, for a downtime of {seconds(downtimeSeconds)}. However fast
            it writes, it cannot dirty many more pages than it writes to, and 32 MiB are{' '}
            {count(PAGES)}. {rounds.length - 1} rounds went by, each about as long as the one
            before, until Xen gave up and stopped the guest. Clark et al. called these pages the
            writable working set: they are best sent last, and once.
          </p>
          <p>
            The rate decides whether rounds shrink, the working set how far they can grow. With a
            working set of 64 MiB and all else equal, {count(double.rounds.at(-1)?.sent ?? 0)} pages
            are left and the guest is down for {seconds(double.downtimeSeconds)}.
          </p>
        </>
      ),
    };
  },
};
