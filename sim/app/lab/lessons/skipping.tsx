/** Lesson 5: a page that was written again is not worth sending now. */
import { firstOf } from '../../../run/result/together.ts';
import { count } from '../playback/numbers.ts';
import { Because } from './because.tsx';
import { START } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { percent, percentOf, seconds } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

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
  question: () => (
    <p>
      Before each <Word of="batch" /> of pages Xen looks which of them were written again in this
      round. It skips those: they have to be sent once more in any case. A guest writes 60,000 pages
      a second within 64 MiB. How many of the pages that are sent in all does skipping save?
    </p>
  ),
  prediction: { kind: 'slider', y: percentOf('Pages saved') },
  source: sourceOf(true),
  reading: [{ page: 'explanation/model', section: '1-the-round-loop' }],
  slips: [
    { value: 6, words: 'That is round 1 alone. The pages are skipped in each of 29 rounds.' },
    {
      value: 75,
      words: 'Round 1 sends most of the memory in any case; only the rest can be saved.',
    },
  ],
  explore: { ...START, ratePages: 60_000 },
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
            {seconds(without.totalSeconds)}, and the guest is down for{' '}
            {seconds(result.downtimeSeconds)} instead of {seconds(without.downtimeSeconds)}.
          </p>
          <Because of="skipping" />
          <Because of="shorterRounds" />
          <p>
            For the arithmetic: if rounds shrink, a busy page is skipped in round 1 and sent later,
            about once. If they do not shrink, 29 rounds send the working set some ten times.
          </p>
        </>
      ),
    };
  },
};
