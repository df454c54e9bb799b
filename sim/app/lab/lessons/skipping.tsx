/** Lesson 5: a page that was written again is not worth sending now. */
import { firstOf } from '../../../run/result/together.ts';
import type { Lesson, Source } from './lesson.ts';
import { count, percent, percentOf, seconds } from './scales.ts';

const sourceOf = (skips: boolean): Source => ({
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0.cap', 'none'],
    ['vm.workload.rate', '60000 pages/s'],
    [
      'migrations.0.policy',
      `{name: custom, scan: rotated, skips: ${skips}, maxRounds: 29, maxFactor: 3, minPages: 50}`,
    ],
  ],
});

export const skipping: Lesson = {
  title: 'Skipping',
  question: (
    <p>
      Before each batch Xen looks which of its pages were written again since the round began. It
      skips those: they have to be sent once more in any case. A guest writes 60,000 pages a second
      within 64 MiB. How many of the pages that are sent in all does skipping save?
    </p>
  ),
  prediction: { kind: 'slider', y: percentOf('Pages saved') },
  source: sourceOf(true),
  reading: [{ page: 'explanation/model', section: '1-the-round-loop' }],
  async run(runner) {
    const playable = await runner.record(sourceOf(true));
    const result = firstOf(playable.result);
    const without = firstOf((await runner.record(sourceOf(false))).result);
    const saved = 1 - result.pagesSent / without.pagesSent;
    const skipped = result.rounds.reduce((sum, round) => sum + round.skipped, 0);
    return {
      truth: 100 * saved,
      playable,
      explanation: (
        <>
          <p>
            <b>{percent(saved)}</b>: {count(result.pagesSent)} pages are sent instead of{' '}
            {count(without.pagesSent)}. Pages were skipped {count(skipped)} times, yellow in the
            map. The migration takes {seconds(result.totalSeconds)} instead of{' '}
            {seconds(without.totalSeconds)}.
          </p>
          <p>
            Rounds that send less take less time, so the guest dirties less while they last: the
            last round has {count(result.rounds.at(-1)?.sent ?? 0)} pages with skipping and{' '}
            {count(without.rounds.at(-1)?.sent ?? 0)} without, and the guest is down for{' '}
            {seconds(result.downtimeSeconds)} instead of {seconds(without.downtimeSeconds)}.
          </p>
        </>
      ),
    };
  },
};
