/**
 * A time line as plain data: lanes of what went on, above one another on one axis of simulated
 * time. `time-line-lanes.ts` makes it of a recording, `../html/time-line-svg.ts` draws it, for
 * reports and for the lab.
 */
import { countUpTo } from '../../engine/kernel/lists.ts';
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import { digits, grouped, percent, seconds as shownSeconds } from './numbers.ts';

/** What is drawn, with its colour of the palette; the legend has one entry for each. */
export const MEANINGS = {
  'stage, guest runs': 'runs',
  'stage, guest down': 'down',
  round: 'round',
  'what the guest gets of what it wants': 'runs',
  'the same without the migration': 'faint',
  'guest paused': 'paused',
  'guest suspended': 'down',
  'pages dirty since the last CLEAN': 'dirty',
  'pages left in the round': 'sent',
  'bytes on the way': 'sent',
  'bytes of pages that become dirty': 'dirty',
  'Dom0 runs': 'busy',
  'Dom0 parked by its cap': 'parked',
  'Dom0 waits for a CPU': 'waits',
  'Dom0 stands with its host': 'paused',
  'credits of Dom0': 'ink',
} as const;

export type Meaning = keyof typeof MEANINGS;

/** From the bottom to the top of a lane; a state without a unit is there or not. */
export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly unit: '%' | 'pages' | 'Mbit/s' | 'pages/s' | 'credits' | '';
}

/** Levels over time, one list for each meaning. */
export interface Track {
  /**
   * area: each level from its time to the next, one meaning on top of the other; steps: the same
   * as a line; line: straight from point to point. `times` has the end as well.
   */
  readonly look: 'area' | 'steps' | 'line';
  readonly meanings: readonly Meaning[];
  readonly scale: Scale;
  /** Seconds of simulated time; they never fall. */
  readonly times: readonly number[];
  /** On the scale; null where there is none. */
  readonly levels: readonly (readonly (number | null)[])[];
  /** In longer windows it would be a smear and is not drawn, s. */
  readonly windowMost?: number;
  /** It comes and goes: in long windows means over so many seconds are drawn. */
  readonly meanSeconds?: number;
}

/** Means are drawn where there are at least so many. */
const MEANS_LEAST = 30;

/** Into how many parts a window of a track is cut at most. @param pixels of the window. */
export function partsOf({ meanSeconds }: Track, { from, to }: Stretch, pixels: number): number {
  const means = meanSeconds === undefined ? 0 : Math.floor((to - from) / meanSeconds);
  return means < MEANS_LEAST ? pixels : Math.min(pixels, means);
}

/** Seconds of simulated time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A stretch and what it is called. */
export interface NamedStretch extends Stretch {
  readonly text: string;
}

export interface Lane {
  /** Stands above the first lane of its group. */
  readonly group: string;
  /** Stands before it: a word a line. */
  readonly title: string;
  readonly heightPixels: number;
  /** The scale of the first is that of the lane. */
  readonly tracks: readonly Track[];
  /** Words within it. */
  readonly labels?: readonly NamedStretch[];
  /** Times that are marked across it. */
  readonly rules?: readonly number[];
}

/** An instant and what happened then. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

export interface TimeLine extends Stretch {
  readonly lanes: readonly Lane[];
  /** Drawn across all lanes, named above them, in the order of time. */
  readonly marks?: readonly Mark[];
}

/** Time to the microsecond: more than a screen shows. */
const toMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** Seconds of a time in ns. */
export const secondsOf = (ns: number): number => toMicroseconds(ns / NS_PER_SECOND);

/** Levels by what they mean, entry by entry. */
export type Levels = Readonly<Partial<Record<Meaning, (entry: number) => number | null>>>;

/** A track of entries that each last until the next, or are points of a line. */
export const entryTrack = (
  timesNs: readonly number[],
  endNs: number,
  scale: Scale,
  levels: Levels,
  look: Track['look'] = 'area',
): Track => ({
  look,
  meanings: Object.keys(levels) as Meaning[],
  scale,
  times: [...timesNs, endNs].map(secondsOf),
  levels: Object.values(levels).map((level) => timesNs.map((_, entry) => level(entry))),
});

/**
 * What a track shows of a stretch, with the entries next to it: those, or if they are more than
 * `most`, their means over `most` equal windows.
 */
export function within(track: Track, { from, to }: Stretch, most: number): Track {
  const { times, levels } = track;
  const first = Math.max(0, countUpTo(times, from) - 1);
  const end = Math.min(times.length, countUpTo(times, to) + 1);
  if (end - first - 1 > most) return meansOf(track, { from, to }, most);
  const cut = levels.map((each) => each.slice(first, end));
  return { ...track, times: times.slice(first, end), levels: cut };
}

function meansOf(track: Track, { from, to }: Stretch, most: number): Track {
  const { times, levels } = track;
  const step = (to - from) / most;
  const sums = levels.map(() => new Array<number>(most).fill(0));
  for (let entry = 0; entry < times.length - 1; entry += 1) {
    const start = Math.max(from, times[entry] as number);
    const stop = Math.min(to, times[entry + 1] as number);
    for (let window = Math.floor((start - from) / step); window < most; window += 1) {
      const left = from + window * step;
      if (left >= stop) break;
      const share = (Math.min(stop, left + step) - Math.max(start, left)) / step;
      for (const [at, sum] of sums.entries()) {
        sum[window] = (sum[window] ?? 0) + share * (levels[at]?.[entry] ?? 0);
      }
    }
  }
  const edges = Array.from({ length: most + 1 }, (_, at) => toMicroseconds(from + at * step));
  return { ...track, times: edges, levels: sums.map((sum) => sum.map(rounded)) };
}

const rounded = (level: number): number => Number(level.toPrecision(3));

/** A level in words. @param scale without a unit: nothing. */
function shown(level: number, { unit }: Scale): string {
  if (unit === '') return '';
  if (unit === '%') return `: ${percent(level)}`;
  return `: ${unit === 'Mbit/s' ? digits(level) : grouped(level)} ${unit}`;
}

/** What a lane says of a time, a line for each thing that is there. */
export function readingOf({ tracks, labels = [] }: Lane, seconds: number): string[] {
  const label = labels.find(({ from, to }) => from <= seconds && seconds < to);
  if (label !== undefined) return [`${label.text}: ${shownSeconds(label.to - label.from)} s`];
  return tracks.flatMap(({ look, meanings, scale, times, levels }) => {
    const at = countUpTo(times, seconds) - 1;
    return meanings.flatMap((meaning, which) => {
      const level = levels[which]?.[at] ?? null;
      if (level === null || at >= times.length - 1) return [];
      if (look === 'area' && level === 0 && (scale.unit === '' || meanings.length > 1)) return [];
      return [`${meaning}${shown(level, scale)}`];
    });
  });
}
