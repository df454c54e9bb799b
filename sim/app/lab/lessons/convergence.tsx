/** Lesson 3: each round is a part of the one before; the parts make a geometric series. */
import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import { firstOf } from '../../../run/result/together.ts';
import { type Lesson, type Source, simulated } from './lesson.ts';
import { count, pagesBetween, percent, plain, seconds } from './scales.ts';

const source: Source = {
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0.cap', 'none'],
    ['vm.workload.workingSet', '900 MiB'],
    ['vm.workload.rate', '9000 pages/s'],
  ],
};

const AT = 4;

export const convergence: Lesson = {
  title: 'When rounds converge',
  question: (
    <p>
      Now the guest writes 9,000 pages a second anywhere in 900 MiB, and nothing limits Dom0, so
      that more pages a second can be sent than become dirty. Round 1 deals with all of the 262,144
      pages. How many does round {AT} send? Draw the point.
    </p>
  ),
  prediction: {
    kind: 'point',
    x: plain('Round', 0, 12),
    y: pagesBetween('Pages sent', 10, 1_000_000),
    at: AT,
  },
  source,
  reading: [{ page: 'explanation/model', section: '4-why-rounds-converge-or-do-not' }],
  async run(runner) {
    const playable = await runner.record(source);
    const { rounds, pagesSent, memoryBytes, totalSeconds } = firstOf(playable.result);
    const live = rounds.filter((round) => round.live);
    const sent = rounds.map(({ round, sent: y }) => ({ x: round, y: Math.max(10, y) }));
    const ratios = live.slice(1, 4).map(({ sent: now }, index) => now / (live[index]?.sent ?? 1));
    const first = live[0];
    const dirtyRate = (first?.dirtied ?? 0) / (first?.deltaSeconds ?? 1);
    const sendRate = (first?.sent ?? 0) / (first?.seconds ?? 1);
    const ratio = ratios.at(-1) ?? 0;
    const pages = memoryBytes / PAGE_BYTES;
    const firstSent = first?.sent ?? 0;
    const second = live[1]?.sent ?? 0;
    return {
      truth: rounds[AT - 1]?.sent ?? 0,
      series: [simulated(sent)],
      playable,
      explanation: (
        <>
          <p>
            Round {AT} sends <b>{count(rounds[AT - 1]?.sent ?? 0)}</b> pages. In round 1,{' '}
            {count(sendRate)} pages a second were sent and {count(dirtyRate)} became dirty. What is
            dirty after a round is what was dirtied while it was sent, so each round is to the one
            before about as the dirty rate is to the transfer rate. Here each was{' '}
            {ratios.map(percent).join(', then ')} of the one before: on a logarithmic scale a
            straight line down.
          </p>
          <p>
            Such a series has a sum. If each round from the second on is r times the one before,
            they send {count(second)} / (1 - r) pages together: for r = {percent(ratio)} that is,
            with round 1, {((firstSent + second / (1 - ratio)) / pages).toFixed(2)} times the
            memory. The run sent {(pagesSent / pages).toFixed(2)} times the memory in{' '}
            {seconds(totalSeconds)}. The closer r comes to 1, the longer it takes; from 1 on, rounds
            do not shrink at all.
          </p>
        </>
      ),
    };
  },
};
