/** The time line of a run in its report: everything side by side, down to periods of 30 ms. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import type { PerformanceWindow } from '../../run/performance-curve.ts';
import type { Recording } from '../../run/result/recording.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { Block } from './document.ts';
import { DETAILED_MOST } from './many.ts';
import { type NamedStretch, secondsOf, within } from './time-line.ts';
import { GUESTS_MOST, lanesOf } from './time-line-lanes.ts';
import { marksOf } from './time-line-marks.ts';

const UNRECORDED =
  'A result alone does not say when what ran. Name its scenario, and the run is made again ' +
  'with its seed: precopy report RESULT --scenario FILE. Or ask for the report with the run: ' +
  'precopy run FILE --report FILE.html.';

const CAPTION =
  'Drag from left to right to zoom in, double-click to zoom out; point, tap, or use the arrow ' +
  'keys for values, + and - to zoom. Stages and rounds are drawn higher and lower in turn, so ' +
  'that neighbours can be told apart; dotted lines are where rounds begin. Pages dirty since ' +
  'the last CLEAN are as the migration looks at them: each CLEAN takes them away, and they are ' +
  'due in the next round. What a guest gets is the lesser of CPU and of I/O, over about 100 ms. ' +
  'Where a lane of Dom0 is empty, nothing on that virtual CPU has anything to do; credits are ' +
  'drawn in windows of 4 s and less. In windows of 9 s and more the bytes on the way are means ' +
  'over 0.3 s.';

const MANY =
  'Of so many migrations stages and guests are drawn; rounds, pages and rates are in a report of ' +
  `${DETAILED_MOST} or fewer.`;

/** What was seen of a run beside its result. */
export interface SeenRun {
  readonly recording: Recording;
  readonly curve: readonly PerformanceWindow[];
}

/** @param seen undefined when there is nothing but the result. */
export function timeLineBlocks(
  { migrations, faults }: Pick<RunResult, 'migrations' | 'faults'>,
  seen: SeenRun | undefined,
): Block[] {
  if (seen === undefined) return [{ kind: 'text', text: UNRECORDED }];
  const { recording, curve } = seen;
  const to = secondsOf(recording.endNs);
  const lanes = lanesOf({ recording, migrations, curve });
  const tracks = lanes.flatMap((lane) => lane.tracks);
  const most = entriesMost(tracks.map(({ times }) => times.length));
  const thinned = lanes.map((lane) => ({
    ...lane,
    tracks: lane.tracks.map((track) => within(track, { from: 0, to }, most)),
  }));
  const line = { from: 0, to, lanes: thinned, ...marksOf({ migrations, faults }) };
  const isThinned = tracks.some(({ times }) => times.length - 1 > most);
  const texts = remarksOn(seen, isThinned ? (1000 * to) / most : undefined);
  return [
    { kind: 'time-line', caption: CAPTION, line, views: viewsOf(recording) },
    ...texts.map((text) => ({ kind: 'text' as const, text })),
  ];
}

/** Entries of all tracks of a page, which bound its size. */
const MOST = 40_000;

/** How many entries no track needs to exceed for all to have room. */
function entriesMost(lengths: readonly number[]): number {
  let most = MOST;
  while (lengths.reduce((sum, length) => sum + Math.min(length, most), 0) > MOST) most *= 0.9;
  return Math.floor(most);
}

/** Before and after a stretch that a view shows, part of it. */
const MARGIN = 0.15;

function viewsOf({ parts, rounds, endNs }: Recording): NamedStretch[] {
  const view = (text: string, spans: readonly { startNs: number; endNs: number }[]) => {
    if (spans.length === 0) return [];
    const startNs = smallestOf(spans.map((each) => each.startNs));
    const stopNs = largestOf(spans.map((each) => each.endNs));
    const margin = MARGIN * (stopNs - startNs);
    const [from, to] = [Math.max(0, startNs - margin), Math.min(endNs, stopNs + margin)];
    return [{ text, from: secondsOf(from), to: secondsOf(to) }];
  };
  const [first, ...later] = rounds;
  const middleNs = first === undefined ? 0 : (first.startNs + first.endNs) / 2;
  const middle = first === undefined ? [] : [{ startNs: middleNs, endNs: middleNs + 5e8 }];
  return [
    { text: 'all of it', from: 0, to: secondsOf(endNs) },
    ...view('half a second of round 1', middle),
    ...view('later rounds', later.length < 2 ? [] : later),
    ...view(
      'the downtime',
      parts.filter(({ inDowntime }) => inDowntime),
    ),
  ];
}

/** @param windowMs length of the windows over which means are drawn, if any are. */
function remarksOn({ recording, curve }: SeenRun, windowMs: number | undefined): string[] {
  const { cutNs = 0, parts } = recording;
  const moves = new Set(parts.map(({ guest }) => guest));
  const stay = new Set(curve.map(({ guest }) => guest).filter((each) => !moves.has(each)));
  const more = stay.size - GUESTS_MOST;
  const means = `means over windows of ${Math.ceil(windowMs ?? 0)} ms or less`;
  const cut = `ends at ${(cutNs / NS_PER_SECOND).toFixed(1)} s; stages and rounds go on`;
  return [
    ...(windowMs === undefined ? [] : [`What changes too often to be drawn is shown as ${means}.`]),
    ...(cutNs === 0 ? [] : [`The recording grew too long and ${cut}.`]),
    ...(parts.length > 0 && moves.size > DETAILED_MOST ? [MANY] : []),
    ...(more > 0 ? [`${more} more guests that stay are in the table only.`] : []),
  ];
}
