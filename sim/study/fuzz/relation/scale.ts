/** Relations of what is in proportion, or the same but for chance. */
import type { RunResult } from '../../../run/result/result.ts';
import {
  calm,
  first,
  idle,
  isPreCopy,
  policyOf,
  type Relation,
  withGuests,
  withMoves,
  withParameters,
  withTop,
} from './relation.ts';

/** A guest whose kernel writes nothing either. */
const STILL = {
  guestDirtyRate: '0 pages/s',
  hapGuestDirtyRate: '0 pages/s',
  guestHotRate: '0 pages/s',
  guestSuspendPages: '0 pages',
  hapGuestSuspendPages: '0 pages',
} as const;

const totalOf = (result: RunResult): number => first(result).totalSeconds;

/** Totals are alike within a share and some time. */
function alike(share: number, seconds: number) {
  return (one: RunResult, other: RunResult): string | undefined => {
    const [before, after] = [totalOf(one), totalOf(other)];
    const isAlike = Math.abs(after - before) <= before * share + seconds;
    return isAlike ? undefined : `${before} s became ${after} s`;
  };
}

const copied = (result: RunResult): number => {
  const [round] = first(result).rounds;
  return (round?.sent ?? 0) + (round?.zeroPages ?? 0);
};

/** Where zeros lie is drawn, and QEMU ends its passes by windows of 100 ms. */
const CHANCE = alike(0.02, 0.11);

export const SCALE: readonly Relation[] = [
  {
    name: 'twice-the-memory',
    about: 'twice the memory of an idle guest is twice the first copy',
    pair: (tree) => {
      const isDivided = ['qemu', 'nova', 'kubevirt'].includes(String(policyOf(tree)));
      if (!isPreCopy(tree) || isDivided) return undefined;
      const still = withParameters(idle(tree), STILL);
      const sized = (memory: string) =>
        withGuests(still, (guest) => ({ ...guest, memory, firmwarePages: 0, type: 'pv' }));
      return { one: sized('4 MiB'), other: sized('8 MiB') };
    },
    // Pages of the machine are added to both.
    broken: (one, other) => {
      const added = copied(other) - copied(one);
      return Math.abs(added - 1024) <= 2 ? undefined : `4 MiB more are ${added} pages more`;
    },
  },
  {
    name: 'nothing-written',
    about: 'a guest that writes nothing has no page to send after its first round',
    pair: (tree) => {
      if (!isPreCopy(tree) || tree.migrations[0]?.policy === undefined) return undefined;
      const one = withParameters(idle(tree), STILL);
      return { one, other: one };
    },
    broken: (one) => {
      const { rounds, stopReason } = first(one);
      const later = rounds.slice(1).reduce((sum, { sent, left = 0 }) => sum + sent + left, 0);
      const isCut = stopReason !== 'few-pages' || rounds.some(({ left = 0 }) => left > 0);
      return later === 0 || isCut ? undefined : `${later} pages are sent after the first round`;
    },
  },
  {
    name: 'later-start',
    about: 'a start 3 s later is the same migration 3 s later',
    pair: (tree) => {
      const one = withParameters(idle(tree), STILL);
      return { one, other: withMoves(one, (move) => ({ ...move, at: '3 s' })) };
    },
    broken: alike(1e-6, 1e-6),
  },
  {
    name: 'other-seed',
    about: 'chance alone changes little of an idle guest on hosts without turns',
    pair: (tree) => {
      const one = withParameters(idle(tree), STILL);
      return { one, other: withTop(one, { seed: 'other' }) };
    },
    broken: CHANCE,
  },
  {
    name: 'names-of-guests',
    about: 'other names of guests and hosts change nothing but chance',
    pair: (tree) => {
      const one = withParameters(idle(tree), STILL);
      const [move] = one.migrations;
      const [name = ''] = Object.keys(one.guests);
      if (one.links !== undefined || one.switches !== undefined) return undefined;
      const called = (host: unknown): string => `machine-${host}`;
      const guest = { ...one.guests[name], host: called(one.guests[name]?.host) };
      const hosts = Object.entries(one.hosts).map(([host, each]) => [called(host), each]);
      const guests = { other: guest };
      const migrations = [{ ...move, guest: 'other', to: called(move?.to) }];
      return {
        one,
        other: withTop(one, { hosts: Object.fromEntries(hosts), guests, migrations }),
      };
    },
    broken: CHANCE,
  },
  {
    name: 'page-time',
    about: 'half the time of each page is half the time of an idle guest',
    pair: (tree) => {
      if (!isPreCopy(tree) || policyOf(tree) !== 'xen-3.2') return undefined;
      const still = withParameters(idle(tree), STILL);
      const timed = (pageTime: string) =>
        withMoves(still, (move) => ({
          ...without(move),
          policy: { name: 'xen-3.2' },
          transport: { pageTime },
        }));
      return { one: timed('60 us'), other: timed('30 us') };
    },
    broken: (one, other) => {
      const ratio = totalOf(one) / totalOf(other);
      return Math.abs(ratio - 2) < 1e-9 ? undefined : `it is ${ratio} times as long`;
    },
  },
  {
    name: 'rates-and-page-time',
    about: 'twice the writes at half the time of a page are the same pages',
    pair: (tree) => {
      if (!isPreCopy(tree) || policyOf(tree) !== 'xen-3.2') return undefined;
      const still = withParameters(calm(tree), STILL);
      const timed = (pageTime: string, rate: string) => {
        const workload = { kind: 'write', rate, workingSet: '2 MiB', pacing: 'timer' };
        const busy = withGuests(still, (guest) => ({ ...guest, type: 'pv', workload }));
        const written = withParameters(busy, {
          guestCpuPerWrite: '0.1 us',
          guestCpuPerFault: '0 ns',
        });
        return withMoves(written, (move) => ({
          ...without(move),
          policy: { name: 'xen-3.2' },
          transport: { pageTime },
        }));
      };
      return { one: timed('60 us', '3000 pages/s'), other: timed('30 us', '6000 pages/s') };
    },
    // Writes are counted per stretch of time, and their fractions are carried on.
    broken: (one, other) => {
      const [before, after] = [first(one).pagesSent, first(other).pagesSent];
      return Math.abs(after / before - 1) < 0.04 ? undefined : `${before} pages became ${after}`;
    },
  },
  {
    name: 'idle-neighbour',
    about: 'an idle guest that stays makes little difference',
    pair: (tree) => {
      const one = withParameters(idle(tree), STILL);
      const [guest] = Object.values(one.guests);
      // An idle guest takes a third of the only CPU of an emulated host.
      if (guest === undefined || tree.machine.includes('emulated')) return undefined;
      const guests = { ...one.guests, neighbour: { ...guest, vcpus: 1, memory: '4 MiB' } };
      return { one, other: withTop(one, { guests }) };
    },
    broken: alike(0.1, 0.05),
  },
];

const without = ({ guest, to }: Readonly<Record<string, unknown>>) => ({ guest, to });
