/** Lesson 7: downtime is taken apart: the toolstack, and what is left over the rate. */
import type { MigrationResult, PartResult } from '../../../run/result/result.ts';
import { firstOf } from '../../../run/result/together.ts';
import { count } from '../playback/numbers.ts';
import { stageWords } from '../playback/stage-words.ts';
import { Because } from './because.tsx';
import { START } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { seconds, secondsBetween } from './scales.ts';
import type { Source } from './source.ts';
import { Word } from './word.tsx';

const source: Source = {
  path: 'teach/first-migration.yaml',
  settings: [['source.dom0.cap', 'none']],
};

const leftOf = (result: MigrationResult | undefined): number | undefined =>
  result?.rounds.at(-1)?.sent;

export const downtime: Lesson = {
  title: 'What downtime is made of',
  question: ({ result, number }) => (
    <p>
      Back to the guest of lesson 2, which writes {number('ratePages')} pages a second within{' '}
      {number('workingSetMib')}. When it is stopped, {count(leftOf(result) ?? 292)} pages are left,
      and 20,000 pages a second can be sent. For how long is it down?
    </p>
  ),
  prediction: { kind: 'slider', y: secondsBetween('Downtime', 0.01, 20) },
  source,
  reading: [{ page: 'explanation/model', section: '7-total-time-and-downtime' }],
  slips: [
    {
      value: 0.0146,
      words: 'You divided what is left by the rate. That is the smallest part: who does the rest?',
    },
  ],
  explore: START,
  follow: ({ downtimeSeconds }) => ({ truth: downtimeSeconds }),
  async run(runner) {
    const playable = await runner.record(source);
    const result = firstOf(playable.result);
    const parts = result.parts.filter(({ inDowntime }) => inDowntime);
    const left = count(leftOf(result) ?? 0);
    const sent = parts.find(({ name }) => name === 'stop-and-copy')?.seconds ?? 0;
    return {
      truth: result.downtimeSeconds,
      playable,
      explanation: (
        <>
          <p>
            <b>{seconds(result.downtimeSeconds)}</b>. The {left} pages take {seconds(sent)} of it.
            The rest is the <Word of="toolstack" />, here xend:
          </p>
          <PartList parts={parts} whole={result.downtimeSeconds} />
          <Because of="toolstack" />
          <Because of="toolstackByCap" />
          <Because of="downtimeByLeft" />
        </>
      ),
    };
  },
};

interface ListProps {
  readonly parts: readonly PartResult[];
  readonly whole: number;
}

function PartList({ parts, whole }: ListProps) {
  return (
    <ul class="parts">
      {parts
        .filter(({ seconds: value }) => value >= 0.001)
        .map(({ name, seconds: value }) => (
          <li key={name}>
            <span>{stageWords(name)}</span>
            <b>{seconds(value)}</b>
            <span
              class={`part ${name === 'stop-and-copy' ? 'left' : 'toolstack'}`}
              style={{ width: `${Math.max(0.5, (100 * value) / whole)}%` }}
              aria-hidden="true"
            />
          </li>
        ))}
    </ul>
  );
}
