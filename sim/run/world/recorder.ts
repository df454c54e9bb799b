/**
 * Records a run from inside, see `sim/run/result/recording.ts`. It looks whenever rates change, and
 * rates are constant between, so that single periods of 30 ms and less are exact. It settles
 * nothing, draws nothing and schedules nothing: the run is the same without it.
 */
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import type { ByteStream } from '../../engine/machine/flow/byte-stream.ts';
import type { Coupled, StreamNode } from '../../engine/machine/flow/component.ts';
import type { Hold, Vcpu } from '../../engine/machine/flow/domain.ts';
import type { MachineObserver } from '../../engine/machine/flow/machinery.ts';
import type { Guest, GuestObserver } from '../../engine/machine/guest/guest.ts';
import type { ParkRecord } from '../../engine/machine/scheduler/park-record.ts';
import type { MigrationRecord } from '../../engine/mechanism/records.ts';
import {
  type BatchTrack,
  type CreditTrack,
  GUEST_STATES,
  type PartSpan,
  RECORDING_VERSION,
  type Recording,
  type RoundSpan,
  type StreamTrack,
  VCPU_STATES,
  type VcpuTrack,
} from '../result/recording.ts';
import type { MigrationResult, RunResult } from '../result/result.ts';
import { type Room, Track } from './track.ts';
import { guestOf, type World } from './world.ts';

/**
 * Rows of all tracks together, some 30 to 60 MB. A migration of 1 GiB takes about 30,000 to
 * 200,000.
 */
const ROWS_MAX = 1_000_000;

/** Least time between two walks over a dirty log within a round, ns. */
const DIRTY_LOOK_NS = 20e6;

interface RecordedVcpu {
  readonly owner: Pick<VcpuTrack, 'host' | 'guest' | 'vcpu'>;
  readonly vcpu: Vcpu;
  readonly track: Track;
  readonly credits: Track;
  creditHost: string;
}

interface RecordedStream {
  of: StreamTrack['of'];
  readonly track: Track;
  /** Since its last row, bytes per ns. */
  rate: number;
  open: boolean;
}

interface RecordedGuest {
  readonly guest: Guest;
  readonly runs: Track;
  readonly dirty: Track;
  /** Round, pages and end of each batch. */
  readonly batches: Track;
}

/** Records one run. */
export class Recorder implements MachineObserver, GuestObserver {
  readonly #rowsMax: number;
  readonly #room: Room = { rows: 0 };
  #world: World | undefined;
  #hosts: readonly string[] = [];
  #cutNs: number | undefined;
  readonly #vcpus = new Map<Vcpu, RecordedVcpu>();
  readonly #byName = new Map<string, RecordedVcpu>();
  readonly #streams = new Map<ByteStream, RecordedStream>();
  readonly #guests = new Map<string, RecordedGuest>();
  readonly #parts: PartSpan[] = [];

  /** @param rowsMax where it stops recording, so that memory is bounded. */
  constructor({ rowsMax = ROWS_MAX }: { readonly rowsMax?: number } = {}) {
    this.#rowsMax = rowsMax;
  }

  /** Begins, before the first event of a world. */
  attach(world: World): void {
    this.#world = world;
    this.#hosts = [...world.hosts.keys()];
    world.machinery.observer = this;
    world.simulation.listen((record) => this.#hear(record as MigrationRecord | ParkRecord));
    for (const [host, { dom0 }] of world.hosts) {
      for (const [at, vcpu] of dom0.vcpus.entries()) this.#addVcpu(vcpu, { host, vcpu: at }, host);
    }
    for (const [name, { guest }] of world.guests) {
      guest.observer = this;
      for (const [at, vcpu] of guest.domain.vcpus.entries()) {
        this.#addVcpu(vcpu, { guest: name, vcpu: at }, guest.host.name);
      }
      const track = (columns: number): Track => new Track(this.#room, columns);
      const recorded = { guest, runs: track(2), dirty: track(1), batches: track(3) };
      this.#guests.set(name, recorded);
      this.stopped(guest, false);
    }
  }

  changed({ cpus, streams }: Coupled): void {
    for (const { vcpu } of cpus) this.#lookAt(vcpu);
    for (const stream of streams) this.#lookAlong(stream);
    if (this.#room.rows >= this.#rowsMax) this.#cut();
  }

  closed(stream: ByteStream): void {
    const recorded = this.#streams.get(stream);
    if (recorded === undefined || !recorded.open) return;
    recorded.open = false;
    const before = recorded.track.column(0).at(-1) ?? 0;
    recorded.track.set(this.#nowNs, Math.max(before, stream.delivered));
  }

  stopped(guest: Guest, stands: boolean): void {
    if (this.#cutNs !== undefined) return;
    const state = stands ? (guest.suspended ? 'suspended' : 'paused') : 'runs';
    const host = this.#hosts.indexOf(guest.host.name);
    this.#guests.get(guest.name)?.runs.set(this.#nowNs, GUEST_STATES.indexOf(state), host);
  }

  cleaned(guest: Guest): void {
    if (this.#cutNs !== undefined || guest.memory.logsReads) return;
    const dirty = this.#guests.get(guest.name)?.dirty;
    dirty?.set(this.#nowNs, guest.memory.foundDirty);
    dirty?.add(this.#nowNs, 0);
  }

  /** The run has ended. @param result what it came to; its rounds are taken over. */
  finish(result: RunResult): Recording {
    const guests = [...this.#guests.values()];
    const used = guests.filter(({ batches }) => batches.timesNs.length > 0);
    return {
      recordingVersion: RECORDING_VERSION,
      endNs: this.#nowNs,
      ...(this.#cutNs === undefined ? {} : { cutNs: this.#cutNs }),
      vcpus: [...this.#vcpus.values()].map(showVcpu),
      credits: [...this.#vcpus.values()].flatMap(showCredits),
      guests: guests.map(({ guest, runs }) => ({
        guest: guest.name,
        timesNs: runs.timesNs,
        states: runs.column(0),
        hosts: runs.column(1).map((host) => this.#hosts[host] ?? ''),
      })),
      dirty: used.map(({ guest, dirty }) => {
        return { guest: guest.name, timesNs: dirty.timesNs, pages: dirty.column(0) };
      }),
      streams: [...this.#streams].map((entry) => this.#showStream(...entry)),
      parts: this.#parts,
      rounds: result.migrations.flatMap(showRounds),
      batches: used.map(showBatches),
    };
  }

  get #nowNs(): number {
    return this.#world?.simulation.nowNs ?? 0;
  }

  #addVcpu(vcpu: Vcpu, owner: RecordedVcpu['owner'], creditHost: string): void {
    const track = new Track(this.#room, 2);
    const credits = new Track(this.#room, 1);
    const recorded = { owner, vcpu, track, credits, creditHost };
    this.#vcpus.set(vcpu, recorded);
    this.#byName.set(vcpu.name, recorded);
    this.#lookAt(vcpu);
  }

  #lookAt(vcpu: Vcpu): void {
    const recorded = this.#vcpus.get(vcpu);
    if (recorded === undefined) return;
    const isRunning = vcpu.speed > 0 && vcpu.utilisation > 0;
    // Between two hosts a domain has no scheduler.
    const hold = (): Hold | 'blocked' => vcpu.domain.scheduler?.holdOf(vcpu) ?? 'blocked';
    const state = isRunning ? 'running' : vcpu.held ? hold() : 'blocked';
    recorded.track.set(this.#nowNs, VCPU_STATES.indexOf(state), isRunning ? vcpu.utilisation : 0);
  }

  #lookAlong({ stream, writer, reader }: StreamNode): void {
    const present = this.#streams.get(stream);
    if (present?.rate === stream.rate) return;
    const recorded = present ?? this.#newStream(stream);
    if ([writer, reader].some((end) => end?.task.account === 'migration'))
      recorded.of = 'migration';
    recorded.rate = stream.rate;
    recorded.track.set(this.#nowNs, stream.delivered);
  }

  #newStream(stream: ByteStream): RecordedStream {
    const track = new Track(this.#room, 1);
    const recorded: RecordedStream = { of: 'io', track, rate: 0, open: true };
    this.#streams.set(stream, recorded);
    return recorded;
  }

  readonly #hear = (record: MigrationRecord | ParkRecord): void => {
    const { timeNs } = record;
    if (record.kind === 'part') {
      const { guest, name, host, durationNs, inDowntime } = record;
      const span = { startNs: timeNs - durationNs, endNs: timeNs, inDowntime };
      this.#parts.push({ guest, name, host, ...span });
    }
    if (this.#cutNs !== undefined) return;
    if (record.kind === 'batch' || record.kind === 'round') this.#hearBatch(record);
    if (record.kind === 'credit') this.#hearCredit(record);
    if (record.kind === 'park' || record.kind === 'unpark') {
      const parked = this.#byName.get(record.vcpu);
      if (parked !== undefined) this.#lookAt(parked.vcpu);
    }
  };

  #hearCredit({ timeNs, vcpu, host, credit }: ParkRecord): void {
    const recorded = this.#byName.get(vcpu);
    if (recorded === undefined) return;
    recorded.creditHost = host;
    const isFirst = recorded.credits.timesNs.length === 0;
    if (!isFirst || credit !== 0) recorded.credits.set(timeNs, credit);
  }

  #hearBatch(record: Extract<MigrationRecord, { kind: 'batch' | 'round' }>): void {
    const { timeNs, guest: name } = record;
    const recorded = this.#guests.get(name);
    if (recorded === undefined) return;
    const { batches, dirty } = recorded;
    const ends = batches.column(2);
    if (ends.at(-1) === -1) ends[ends.length - 1] = timeNs;
    if (record.kind === 'batch') batches.add(timeNs, record.round, record.pages, -1);
    const { memory } = guestOf(this.#world as World, name);
    if (!memory.logging || memory.logsReads) return;
    const sinceNs = timeNs - (dirty.timesNs.at(-1) ?? 0);
    if (record.kind === 'batch' && sinceNs < DIRTY_LOOK_NS) return;
    dirty.set(timeNs, memory.expectedDirty());
  }

  /** The tracks are long enough: stages alone go on. */
  #cut(): void {
    const { machinery, guests } = this.#world as World;
    this.#cutNs = this.#nowNs;
    machinery.observer = undefined;
    for (const { guest } of guests.values()) guest.observer = undefined;
    for (const { batches } of this.#guests.values()) {
      const ends = batches.column(2);
      if (ends.at(-1) === -1) ends[ends.length - 1] = this.#cutNs;
    }
  }

  #showStream(stream: ByteStream, { of, track, open, rate }: RecordedStream): StreamTrack {
    if (open && this.#cutNs === undefined && rate > 0) {
      track.set(this.#nowNs, stream.delivered + (this.#nowNs - stream.sinceNs) * rate);
    }
    const links = stream.path.map(({ name }) => name);
    return {
      name: stream.name,
      of,
      links,
      timesNs: track.timesNs,
      deliveredBytes: track.column(0),
    };
  }
}

function showVcpu({ owner, track }: RecordedVcpu): VcpuTrack {
  const { timesNs } = track;
  return { ...owner, timesNs, states: track.column(0), shares: track.column(1) };
}

function showCredits({ vcpu, credits, creditHost }: RecordedVcpu): CreditTrack[] {
  const { timesNs } = credits;
  if (timesNs.length === 0) return [];
  return [{ host: creditHost, vcpu: vcpu.name, timesNs, credits: credits.column(0) }];
}

function showBatches({ guest, batches }: RecordedGuest): BatchTrack {
  const [rounds = [], pages = [], endsNs = []] = batches.columns;
  return { guest: guest.name, rounds, pages, startsNs: batches.timesNs, endsNs };
}

function showRounds({ guest, startSeconds, rounds }: MigrationResult): RoundSpan[] {
  const beganNs = Math.round(startSeconds * NS_PER_SECOND);
  return rounds.map((each) => {
    const { round, live, sent, zeroPages, skipped, dirtied } = each;
    const startNs = beganNs + Math.round(each.startSeconds * NS_PER_SECOND);
    const endNs = startNs + Math.round(each.seconds * NS_PER_SECOND);
    return { guest, round, live, sent, zeroPages, skipped, dirtied, startNs, endNs };
  });
}
