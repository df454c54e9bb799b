/**
 * A recording as Chrome trace events (JSON), which Perfetto and chrome://tracing open.
 *
 * Each host is a process with a track for each virtual CPU of its Dom0; each guest is one with its
 * virtual CPUs, its state, and the stages, rounds and batches of its migration; all streams are one
 * of counters. Slices of one track never overlap, as Perfetto asks. Times are whole microseconds:
 * with fractions the end of a slice, start + length, would come after the start of the next one by
 * the last bit, and viewers would nest them.
 */
import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import { GUEST_STATES, type Recording, VCPU_STATES } from '../../run/result/recording.ts';

/** What is said of the whole trace. */
export interface TraceHead {
  readonly title: string;
  readonly seed: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly pid: number;
  readonly tid: number;
}

const NS_PER_US = 1000;

const wholeUs = (ns: number): number => Math.round(ns / NS_PER_US);

/**
 * Processes and tracks are numbered from 1 as they come, no two alike: Perfetto names the track
 * that last had a number, of whatever process, and takes one with the number of its process for
 * the main thread.
 */
class TraceWriter {
  readonly #lines: string[] = [];
  readonly #processes = new Map<string, number>();
  #count = 0;

  /** The number of a process, which is named when it is asked for first. */
  process(name: string): number {
    const present = this.#processes.get(name);
    if (present !== undefined) return present;
    this.#count += 1;
    const pid = this.#count;
    this.#processes.set(name, pid);
    this.#put({ ph: 'M', name: 'process_name', pid, args: { name } });
    this.#put({ ph: 'M', name: 'process_sort_index', pid, args: { sort_index: pid } });
    return pid;
  }

  /** A new track of a process. */
  track(process: string, name: string): Place {
    const pid = this.process(process);
    this.#count += 1;
    const tid = this.#count;
    this.#put({ ph: 'M', name: 'thread_name', pid, tid, args: { name } });
    this.#put({ ph: 'M', name: 'thread_sort_index', pid, tid, args: { sort_index: tid } });
    return { pid, tid };
  }

  slice(place: Place, name: string, span: { startNs: number; endNs: number }, args: Fields): void {
    const { startNs, endNs } = span;
    const ts = wholeUs(startNs);
    this.#put({ ph: 'X', name, ts, dur: wholeUs(endNs) - ts, ...place, args });
  }

  counter(pid: number, name: string, timeNs: number, args: Fields): void {
    this.#put({ ph: 'C', name, ts: wholeUs(timeNs), pid, args });
  }

  text(head: Fields): string {
    const rest = JSON.stringify({ displayTimeUnit: 'ms', otherData: head }).slice(1);
    return `{"traceEvents":[\n${this.#lines.join(',\n')}\n],${rest}\n`;
  }

  #put(event: Fields): void {
    this.#lines.push(JSON.stringify(event));
  }
}

/** The trace as the text of a JSON file. */
export function traceEvents(recording: Recording, head: TraceHead): string {
  const writer = new TraceWriter();
  const tracksEndNs = recording.cutNs ?? recording.endNs;
  for (const host of new Set(recording.vcpus.flatMap((each) => each.host ?? []))) {
    writer.process(hostProcess(host));
  }
  for (const { guest } of recording.guests) writeMigration(writer, recording, guest);
  writeVcpus(writer, recording, tracksEndNs);
  writeGuests(writer, recording, tracksEndNs);
  for (const { host, vcpu, timesNs, credits } of recording.credits) {
    const pid = writer.process(hostProcess(host));
    for (const [at, timeNs] of timesNs.entries()) {
      writer.counter(pid, `credit of ${vcpu}`, timeNs, { credit: credits[at] });
    }
  }
  writeStreams(writer, recording);
  const { cutNs } = recording;
  const cut =
    cutNs === undefined ? {} : { cut: `tracks end at ${cutNs / 1e9} s: they grew too long` };
  return writer.text({ ...head, ...cut });
}

const hostProcess = (host: string): string => `host ${host}`;
const guestProcess = (guest: string): string => `guest ${guest}`;

/** Stages, rounds and batches, each on a track of its own. */
function writeMigration(writer: TraceWriter, recording: Recording, guest: string): void {
  const own = <Each extends { guest: string }>(all: readonly Each[]): Each[] => {
    return all.filter((each) => each.guest === guest);
  };
  const parts = own(recording.parts);
  if (parts.length === 0) return;
  const process = guestProcess(guest);
  const stages = writer.track(process, 'stages');
  for (const { name, host, inDowntime, ...span } of parts) {
    writer.slice(stages, name, span, { host, guest: inDowntime ? 'down' : 'runs' });
  }
  const rounds = writer.track(process, 'rounds');
  for (const { round, live, sent, zeroPages, skipped, dirtied, ...span } of own(recording.rounds)) {
    const name = live ? `round ${round}` : `round ${round} (stopped)`;
    writer.slice(rounds, name, span, { sent, zeroPages, skipped, dirtied });
  }
  const [batches] = own(recording.batches);
  const track = writer.track(process, 'batches');
  for (const [at, startNs] of (batches?.startsNs ?? []).entries()) {
    const endNs = batches?.endsNs[at] ?? startNs;
    const args = { round: batches?.rounds[at], pages: batches?.pages[at] };
    writer.slice(track, 'batch', { startNs, endNs }, args);
  }
  const [dirty] = own(recording.dirty);
  const pid = writer.process(process);
  for (const [at, timeNs] of (dirty?.timesNs ?? []).entries()) {
    writer.counter(pid, 'dirty pages', timeNs, { pages: Math.round(dirty?.pages[at] ?? 0) });
  }
}

function writeVcpus(writer: TraceWriter, { vcpus }: Recording, endNs: number): void {
  for (const { host, guest, vcpu, timesNs, states, shares } of vcpus) {
    const process = host === undefined ? guestProcess(guest ?? '') : hostProcess(host);
    const name = host === undefined ? `v${vcpu}` : `Dom0 v${vcpu}`;
    const place = writer.track(process, name);
    for (const [at, startNs] of timesNs.entries()) {
      const state = VCPU_STATES[states[at] as number];
      if (state === undefined || state === 'blocked') continue;
      const span = { startNs, endNs: timesNs[at + 1] ?? endNs };
      // Shorter than the unit: nothing to see, and viewers stumble over slices without length.
      if (wholeUs(span.startNs) === wholeUs(span.endNs)) continue;
      writer.slice(place, state, span, state === 'running' ? { share: shares[at] } : {});
    }
  }
}

function writeGuests(writer: TraceWriter, { guests }: Recording, endNs: number): void {
  for (const { guest, timesNs, states, hosts } of guests) {
    const place = writer.track(guestProcess(guest), 'state');
    for (const [at, startNs] of timesNs.entries()) {
      const state = GUEST_STATES[states[at] as number] ?? '';
      const span = { startNs, endNs: timesNs[at + 1] ?? endNs };
      writer.slice(place, state, span, { host: hosts[at] });
    }
  }
}

/** The rate of each stream, Mbit/s, constant between two entries of its track. */
function writeStreams(writer: TraceWriter, { streams }: Recording): void {
  for (const { name, timesNs, deliveredBytes } of streams) {
    const pid = writer.process('network and storage');
    for (const [at, timeNs] of timesNs.entries()) {
      const ns = (timesNs[at + 1] ?? timeNs) - timeNs;
      const bytes = (deliveredBytes[at + 1] ?? 0) - (deliveredBytes[at] ?? 0);
      const rate = ns > 0 ? (BITS_PER_BYTE * bytes * 1000) / ns : 0;
      writer.counter(pid, name, timeNs, { 'Mbit/s': Math.round(rate * 1000) / 1000 });
    }
  }
}
