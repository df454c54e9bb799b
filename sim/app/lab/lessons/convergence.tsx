/** Lesson 3: each round is a part of the one before; the parts make a geometric series. */
import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { RoundResult } from '../../../run/result/result.ts';
import { firstOf } from '../../../run/result/together.ts';
import type { Point } from '../../../study/fit/model.ts';
import { count } from '../playback/numbers.ts';
import { Because } from './because.tsx';
import { START } from './formula.ts';
import type { Lesson, Series } from './lesson.ts';
import { pagesBetween, percent, plain, seconds } from './scales.ts';
import type { Source } from './source.ts';

const source: Source = {
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0.cap', 'none'],
    ['vm.workload.workingSet', '900 MiB'],
    ['vm.workload.rate', '9000 pages/s'],
  ],
};

const AT = 4;

const pointsOf = (rounds: readonly RoundResult[]): Point[] =>
  rounds.map(({ round, sent }) => ({ x: round, y: Math.max(10, sent) }));

const live = (rounds: readonly RoundResult[]): Series => ({
  name: 'rounds of the running guest',
  colour: 'sent',
  isLine: false,
  points: pointsOf(rounds),
});

const x = plain('Round', 0, 13);
const y = pagesBetween('Pages sent', 10, 1_000_000);

/** What rounds 3 to 5 send, of the round before each, as long as the guest runs. */
function ratiosOf(rounds: readonly RoundResult[]): number[] {
  const running = rounds.filter((round) => round.live);
  return running.slice(2, 5).map(({ sent }, at) => sent / (running[at + 1]?.sent ?? 1));
}

const meanOf = (ratios: readonly number[]): number =>
  ratios.reduce((sum, each) => sum + each, 0) / ratios.length;

/** From round 2 on, by one ratio; until the plane ends. */
function series(sent: readonly RoundResult[]): Series[] {
  const ratio = meanOf(ratiosOf(sent));
  const rounds = sent.filter(({ round }) => round <= x.most);
  const second = rounds[1]?.sent ?? 0;
  const line = Array.from({ length: 11 }, (_, index) => {
    return { x: index + 2, y: second * ratio ** index };
  }).filter((point) => point.y >= y.least);
  const all: Series[] = [
    {
      name: `each ${percent(ratio)} of the one before`,
      colour: 'second',
      isLine: true,
      points: line,
    },
    live(rounds.filter((round) => round.live)),
    {
      name: 'the last, guest stopped',
      colour: 'down',
      isLine: false,
      points: pointsOf(rounds.filter((round) => !round.live)),
    },
  ];
  return all.filter(({ points }) => points.length > 0);
}

export const convergence: Lesson = {
  title: 'When rounds converge',
  question: ({ number }) => (
    <p>
      Now the guest writes {number('ratePages')} pages a second anywhere in{' '}
      {number('workingSetMib')}. In round 1 some 16,000 pages a second are sent, from round 2 on
      some 20,000, for then the destination has the memory to put them in. The picture shows how
      many pages rounds 1 and 2 send. How many does round {AT} send? Draw the point.
    </p>
  ),
  prediction: {
    kind: 'point',
    x,
    y,
    at: AT,
  },
  async given(runner) {
    const { rounds } = firstOf((await runner.record(source)).result);
    return [live(rounds.slice(0, 2))];
  },
  source,
  reading: [{ page: 'explanation/model', section: '4-why-rounds-converge-or-do-not' }],
  slips: [
    { value: 35_850, words: 'That is what round 3 sends: one step of the series is missing.' },
    { value: 6290, words: 'That is what round 5 sends: one step too many.' },
    {
      value: 26_400,
      words: 'You took 9,000 / 16,000, the ratio of round 1. Later rounds are faster.',
    },
  ],
  explore: { ...START, ratePages: 9000, workingSetMib: 900 },
  follow: ({ rounds }) => ({ truth: rounds[AT - 1]?.sent ?? 0, series: series(rounds) }),
  async run(runner) {
    const playable = await runner.record(source);
    const { rounds, pagesSent, memoryBytes, totalSeconds } = firstOf(playable.result);
    const ratios = ratiosOf(rounds);
    const ratio = meanOf(ratios);
    const pages = memoryBytes / PAGE_BYTES;
    const times = (sent: number): string => `${(sent / pages).toFixed(2)} times`;
    const first = rounds[0]?.sent ?? 0;
    const second = rounds[1]?.sent ?? 0;
    return {
      truth: rounds[AT - 1]?.sent ?? 0,
      series: series(rounds),
      playable,
      explanation: (
        <>
          <p>
            Round {AT} sends <b>{count(rounds[AT - 1]?.sent ?? 0)}</b> pages. Each round sent{' '}
            {ratios.map(percent).join(', then ')} of the one before: on a logarithmic scale a
            straight line down. 9,000 pages a second are 45 % of 20,000.
          </p>
          <Because of="ratio" />
          <Because of="suspendWrites" />
          <p>
            Such a series has a sum: {count(second)} / (1 - {ratio.toFixed(2)}) pages, and with
            round 1 {times(first + second / (1 - ratio))} the memory. The run sent{' '}
            {times(pagesSent)} the memory in {seconds(totalSeconds)}. The closer the ratio comes to
            1, the longer it takes; from 1 on rounds do not shrink.
          </p>
        </>
      ),
    };
  },
};
