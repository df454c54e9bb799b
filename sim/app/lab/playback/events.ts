/** What happens at the instants to which one steps, in words. */

import { countUpTo } from '../../../engine/kernel/lists.ts';
import {
  type CreditTrack,
  GUEST_STATES,
  VCPU_STATES,
  type VcpuTrack,
} from '../../../run/result/recording.ts';
import type { Film } from './film.ts';
import { count } from './numbers.ts';
import { sizeOf } from './writes.ts';

const WORDS: Readonly<Record<(typeof VCPU_STATES)[number], string>> = {
  running: 'runs',
  blocked: 'has nothing to do',
  parked: 'parked by its cap',
  queued: 'waits for a CPU',
  paused: 'paused',
};

/** All that happens at a time, what is rarest first; nothing is empty. */
export function eventsAt(film: Film, ns: number): string[] {
  const { recording } = film.playable;
  return [
    ...stagesAt(film, ns),
    ...roundsAt(film, ns),
    ...guestAt(film, ns),
    ...batchesAt(film, ns),
    ...recording.credits.flatMap((track) => creditAt(track, ns)),
    ...recording.vcpus.flatMap((track) => vcpuAt(track, recording.credits, ns)),
  ];
}

/** Entries of a track at an instant. */
function entriesAt(timesNs: ArrayLike<number>, ns: number): number[] {
  const end = countUpTo(timesNs, ns);
  const entries: number[] = [];
  for (let at = end - 1; at >= 0 && timesNs[at] === ns; at -= 1) entries.unshift(at);
  return entries;
}

function stagesAt({ parts, startNs }: Film, ns: number): string[] {
  const begins = parts.filter((part) => part.startNs === ns).map(({ name }) => `${name} begins`);
  const ended = parts.filter((part) => part.endNs === ns && part.startNs < ns);
  const isFirst = ns === startNs && begins.length === 0;
  return [
    ...(isFirst ? ['the migration begins'] : []),
    ...ended.map(({ name }) => `${name} ends`),
    ...begins,
  ];
}

function roundsAt({ map, playable }: Film, ns: number): string[] {
  const logs = playable.logs.flat().filter(({ endNs }) => endNs === ns);
  const { rounds } = map.recording;
  return [
    ...logs.map(({ positions }) => `CLEAN finds ${count(positions.length)} pages written`),
    ...rounds
      .filter(({ startNs }) => startNs === ns)
      .map(({ round, live }) => {
        return `round ${round} begins${live ? '' : ', the guest standing'}`;
      }),
  ];
}

function guestAt({ playable, result }: Film, ns: number): string[] {
  const track = playable.recording.guests.find(({ guest }) => guest === result.guest);
  return entriesAt(track?.timesNs ?? [], ns).map((at) => {
    const state = GUEST_STATES[track?.states[at] ?? 0];
    return `${result.guest} ${state === 'runs' ? 'runs' : `is ${state}`} at ${track?.hosts[at]}`;
  });
}

function batchesAt({ map }: Film, ns: number): string[] {
  const { batches } = map.recording;
  return batches.flatMap(({ timeNs, taken, skipped }) => {
    if (timeNs !== ns) return [];
    const passed = sizeOf(skipped);
    const peek = passed === 0 ? '' : `PEEK finds ${count(passed)} due pages written: skipped; `;
    return [`${peek}batch of ${count(sizeOf(taken))} pages`];
  });
}

function creditAt({ host, vcpu, timesNs, credits }: CreditTrack, ns: number): string[] {
  const who = vcpu.startsWith(`${host}/`) ? vcpu.slice(host.length + 1) : vcpu;
  return entriesAt(timesNs, ns).map((at) => {
    const before = credits[at - 1];
    const now = credits[at] as number;
    const what = before !== undefined && now > before ? 'refill' : 'tick';
    return `${what}: ${nameOf(host, who)} has credit ${signed(now)}`;
  });
}

/** `Dom0 source, v2` of `source/Dom0/v2`. */
const nameOf = (host: string, who: string): string =>
  who.startsWith('Dom0/') ? `Dom0 ${host}, ${who.slice(5)},` : who;

function vcpuAt(track: VcpuTrack, credits: readonly CreditTrack[], ns: number): string[] {
  const { host, guest, vcpu, timesNs, states, shares } = track;
  const name = host === undefined ? guest : `Dom0 ${host}`;
  return entriesAt(timesNs, ns).flatMap((at) => {
    const state = VCPU_STATES[states[at] ?? 0] ?? 'running';
    const share = shares[at] ?? 1;
    const used =
      state === 'running' && share < 1 ? ` for ${Math.round(100 * share)} % of the time` : '';
    const own = credits.find((each) => each.vcpu === `${host}/Dom0/v${vcpu}`);
    const last = own?.credits[countUpTo(own.timesNs, ns) - 1];
    const owes = state === 'parked' && last !== undefined ? `, credit ${signed(last)}` : '';
    return [`${name}, v${vcpu}, ${WORDS[state]}${used}${owes}`];
  });
}

const signed = (value: number): string => `${value < 0 ? '−' : ''}${Math.abs(Math.round(value))}`;
