/** Lesson 10: what becomes of the guest when its migration fails, phase by phase. */
import { whereOf } from '../../../output/document/fate.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import { firstOf } from '../../../run/result/together.ts';
import { showQuantity } from '../../../text/quantity.ts';
import type { Setting } from '../scenario/settings.ts';
import { Because } from './because.tsx';
import type { Lesson, Runner } from './lesson.ts';
import { oneOf, seconds } from './scales.ts';
import type { Source } from './source.ts';

const XEND: Source = {
  path: 'teach/first-migration.yaml',
  settings: [
    ['source.dom0', '{}'],
    ['parameters', '{dom0Background: 0 %}'],
    ['vm.memory', '128 MiB'],
    ['vm.workload.workingSet', '8 MiB'],
  ],
};

const on = (machine: string, policy: string): Source => {
  const settings: Setting[] = [
    ['machine', machine],
    ['migrations.0.policy', policy],
  ];
  return { ...XEND, settings: [...XEND.settings, ...settings] };
};

const XL = on('xl-4.20', '{name: xen-4}');
const QEMU = on('kvm-2024', '{name: qemu}');
const POST_COPY = on('kvm-2024', '{name: qemu, postCopy: {afterPasses: 1, atThreshold: true}}');

const withFault = (source: Source, fault: string): Source => {
  return { ...source, settings: [...source.settings, ['faults', `[{${fault}}]`]] };
};

/** The phases in their order, and the same for `faults`. */
const CUTS = [
  ['pre-copy, after: 500 ms', 'while its memory is copied and it runs'],
  ['stop-and-copy', 'while it stands and the rest is copied'],
  ['hand-over', 'while the source lets go and the destination takes over'],
] as const;

const CHOICES = ['in none of them', `only ${CUTS[0][1]}`, `until it is handed over`, 'in all'];

const DEVICES = 'kind: devices';

export const failing: Lesson = {
  title: 'What if it fails?',
  question: () => (
    <>
      <p>
        The cable between two hosts of Xen 3.2 is pulled for good while a guest of 128 MiB moves.
        That may be {CUTS.map(([, words]) => words).join(', or ')}.
      </p>
      <p>In which of these phases does the guest come to no harm: no pause, no loss?</p>
    </>
  ),
  prediction: { kind: 'choice', y: oneOf('No harm', CHOICES) },
  source: XEND,
  reading: [
    { page: 'explanation/faults', section: 'what-each-system-does' },
    { page: 'explanation/xen-algorithm', section: '5-xend-around-the-copy' },
  ],
  async run(runner) {
    const moves = (source: Source, fault: string) => moved(runner, withFault(source, fault));
    const [live, standing, handedOver] = [
      await moves(XEND, cutIn(0)),
      await moves(XEND, cutIn(1)),
      await moves(XEND, cutIn(2)),
    ];
    const playable = await runner.record(withFault(XEND, DEVICES));
    const xend = firstOf(playable.result);
    const [xl, qemu] = [await moves(XL, DEVICES), await moves(QEMU, DEVICES)];
    const post = await moves(POST_COPY, 'kind: reset, during: post-copy, for: 20 s');
    const harmed = [live, standing, handedOver].findIndex((each) => !isUnharmed(each));
    return {
      truth: harmed < 0 ? CUTS.length : harmed,
      playable,
      explanation: (
        <>
          <p>
            While it runs, the source has all of it: <b>{whereOf(live)}</b>. What was sent,{' '}
            {showQuantity(live.fate?.bytesInVain ?? 0, 'bytes')}, is thrown away. That the cable is
            gone is noticed after <b>{seconds(noticedAfter(live))}</b>.
          </p>
          <Because of="noOneTells" />
          <p>
            While it stands, the same wait is its pause. Then xend resumes it:{' '}
            <b>{whereOf(standing)}</b>. The worst instant comes after that: if the connection breaks
            there, <b>{whereOf(handedOver)}</b>. The same when nothing but its devices cannot be set
            up there: <b>{whereOf(xend)}</b>.
          </p>
          <Because of="xendLetsGo" />
          <p>
            xl of Xen 4 and QEMU keep the guest at the source until the destination is ready. With
            the same fault of devices, under xl <b>{whereOf(xl)}</b>, and under QEMU{' '}
            <b>{whereOf(qemu)}</b>. After post-copy has begun no host has all of the guest. If the
            connection is reset for 20 s then, its migration waits to be told to go on: it misses
            pages for <b>{seconds(post.postCopy?.stalledSeconds ?? 0)}</b>, and then {whereOf(post)}
            .
          </p>
          <p>
            Try it yourself: where its knobs are turned, buttons cut the link, crash the destination
            and cancel at any instant.
          </p>
        </>
      ),
    };
  },
};

const cutIn = (phase: number): string => `kind: link-down, during: ${CUTS[phase]?.[0]}`;

async function moved(runner: Runner, source: Source): Promise<MigrationResult> {
  return firstOf((await runner.record(source)).result);
}

const isUnharmed = ({ fate }: MigrationResult): boolean => fate?.outcome === 'runs-at-source';

const noticedAfter = ({ fate }: MigrationResult): number =>
  (fate?.failure?.noticedSeconds ?? 0) - (fate?.failure?.faultSeconds ?? 0);
