/** Lesson 1: what a migration costs if the guest is simply stopped. */
import { firstOf } from '../../../run/result/together.ts';
import { Because } from './because.tsx';
import type { Lesson } from './lesson.ts';
import { seconds, secondsUpTo } from './scales.ts';
import type { Source } from './source.ts';

const PATH = 'teach/suspend-copy-resume.yaml';

const stopped: Source = {
  path: PATH,
  settings: [['migrations.0.mechanism', 'suspend-copy-resume']],
};

const live: Source = { path: PATH, settings: [['migrations.0.mechanism', 'pre-copy']] };

export const stopAndCopy: Lesson = {
  title: 'Stop and copy',
  question: () => (
    <p>
      The simplest way to move a guest: suspend it, save its 1 GiB of memory to storage that both
      hosts reach, restore it on the other host. The network carries 1 Gbit/s, the storage takes 480
      Mbit/s. For how long is the guest down?
    </p>
  ),
  prediction: { kind: 'slider', y: secondsUpTo('Downtime', 60) },
  source: stopped,
  reading: [{ page: 'explanation/model', section: '7-total-time-and-downtime' }],
  slips: [
    {
      value: 17.9,
      words: 'That is one way. It goes to the storage and comes back: what has been forgotten?',
    },
    { value: 8.6, words: 'That is one way, at 1 Gbit/s. The storage takes 480 Mbit/s, twice.' },
    { value: 0.5, words: 'That is what it is down for if it moves live.' },
  ],
  async run(runner) {
    const playable = await runner.record(stopped);
    const result = firstOf(playable.result);
    const other = firstOf((await runner.record(live)).result);
    const lasts = (name: string): number =>
      result.parts.find((part) => part.name === name)?.seconds ?? 0;
    const mbit = (result.bytesSent * 8) / 1e6;
    return {
      truth: result.downtimeSeconds,
      playable,
      explanation: (
        <>
          <p>
            The guest is down for <b>{seconds(result.downtimeSeconds)}</b>. Saving takes{' '}
            {seconds(lasts('save'))}, which is {(mbit / lasts('save')).toFixed(0)} of the 480
            Mbit/s; restoring takes {seconds(lasts('restore'))}.
          </p>
          <Because of="memory" />
          <Because of="network" />
          <Because of="storage" />
          <p>
            The same guest moved live takes {seconds(other.totalSeconds)} and is down for{' '}
            <b>{seconds(other.downtimeSeconds)}</b>. The next lessons are about how that can be.
          </p>
        </>
      ),
    };
  },
};
