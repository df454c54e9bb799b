/** The lanes of a time line, from what was seen of a run. */
import { largestOf } from '../../engine/kernel/lists.ts';
import { BITS_PER_PAGE, NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import type { PerformanceWindow } from '../../run/performance-curve.ts';
import { GUEST_STATES, type Recording, type StreamTrack } from '../../run/result/recording.ts';
import type { MigrationResult, RoundResult } from '../../run/result/result.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import { DETAILED_MOST } from './many.ts';
import { shortName } from './plot-text.ts';
import { axisEnd } from './ticks.ts';
import {
  entryTrack,
  type Lane,
  type Levels,
  type NamedStretch,
  type Scale,
  secondsOf,
  type Track,
} from './time-line.ts';
import { dom0Lanes, endOf, LANES_MOST, PARTS, short } from './time-line-dom0.ts';

/** What is known of a run. */
export interface Seen {
  readonly recording: Recording;
  readonly migrations: readonly MigrationResult[];
  /** What guests got; absent in the lab. */
  readonly curve?: readonly PerformanceWindow[];
  /** Only one migration, with the Dom0s of these hosts. */
  readonly only?: { readonly guest: string; readonly hosts: readonly string[] };
}

/** Guests that stay at most. */
export const GUESTS_MOST = 8;

const STATES: Scale = { least: 0, most: 1, unit: '' };

/** Lanes of a migration that is one of many. */
const OF_MANY = new Set(['stages', 'guest']);

/** From top to bottom: what migrations do and their guests, both Dom0s, who stays, their I/O. */
export function lanesOf(seen: Seen): Lane[] {
  const { recording, curve = [], only } = seen;
  const isAsked = (guest: string): boolean => only === undefined || only.guest === guest;
  const moves = new Set(recording.parts.map(({ guest }) => guest));
  const guests = recording.guests.map(({ guest }) => guest).filter(isAsked);
  const stay = [...new Set(curve.map(({ guest }) => guest))].filter((each) => !moves.has(each));
  const hosts = [...new Set(recording.vcpus.flatMap(({ host }) => host ?? []))];
  const isMany = moves.size > DETAILED_MOST && only === undefined;
  const own = (guest: string): Lane[] =>
    migrationLanes(seen, guest).filter(({ title }) => !isMany || OF_MANY.has(title));
  return [
    ...guests.filter((guest) => moves.has(guest)).flatMap(own),
    ...(only?.hosts ?? hosts).flatMap((host) => dom0Lanes(recording, host)),
    ...stay
      .slice(0, GUESTS_MOST)
      .map((guest) => guestLane(seen, guest, `${short(guest)}, which stays`)),
    ...(only === undefined ? ioLanes(recording) : []),
  ];
}

interface Span {
  readonly startNs: number;
  readonly endNs: number;
}

const edgesOf = (spans: readonly Span[]): number[] =>
  spans.flatMap(({ startNs, endNs }) => [startNs, endNs]);

/** The level of a span at its start; nothing from its end on. */
const inSpan = (at: number, level: (span: number) => number): number =>
  at % 2 === 0 ? level(at / 2) : 0;

/** Blocks are higher and lower in turn, so that neighbours can be told apart. */
const inTurn = (span: number): number => (span % 2 === 0 ? 1 : 0.82);

const labelOf = ({ startNs, endNs }: Span, text: string): NamedStretch => {
  return { from: secondsOf(startNs), to: secondsOf(endNs), text };
};

function migrationLanes(seen: Seen, guest: string): Lane[] {
  const { recording, migrations } = seen;
  const parts = recording.parts.filter((each) => each.guest === guest);
  const rounds = recording.rounds.filter((each) => each.guest === guest);
  const migration = migrations.find((each) => each.guest === guest);
  const [from, to] = [migration?.source ?? '', migration?.destination ?? ''];
  const group = `${short(guest)}: ${short(from)} → ${short(to)}`;
  const endNs = endOf(recording);
  const rules = rounds.map(({ startNs }) => secondsOf(startNs));
  const stage = (isDown: boolean) => (at: number) =>
    inSpan(at, (part) => (parts[part]?.inDowntime === isDown ? inTurn(part) : 0));
  const stages = entryTrack(edgesOf(parts), endNs, STATES, {
    'stage, guest runs': stage(false),
    'stage, guest down': stage(true),
  });
  const passes = entryTrack(edgesOf(rounds), endNs, STATES, { round: (at) => inSpan(at, inTurn) });
  const names = parts.map((part) => labelOf(part, part.name));
  const numbers = rounds.map((round) => labelOf(round, String(round.round)));
  return [
    { group, title: 'stages', heightPixels: 22, tracks: [stages], labels: names },
    { group, title: 'rounds', heightPixels: 18, tracks: [passes], labels: numbers },
    guestLane(seen, guest, group),
    ...pageLane(recording, guest).map((lane) => ({ ...lane, group, rules })),
    ...rateLanes(recording, guest, migration?.rounds ?? []).map((lane) => {
      return { ...lane, group, rules };
    }),
  ];
}

/** Whether a guest stands, and what it gets of what it wants where that is known. */
function guestLane({ recording, curve = [] }: Seen, guest: string, group: string): Lane {
  const windows = curve.filter((each) => each.guest === guest);
  const states = recording.guests.find((each) => each.guest === guest);
  const is = (wanted: (typeof GUEST_STATES)[number]) => (entry: number) =>
    GUEST_STATES[states?.states[entry] as number] === wanted ? 1 : 0;
  const state = entryTrack(states?.timesNs ?? [], endOf(recording), STATES, {
    'guest paused': is('paused'),
    'guest suspended': is('suspended'),
  });
  const last = windows.at(-1);
  if (last === undefined) return { group, title: 'guest', heightPixels: 12, tracks: [state] };
  const endNs = NS_PER_SECOND * (last.startSeconds + last.seconds);
  const startsNs = windows.map(({ startSeconds }) => NS_PER_SECOND * startSeconds);
  const curveOf = (levels: Levels, look?: Track['look']): Track =>
    entryTrack(startsNs, endNs, PARTS, levels, look);
  const part = (level = 0): number => Math.round(1e4 * level) / 1e4;
  const got = curveOf({
    'what the guest gets of what it wants': (at) => part(windows[at]?.performance),
  });
  const other: Levels = {
    'the same without the migration': (at) => part(windows[at]?.undisturbed),
  };
  return { group, title: 'guest', heightPixels: 44, tracks: [got, state, curveOf(other, 'steps')] };
}

type Ungrouped = Omit<Lane, 'group'>;

function pageLane(recording: Recording, guest: string): Ungrouped[] {
  const dirty = recording.dirty.find((each) => each.guest === guest);
  const { timesNs = [], pages = [] } = dirty ?? {};
  const left = leftPages(recording, guest);
  const all = [...left.map((each) => each.pages), ...pages];
  const most = axisEnd(all.reduce((one, other) => Math.max(one, other), 0));
  const scale: Scale = { least: 0, most, unit: 'pages' };
  const rest: Levels = { 'pages left in the round': (at) => left[at]?.pages ?? 0 };
  const found: Levels = {
    'pages dirty since the last CLEAN': (at) => Math.round(pages[at] as number),
  };
  const leftNs = left.map((each) => each.timeNs);
  const tracks = [
    entryTrack(leftNs, endOf(recording), scale, rest, 'steps'),
    entryTrack(timesNs, timesNs.at(-1) ?? 0, scale, found, 'line'),
  ];
  return all.length === 0 ? [] : [{ title: 'pages', heightPixels: 64, tracks }];
}

/** Pages that a round has still to deal with; skipped ones are spread over its batches. */
function leftPages({ rounds, batches }: Recording, guest: string) {
  const own = batches.find((each) => each.guest === guest);
  return rounds
    .filter((each) => each.guest === guest)
    .flatMap(({ round, startNs, sent, zeroPages, skipped }) => {
      const due = sent + zeroPages + skipped;
      const entries = own?.rounds.flatMap((each, at) => (each === round ? [at] : [])) ?? [];
      const scanned = entries.reduce((sum, at) => sum + (own?.pages[at] ?? 0), 0);
      let done = 0;
      const after = entries.map((at) => {
        done += own?.pages[at] ?? 0;
        return { timeNs: own?.startsNs[at] ?? 0, pages: Math.round(due * (1 - done / scanned)) };
      });
      return [{ timeNs: startNs, pages: due }, ...after];
    });
}

/** The byte streams of one guest's migration. */
export function streamsOf({ streams }: Recording, guest: string): StreamTrack[] {
  return streams.filter(({ of, name }) => {
    const isItsOwn = [` ${guest}`, `(${guest})`].some((end) => name.endsWith(end));
    return of === 'migration' && (isItsOwn || name.includes(`(${guest}, `));
  });
}

/**
 * Mbit/s at which pages became dirty from CLEAN to CLEAN; undefined where no CLEAN followed.
 */
export function dirtyRateOf({ dirtied, deltaSeconds }: RoundResult): number | undefined {
  if (dirtied === null) return undefined;
  return megabitsPerSecond((dirtied * BITS_PER_PAGE) / 8, deltaSeconds);
}

function rateLanes(
  recording: Recording,
  guest: string,
  results: readonly RoundResult[],
): Ungrouped[] {
  const spans = recording.rounds.filter((each) => each.guest === guest);
  const rates = results.map(dirtyRateOf);
  // Short rounds do not set the scale.
  const leastNs = 0.01 * endOf(recording);
  const visible = spans.map(({ startNs, endNs }, at) => {
    return endNs - startNs >= leastNs ? (rates[at] ?? 0) : 0;
  });
  const streams = streamsOf(recording, guest);
  const ofPages = streams.findIndex(({ name }) => !name.includes(', mirror '));
  return streams.map((stream, at) => {
    const lane = streamLane(stream, largestOf(visible, 0));
    const scale = lane.tracks[0]?.scale ?? PARTS;
    const become: Levels = {
      'bytes of pages that become dirty': (edge) =>
        edge % 2 === 0 ? (rates[edge / 2] ?? null) : null,
    };
    const dirtied = entryTrack(edgesOf(spans), endOf(recording), scale, become, 'steps');
    const way = /, ([^()]+)\)$/.exec(stream.name)?.[1] ?? '';
    const tracks = at === ofPages ? [...lane.tracks, dirtied] : lane.tracks;
    return { ...lane, title: `${lane.title} ${way}`.trim(), tracks };
  });
}

/** Under a cap a stream comes in bursts: means over some of its periods show the trend, s. */
const MEAN_SECONDS = 0.3;

/** The rate of a stream between its entries. @param least Mbit/s that the scale has to hold. */
function streamLane({ timesNs, deliveredBytes }: StreamTrack, least: number): Ungrouped {
  const lengths = timesNs.slice(1).map((timeNs, at) => timeNs - (timesNs[at] as number));
  const rates = lengths.map((ns, at) => {
    const bytes = (deliveredBytes[at + 1] as number) - (deliveredBytes[at] as number);
    return Math.round(1000 * (megabitsPerSecond(bytes, ns / NS_PER_SECOND) ?? 0)) / 1000;
  });
  // A few bytes within some ns are no rate that anybody sees.
  const lasting = rates.filter((_, at) => (lengths[at] as number) > 1e5);
  const greatest = lasting.reduce((one, other) => Math.max(one, other), least);
  const scale: Scale = { least: 0, most: axisEnd(greatest), unit: 'Mbit/s' };
  const track = entryTrack(timesNs.slice(0, -1), timesNs.at(-1) ?? 0, scale, {
    'bytes on the way': (at) => Math.min(rates[at] as number, scale.most),
  });
  const tracks = [{ ...track, meanSeconds: MEAN_SECONDS }];
  return { title: 'Mbit/s', heightPixels: 64, tracks };
}

function ioLanes({ streams }: Recording): Lane[] {
  const moved = ({ deliveredBytes }: StreamTrack): number => deliveredBytes.at(-1) ?? 0;
  const used = streams.filter((each) => each.of === 'io' && moved(each) > 0);
  const most = used.toSorted((a, b) => moved(b) - moved(a)).slice(0, LANES_MOST);
  return most.map((stream) => {
    return { ...streamLane(stream, 0), group: shortName(stream.name), heightPixels: 44 };
  });
}
