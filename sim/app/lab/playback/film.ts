/** A run made ready to be played: its times to step through, and its curves. */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { axisEnd } from '../../../output/document/ticks.ts';
import type { Lane, TimeLine } from '../../../output/document/time-line.ts';
import { lanesOf } from '../../../output/document/time-line-lanes.ts';
import { marksOf } from '../../../output/document/time-line-marks.ts';
import type { PageRecording } from '../../../run/result/page-recording.ts';
import type { PartSpan, Recording, RoundSpan } from '../../../run/result/recording.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import type { Playable } from '../engine/calls.ts';
import { megabits } from './numbers.ts';
import { PageMap } from './page-map.ts';
import { dirtyTrackOf, type WrittenLog } from './writes.ts';

/** What one steps by. */
export type StepKind = 'event' | 'batch' | 'round';

/** One migration of a run, to be played. */
export class Film {
  readonly playable: Playable;
  readonly result: MigrationResult;
  readonly map: PageMap;
  readonly parts: readonly PartSpan[];
  readonly rounds: readonly RoundSpan[];
  readonly startNs: number;
  readonly endNs: number;
  readonly times: Readonly<Record<StepKind, Float64Array>>;
  readonly line: TimeLine;

  /** @param index of the migration, in the order of the recording. */
  constructor(playable: Playable, index: number) {
    this.playable = playable;
    const pages = playable.pages[index];
    if (pages === undefined) throw new Error(`no migration ${index} was recorded`);
    const logs = playable.logs[index] ?? [];
    this.map = new PageMap(pages, logs);
    const { guest, source, destination } = pages;
    const result = playable.result.migrations.find((each) => each.guest === guest);
    if (result === undefined) throw new Error(`no result of ${guest}`);
    this.result = result;
    const recording = withDirtyPages(playable.recording, pages, logs);
    this.parts = recording.parts.filter((part) => part.guest === guest);
    this.rounds = recording.rounds.filter((round) => round.guest === guest);
    this.startNs = Math.round(result.startSeconds * 1e9);
    this.endNs = this.parts.at(-1)?.endNs ?? recording.endNs;
    this.times = this.#timesOf(recording);
    const only = { guest, hosts: [source, destination] };
    const lanes = lanesOf({ recording, migrations: [result], only }).map(inPages);
    const { faults } = playable.result;
    const marks = marksOf({ migrations: [result], faults });
    const [from, to] = [this.startNs / NS_PER_SECOND, this.endNs / NS_PER_SECOND];
    this.line = { from, to, lanes, ...marks };
  }

  #timesOf(recording: Recording): Film['times'] {
    const { rounds, batches, logs } = this.map.recording;
    const both = [this.startNs, this.endNs];
    const round = [...both, ...rounds.map(({ startNs }) => startNs)];
    const batch = [...round, ...batches.map(({ timeNs }) => timeNs)];
    const tracks = recording.vcpus.map(({ timesNs }) => timesNs);
    const others = [...recording.credits, ...recording.guests].map(({ timesNs }) => timesNs);
    const ends = [...this.parts, ...logs].map(({ endNs }) => endNs);
    const event = [...batch, ...ends, ...tracks.flat(), ...others.flat()];
    const sorted = (times: readonly number[]): Float64Array => {
      const within = times.filter((ns) => ns >= this.startNs && ns <= this.endNs);
      return Float64Array.from(new Set(within)).sort();
    };
    return { event: sorted(event), batch: sorted(batch), round: sorted(round) };
  }
}

/** With the numbers of dirty pages that the map shows, instead of those expected. */
function withDirtyPages(
  recording: Recording,
  { guest, isCut }: PageRecording,
  logs: readonly WrittenLog[],
): Recording {
  if (isCut) return recording;
  const others = recording.dirty.filter((each) => each.guest !== guest);
  return { ...recording, dirty: [...others, dirtyTrackOf(guest, logs)] };
}

/** A lane of Mbit/s in the unit of all other rates of the lab. */
function inPages(lane: Lane): Lane {
  if (lane.tracks[0]?.scale.unit !== 'Mbit/s') return lane;
  const tracks = lane.tracks.map((track) => {
    const most = axisEnd(track.scale.most / megabits(1));
    const levels = track.levels.map((each) =>
      each.map((level) => (level === null ? null : level / megabits(1))),
    );
    return { ...track, scale: { ...track.scale, most, unit: 'pages/s' as const }, levels };
  });
  return { ...lane, title: lane.title.replace('Mbit/s', 'pages/s'), tracks };
}
