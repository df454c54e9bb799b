/** Lesson 11: the same guest under four systems, side by side. */

import { largestOf } from '../../../engine/kernel/lists.ts';
import { PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import { STOP_REASONS } from '../../../output/document/migration.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import { count } from '../playback/numbers.ts';
import { Plane } from '../view/plane.tsx';
import { Because } from './because.tsx';
import type { Lesson, PredictionScale, Series } from './lesson.ts';
import { oneOf, pagesBetween, plain, seconds } from './scales.ts';
import { type Source, withMore } from './source.ts';

const GUEST: Source = {
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0', '{}'],
    ['vm.memory', '256 MiB'],
    ['vm.workload.rate', '8000 pages/s'],
    ['vm.workload.workingSet', '32 MiB'],
  ],
};

const SYSTEMS = [
  { name: 'Xen 3.2, xend', machine: 'opteron-xen-3.2.1', policy: 'xen-3.2', colour: 'sent' },
  { name: 'Xen 4.20, xl', machine: 'xl-4.20', policy: 'xen-4', colour: 'second' },
  { name: 'XCP-ng 8.3', machine: 'xcp-ng-8.3', policy: 'xcp-ng', colour: 'dirty' },
  { name: 'QEMU, KVM', machine: 'kvm-2024', policy: 'qemu', colour: 'down' },
] as const;

const sourceOf = ({ machine, policy }: (typeof SYSTEMS)[number]): Source =>
  withMore(GUEST, [
    ['machine', machine],
    ['migrations.0.policy', `{name: ${policy}}`],
  ]);

const time = plain('Time of its migration, s', 0, 6);
const pages: PredictionScale = pagesBetween('Pages a round sends', 10, 100_000);

/** Pages of each round over the time at which it begins; the last one at its end as well. */
function curves(results: readonly MigrationResult[]): Series[] {
  return results.map(({ rounds }, index) => ({
    name: SYSTEMS[index]?.name ?? '',
    colour: SYSTEMS[index]?.colour ?? 'sent',
    isLine: true,
    points: rounds.flatMap(({ startSeconds, seconds: took, sent }, at) => {
      const y = Math.max(10, sent);
      const start = { x: startSeconds, y };
      return at < rounds.length - 1 ? [start] : [start, { x: startSeconds + took, y }];
    }),
  }));
}

export const fourSystems: Lesson = {
  title: 'One guest, four systems',
  question: () => (
    <p>
      A guest of 256 MiB writes 8,000 pages a second within 32 MiB. It moves under Xen 3.2, under
      xl, under XCP-ng and under QEMU, each on hosts of its time and with its own rules. Under which
      is it down for longest?
    </p>
  ),
  prediction: {
    kind: 'choice',
    y: oneOf(
      'Longest down',
      SYSTEMS.map(({ name }) => name),
    ),
  },
  source: GUEST,
  reading: [
    { page: 'explanation/policies', section: 'nine-ways-to-move-one-guest' },
    { page: 'explanation/xen-algorithm', section: '5-xend-around-the-copy' },
  ],
  async run(runner) {
    const results = await runner.runAll(SYSTEMS.map(sourceOf));
    const downs = results.map(({ downtimeSeconds }) => downtimeSeconds);
    const longest = downs.indexOf(largestOf(downs));
    const series = curves(results);
    return {
      truth: longest,
      explanation: (
        <>
          <Rows results={results} />
          <Plane x={time} y={pages} series={series} drawn={[]} />
          <p class="quiet keys">
            {series.map(({ name, colour }) => (
              <span key={name}>
                <span class={`swatch stroke ${colour}`} /> {name}
              </span>
            ))}
          </p>
          <Because of="downtimeTarget" />
          <p>
            The others count rounds and pages, and know no downtime: XCP-ng makes{' '}
            {count(results[2]?.rounds.length ?? 0)} rounds, most of them of a few pages. Under{' '}
            {SYSTEMS[longest]?.name} what is left is sent in{' '}
            {seconds(sentStopped(results[longest]))}; {seconds(toolstackOf(results[longest]))} is
            its toolstack.
          </p>
        </>
      ),
    };
  },
};

const sentStopped = (result: MigrationResult | undefined): number =>
  result?.parts.find(({ name }) => name === 'stop-and-copy')?.seconds ?? 0;

const toolstackOf = (result: MigrationResult | undefined): number =>
  result === undefined ? 0 : result.downtimeSeconds - sentStopped(result);

function Rows({ results }: { readonly results: readonly MigrationResult[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: by the keyboard one scrolls what is focused
    <section class="scroll" aria-label="Four systems" tabIndex={0}>
      <table class="systems">
        <thead>
          <tr>
            {['System', 'Rounds', 'Sent, of memory', 'Left', 'Total time', 'Downtime'].map(
              (word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ),
            )}
            <th scope="col">It stopped</th>
          </tr>
        </thead>
        <tbody>
          {results.map((result, index) => (
            <tr key={index}>
              <th scope="row">{SYSTEMS[index]?.name}</th>
              <td>{count(result.rounds.length)}</td>
              <td>{((result.pagesSent * PAGE_BYTES) / result.memoryBytes).toFixed(2)}</td>
              <td>{count(result.rounds.at(-1)?.sent ?? 0)}</td>
              <td>{seconds(result.totalSeconds)}</td>
              <td>{seconds(result.downtimeSeconds)}</td>
              <td>{STOP_REASONS[result.stopReason]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
