/** Lesson 1: what a migration costs if the guest is simply stopped. */
import { firstOf } from '../../../run/result/together.ts';
import type { Lesson, Source } from './lesson.ts';
import { seconds, secondsUpTo } from './scales.ts';

const PATH = 'teach/suspend-copy-resume.yaml';

const stopped: Source = {
  path: PATH,
  settings: [['migrations.0.mechanism', 'suspend-copy-resume']],
};

const live: Source = { path: PATH, settings: [['migrations.0.mechanism', 'pre-copy']] };

export const stopAndCopy: Lesson = {
  title: 'Stop and copy',
  question: (
    <p>
      The simplest way to move a guest: suspend it, save its 1 GiB of memory to storage that both
      hosts reach, restore it on the other host. The network carries 1 Gbit/s. For how long is the
      guest down?
    </p>
  ),
  prediction: { kind: 'slider', y: secondsUpTo('Downtime', 60) },
  source: stopped,
  reading: [{ page: 'explanation/model', section: '7-total-time-and-downtime' }],
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
            The guest is down for <b>{seconds(result.downtimeSeconds)}</b>, nearly all of the{' '}
            {seconds(result.totalSeconds)} that the migration takes. Saving takes{' '}
            {seconds(lasts('save'))}, at {(mbit / lasts('save')).toFixed(0)} Mbit/s; restoring{' '}
            {seconds(lasts('restore'))}. All of the memory is moved twice, and the guest serves no
            one meanwhile.
          </p>
          <p>
            The same guest moved live takes {seconds(other.totalSeconds)} and is down for{' '}
            <b>{seconds(other.downtimeSeconds)}</b>. How that can be is what the next lessons are
            about.
          </p>
        </>
      ),
    };
  },
};
