/** The guests that are run to show causes, and what is compared of them. */
import type { MigrationResult } from '../../../run/result/result.ts';
import type { Setting } from '../scenario/settings.ts';
import { type Source, withMore } from './source.ts';

const FIRST = 'teach/first-migration.yaml';

const NO_CAP: Setting = ['source.dom0.cap', 'none'];
const IDLES: Setting = ['vm.workload', '{kind: idle}'];

/** No cap, and means without pages: quick, and nothing of it is chance. */
export const means = (...settings: readonly Setting[]): Source => ({
  path: FIRST,
  settings: [['fidelity', 'expected'], NO_CAP, ...settings],
});

export const IDLE = means(IDLES);

/** Its Dom0s take turns, page by page: with caps that is quicker than their means. */
export const TURNS: Source = { path: FIRST, settings: [NO_CAP, IDLES] };

export const link = (rate: string): Setting => [
  'links',
  `[{name: wire, between: [source, destination], rate: ${rate}}]`,
];

/** Saved and restored. */
export const SAVED: Source = {
  path: 'teach/suspend-copy-resume.yaml',
  settings: [
    ['sweep', '{}'],
    ['migrations.0.mechanism', 'suspend-copy-resume'],
    ['vm.memory', '64 MiB'],
  ],
};

/** It writes to more memory than rounds can catch up with. */
export const WIDE = means(
  ['vm.workload.rate', '9000 pages/s'],
  ['vm.workload.workingSet', '900 MiB'],
);

/** It writes faster than pages can be sent. */
export const FAST = means(
  ['vm.workload.rate', '100000 pages/s'],
  ['vm.workload.workingSet', '32 MiB'],
);

/** Rules of Xen, to be varied. */
export const rules = (more: string): Setting => [
  'migrations.0.policy',
  `{name: custom, scan: rotated, maxRounds: 29, maxFactor: 3, minPages: 50, ${more}}`,
];

export const SKIPPING = withMore(means(['vm.workload.rate', '60000 pages/s']), [
  rules('skips: true'),
]);

/** So much of its memory is written that Xen gives up. */
export const MANY = means(
  ['vm.memory', '256 MiB'],
  ['vm.workload.rate', '60000 pages/s'],
  ['vm.workload.workingSet', '128 MiB'],
);

/** Its devices cannot be set up at the destination. */
export const NO_DEVICES: Source = {
  path: FIRST,
  settings: [
    ['source.dom0', '{}'],
    ['vm.memory', '16 MiB'],
    ['vm.workload.workingSet', '4 MiB'],
    ['faults', '[{kind: devices}]'],
  ],
};

/** Under QEMU, and over 1 Gbit/s. */
export const QEMU: Source = {
  path: FIRST,
  settings: [
    ['source.dom0', '{}'],
    ['machine', 'kvm-2024'],
    ['vm.memory', '128 MiB'],
    ['vm.workload.rate', '20000 pages/s'],
    link('1 Gbit/s'),
    ['migrations.0.policy', '{name: qemu}'],
  ],
};

const inPreCopy = (kind: string): Setting => [
  'faults',
  `[{kind: ${kind}, during: pre-copy, after: 100 ms}]`,
];

export const CUT = withMore(NO_DEVICES, [inPreCopy('link-down')]);
export const RESET = inPreCopy('reset');

const lastOf = ({ rounds }: MigrationResult): number => rounds.at(-1)?.sent ?? 0;

const noticedAfter = ({ fate }: MigrationResult): number =>
  (fate?.failure?.noticedSeconds ?? 0) - (fate?.failure?.faultSeconds ?? 0);

/** What is compared, each with how it is said. */
export const QUANTITIES = {
  'total time': { unit: 's', of: ({ totalSeconds }: MigrationResult) => totalSeconds },
  downtime: { unit: 's', of: ({ downtimeSeconds }: MigrationResult) => downtimeSeconds },
  'pages left': { unit: 'pages', of: lastOf },
  'old pages': { unit: 'pages', of: ({ rounds }: MigrationResult) => rounds[0]?.dirtied ?? 0 },
  'round 3, of round 2': {
    unit: '%',
    of: ({ rounds }: MigrationResult) => (100 * (rounds[2]?.sent ?? 0)) / (rounds[1]?.sent ?? 1),
  },
  'pages sent': { unit: 'pages', of: ({ pagesSent }: MigrationResult) => pagesSent },
  'noticed after': { unit: 's', of: noticedAfter },
  'guests lost': {
    unit: '',
    of: ({ fate }: MigrationResult) => (fate?.outcome === 'lost' ? 1 : 0),
  },
} as const;

export type Quantity = keyof typeof QUANTITIES;
