/** A run made ready to be played: its times to step through, and its curves. */
import { BITS_PER_PAGE } from '../../../engine/kernel/unit.ts';
import type {
  CreditTrack,
  PartSpan,
  Recording,
  RoundSpan,
  StreamTrack,
  VcpuTrack,
} from '../../../run/result/recording.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import type { Playable } from '../engine/calls.ts';
import { type LeftCurve, leftCurve, type RateCurve, rateCurve } from './curves.ts';
import { PageMap } from './page-map.ts';

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
  readonly dom0: { readonly source: Dom0Tracks; readonly destination: Dom0Tracks };
  readonly rates: RateCurve;
  /**
   * Bits per second at which pages became dirty from CLEAN to CLEAN, round by round; undefined
   * where no CLEAN followed.
   */
  readonly dirtyRates: readonly (number | undefined)[];
  /** Pages that the round has still to deal with. */
  readonly left: LeftCurve;
  /** Pages that were written since the last CLEAN, as far as known or expected. */
  readonly dirty: { readonly timesNs: readonly number[]; readonly pages: readonly number[] };

  /** @param index of the migration, in the order of the recording. */
  constructor(playable: Playable, index: number) {
    this.playable = playable;
    const pages = playable.pages[index];
    if (pages === undefined) throw new Error(`no migration ${index} was recorded`);
    this.map = new PageMap(pages);
    const { guest, source, destination } = pages;
    const result = playable.result.migrations.find((each) => each.guest === guest);
    if (result === undefined) throw new Error(`no result of ${guest}`);
    this.result = result;
    const { recording } = playable;
    this.parts = recording.parts.filter((part) => part.guest === guest);
    this.rounds = recording.rounds.filter((round) => round.guest === guest);
    this.startNs = Math.round(result.startSeconds * 1e9);
    this.endNs = this.parts.at(-1)?.endNs ?? recording.endNs;
    this.dom0 = { source: dom0Of(recording, source), destination: dom0Of(recording, destination) };
    this.times = this.#timesOf(recording);
    this.rates = rateCurve(streamsOf(recording, guest), this.startNs, this.endNs);
    this.dirtyRates = result.rounds.map(({ dirtied, deltaSeconds }) => {
      if (dirtied === null || deltaSeconds <= 0) return undefined;
      return (dirtied * BITS_PER_PAGE) / deltaSeconds;
    });
    this.left = leftCurve(pages);
    const none = { timesNs: [], pages: [] };
    this.dirty = recording.dirty.find((track) => track.guest === guest) ?? none;
  }

  #timesOf(recording: Recording): Film['times'] {
    const { rounds, batches } = this.map.recording;
    const both = [this.startNs, this.endNs];
    const round = [...both, ...rounds.map(({ startNs }) => startNs)];
    const batch = [...round, ...batches.map(({ timeNs }) => timeNs)];
    const tracks = recording.vcpus.map(({ timesNs }) => timesNs);
    const event = [...batch, ...this.parts.map(({ endNs }) => endNs), ...tracks.flat()];
    const sorted = (times: readonly number[]): Float64Array => {
      const within = times.filter((ns) => ns >= this.startNs && ns <= this.endNs);
      return Float64Array.from(new Set(within)).sort();
    };
    return { event: sorted(event), batch: sorted(batch), round: sorted(round) };
  }
}

/** What is known of one Dom0. */
export interface Dom0Tracks {
  readonly host: string;
  readonly vcpus: readonly VcpuTrack[];
  readonly credits: readonly CreditTrack[];
}

function dom0Of({ vcpus, credits }: Recording, host: string): Dom0Tracks {
  return {
    host,
    vcpus: vcpus.filter((track) => track.host === host),
    credits: credits.filter(({ vcpu }) => vcpu.startsWith(`${host}/Dom0/`)),
  };
}

function streamsOf({ streams }: Recording, guest: string): StreamTrack[] {
  const ours = streams.filter((stream) => stream.of === 'migration');
  const named = ours.filter(({ name }) => name.includes(`(${guest}`) || name.includes(` ${guest}`));
  return named.length > 0 ? named : ours;
}
