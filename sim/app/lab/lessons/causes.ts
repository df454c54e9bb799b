/**
 * Every sentence of the lessons that names a cause, with the pair of runs that shows it: the same
 * guest with that cause changed and nothing else. The lessons show the sentences from here, and a
 * test runs every pair.
 */
import type { Setting } from '../scenario/settings.ts';
import {
  CUT,
  FAST,
  IDLE,
  link,
  MANY,
  means,
  NO_DEVICES,
  QEMU,
  type Quantity,
  RESET,
  rules,
  SAVED,
  SKIPPING,
  TURNS,
  WIDE,
} from './cause-runs.ts';
import { type Source, withMore } from './source.ts';

/** A sentence that names a cause. */
export interface Cause {
  readonly says: string;
  /** What is changed, in words. */
  readonly tried: string;
  readonly base: Source;
  readonly change: readonly Setting[];
  readonly of: Quantity;
  /** The quantity without the change and with it. */
  readonly from: number;
  readonly to: number;
}

const XL: readonly Setting[] = [
  ['machine', 'xl-4.20'],
  ['migrations.0.policy', '{name: xen-4}'],
];

export const CAUSES = {
  memory: {
    says:
      'All of the memory moves while the guest stands: twice the memory is twice the ' +
      'downtime.',
    tried: '128 MiB instead of 64 MiB',
    base: SAVED,
    change: [['vm.memory', '128 MiB']],
    ...{ of: 'downtime', from: 3.46, to: 6.13 },
  },
  network: {
    says:
      'It goes to storage and back, which takes 480 Mbit/s: a faster network changes ' + 'nothing.',
    tried: 'a network of 10 Gbit/s instead of 1 Gbit/s',
    base: SAVED,
    change: [link('10 Gbit/s')],
    ...{ of: 'downtime', from: 3.46, to: 3.46 },
  },
  storage: {
    says:
      'Faster storage helps, but not in proportion: a page is prepared, then written, one ' +
      'step after the other.',
    tried: 'storage of 4,800 Mbit/s instead of 480 Mbit/s',
    base: SAVED,
    change: [['parameters', '{storageRate: 4800 Mbit/s}']],
    ...{ of: 'downtime', from: 3.46, to: 1.83 },
  },
  writtenTwice: {
    says:
      'A page that is written twice is dirty once: four times the writes are not four times ' +
      'the old pages.',
    tried: '12,000 instead of 3,000 pages a second',
    base: means(),
    change: [['vm.workload.rate', '12000 pages/s']],
    ...{ of: 'old pages', from: 15800, to: 16700 },
  },
  ratio: {
    says:
      'What is dirty after a round was written while it was sent: with half the writes, ' +
      'each round is about half as much of the one before.',
    tried: '4,500 instead of 9,000 pages a second',
    base: WIDE,
    change: [['vm.workload.rate', '4500 pages/s']],
    ...{ of: 'round 3, of round 2', from: 43.4, to: 23.9 },
  },
  suspendWrites: {
    says:
      'The last round has more pages than the line says, because the guest itself writes ' +
      'some 200 while it suspends.',
    tried: 'a suspend that writes 5 pages instead of 205',
    base: WIDE,
    change: [['parameters', '{guestSuspendPages: 5}']],
    ...{ of: 'pages left', from: 462, to: 262 },
  },
  rateBeyond: {
    says: 'Once rounds do not shrink, it hardly matters how fast the guest writes.',
    tried: '200,000 instead of 100,000 pages a second',
    base: FAST,
    change: [['vm.workload.rate', '200000 pages/s']],
    ...{ of: 'pages left', from: 7250, to: 8060 },
  },
  workingSet: {
    says: 'Where it writes decides: twice the working set leaves twice the pages.',
    tried: 'a working set of 64 MiB instead of 32 MiB',
    base: FAST,
    change: [['vm.workload.workingSet', '64 MiB']],
    ...{ of: 'pages left', from: 7250, to: 13600 },
  },
  skipping: {
    says: 'Skipping saves pages that would be sent in vain.',
    tried: 'without skipping',
    base: SKIPPING,
    change: [rules('skips: false')],
    ...{ of: 'pages sent', from: 444000, to: 698000 },
  },
  shorterRounds: {
    says: 'Rounds that send less take less time, so less is left at the end.',
    tried: 'without skipping',
    base: SKIPPING,
    change: [rules('skips: false')],
    ...{ of: 'pages left', from: 11100, to: 15300 },
  },
  volumeRule: {
    says:
      'The ceiling is a rule of Xen: it stops the guest when more than three times the ' +
      'memory was sent.',
    tried: 'a rule of two times instead of three',
    base: withMore(MANY, [rules('skips: true')]),
    change: [['migrations.0.policy.maxFactor', '2']],
    ...{ of: 'total time', from: 13.1, to: 9.98 },
  },
  beyondVolume: {
    says: 'Past that point a faster guest hardly takes longer to move.',
    tried: '120,000 instead of 60,000 pages a second',
    base: MANY,
    change: [['vm.workload.rate', '120000 pages/s']],
    ...{ of: 'total time', from: 13.1, to: 13.3 },
  },
  paidInDowntime: {
    says: 'It pays in downtime: what is left is sent while it stands.',
    tried: '120,000 instead of 60,000 pages a second',
    base: MANY,
    change: [['vm.workload.rate', '120000 pages/s']],
    ...{ of: 'downtime', from: 1.51, to: 1.81 },
  },
  toolstack: {
    says:
      'When rounds shrink, nearly all of the downtime is the toolstack: a guest that writes ' +
      'nothing is down for as long.',
    tried: 'an idle guest instead of one that writes 3,000 pages a second',
    base: means(),
    change: [['vm.workload', '{kind: idle}']],
    ...{ of: 'downtime', from: 0.509, to: 0.505 },
  },
  toolstackByCap: {
    says: "The toolstack needs Dom0's CPU as well: a cap makes it longer.",
    tried: 'Dom0 at 20 % instead of without a cap',
    base: TURNS,
    change: [['source.dom0.cap', '20 %']],
    ...{ of: 'downtime', from: 0.505, to: 0.895 },
  },
  downtimeByLeft: {
    says: 'What is left adds its time to that.',
    tried: 'a working set of 64 MiB instead of 32 MiB',
    base: FAST,
    change: [['vm.workload.workingSet', '64 MiB']],
    ...{ of: 'downtime', from: 0.844, to: 1.15 },
  },
  capBelow: {
    says:
      'Below half a CPU Dom0 waits for its cap most of the time: half the cap is twice the ' +
      'time.',
    tried: 'a cap of 10 % instead of 20 %',
    base: withMore(TURNS, [['source.dom0.cap', '20 %']]),
    change: [['source.dom0.cap', '10 %']],
    ...{ of: 'total time', from: 50.3, to: 101 },
  },
  capAbove: {
    says: 'From some 60 % on it hardly waits for its cap any more.',
    tried: 'a cap of 100 % instead of 60 %',
    base: withMore(TURNS, [['source.dom0.cap', '60 %']]),
    change: [['source.dom0.cap', '100 %']],
    ...{ of: 'total time', from: 18, to: 17.2 },
  },
  linkToo: {
    says:
      'The link is not the limit either. It is one of the steps, and a faster one shortens ' +
      'that step only.',
    tried: 'a link of 10 Gbit/s instead of 1 Gbit/s',
    base: IDLE,
    change: [link('10 Gbit/s')],
    ...{ of: 'total time', from: 17.2, to: 13 },
  },
  linkNoMore: {
    says:
      'A still faster one gains nothing: to write and read a page then takes longer than to ' +
      'carry it.',
    tried: 'a link of 100 Gbit/s instead of 10 Gbit/s',
    base: withMore(IDLE, [link('10 Gbit/s')]),
    change: [link('100 Gbit/s')],
    ...{ of: 'total time', from: 13, to: 13 },
  },
  otherEnd: {
    says: "The destination's Dom0 reads and places the pages, so its cap counts as well.",
    tried: "20 % for the destination's Dom0 instead of no cap",
    base: TURNS,
    change: [['destination.dom0.cap', '20 %']],
    ...{ of: 'total time', from: 17.2, to: 51.9 },
  },
  noOneTells: {
    says:
      'Nothing tells the sender that the cable is gone: TCP repeats what is lost, later ' +
      'each time, until it gives up.',
    tried: 'a connection that is reset, which both ends are told, instead of a pulled cable',
    base: CUT,
    change: [RESET],
    ...{ of: 'noticed after', from: 925, to: 0 },
  },
  downtimeTarget: {
    says:
      'QEMU is given a downtime: it stops as soon as what is left can be sent in that time, ' +
      '300 ms if nothing else is asked for.',
    tried: 'a downtime of 100 ms instead of 300 ms',
    base: QEMU,
    change: [['migrations.0.policy.downtimeLimit', '100 ms']],
    ...{ of: 'downtime', from: 0.326, to: 0.134 },
  },
  xendLetsGo: {
    says:
      'xend destroys the guest at the source before the destination has said that it runs; ' +
      'xl keeps it until then.',
    tried: 'xl instead of xend, with devices that cannot be set up',
    base: NO_DEVICES,
    change: XL,
    ...{ of: 'guests lost', from: 1, to: 0 },
  },
} as const satisfies Record<string, Cause>;

export type CauseName = keyof typeof CAUSES;
