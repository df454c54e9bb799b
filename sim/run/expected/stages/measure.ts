/**
 * What a migration's stages take on average, at one pair of caps: the two-host model run many times
 * from its start to its end for an idle guest, and once for long.
 *
 * The seeds are fixed, so the times are a function of caps and costs alone.
 */

import { RandomStream } from '../../../engine/kernel/random.ts';
import { BATCH_PAGES, NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { type Dom0Spec, Dom0Turns } from './dom0.ts';
import { HostPairSimulation } from './host-pair.ts';
import {
  COPY_PAGES,
  cleanProbeNs,
  FINISH_NS,
  type Placement,
  StageScript,
  TEARDOWN,
} from './script.ts';
import type { SocketSpec } from './socket-buffers.ts';
import { type Copying, measuredToolstack } from './toolstack.ts';

/** A Dom0 but for its cap and what else it does. */
type Dom0Form = Pick<Dom0Spec, 'vcpus' | 'turns'>;

/** Both hosts and what lies between them, but for the caps. */
export interface Machine {
  readonly dom0: readonly [Dom0Form, Dom0Form];
  readonly sockets: SocketSpec;
  /** CPU that Dom0 uses for other things, share of a CPU. */
  readonly background: number;
  readonly copying: Copying;
}

/** Stages whose time does not depend on the guest. */
const TIMED_PARTS = [
  'check',
  'connect',
  'source-setup',
  'suspend-request',
  'suspend-handshake',
  'final-clean',
  'tail',
  'source-teardown',
] as const;

/** What the first round's first 16, or 32, batches take beyond their share of a long round. */
const WARM_UPS = ['warmUp16', 'warmUp32'] as const;

/** A full batch of pages that are new to the destination, and of others; a CLEAN of the probe. */
const LONG_RUN = ['newBatch', 'againBatch', 'clean'] as const;

/** From both ends to the guest's start, after the receiver's short work and after its longest. */
const RESTARTS = ['restart', 'restartLate'] as const;

/** Final copies by their pages. */
export const COPY_NAMES = COPY_PAGES.map((pages) => `copy ${pages}` as const);

/** The receiver's last work by its CPU, and the longer of it and the teardown. */
export const FINISH_NAMES = FINISH_NS.map((ns) => `finish ${ns}` as const);
export const ENDS_NAMES = FINISH_NS.map((ns) => `both ends ${ns}` as const);

export const TIME_NAMES = [
  ...TIMED_PARTS,
  ...WARM_UPS,
  ...LONG_RUN,
  ...RESTARTS,
  ...COPY_NAMES,
  ...FINISH_NAMES,
  ...ENDS_NAMES,
];

export type TimedPart = (typeof TIMED_PARTS)[number];
type TimeName = (typeof TIME_NAMES)[number];

/** Times of stages at one pair of caps, seconds. */
export type MeasuredTimes = Readonly<Record<TimeName, number>>;

/** Each time from its name. */
export function timesBy(secondsOf: (name: TimeName) => number): MeasuredTimes {
  const entries = TIME_NAMES.map((name) => [name, secondsOf(name)] as const);
  return Object.fromEntries(entries) as MeasuredTimes;
}

/** Runs from start to end, of which the means are good to about 1 %; batches of the long run. */
const SAMPLES = { turns: 64, fluid: 6 } as const;
const LONG_BATCHES = { turns: 1024, fluid: 48 } as const;

const EARLY = 16;
const BATCHES = 32;
const BATCHES_PER_CLEAN = 8;
const SHORT_ROUNDS = 3;
const SHORT_PAGES = 60;
/** Pieces of the receiver's work where the copy is what is looked at. */
const SHORT_FINISH = 2;

/** @param capsPercent of the source and of the destination; Infinity for no cap. */
export function measureStages(
  machine: Machine,
  capsPercent: readonly [number, number],
): MeasuredTimes {
  const form = machine.dom0.every(({ turns }) => turns === 'fluid') ? 'fluid' : 'turns';
  const longRun = measureLongRun(machine, capsPercent, LONG_BATCHES[form]);
  const samples = SAMPLES[form];
  const factor = 1 / samples / NS_PER_SECOND;
  const means: Record<TimeName, number> = { ...timesBy(() => 0), ...longRun };
  const scripts = [wholeScript(machine, false), wholeScript(machine, true)] as const;
  for (let sample = 0; sample < samples; sample += 1) {
    const isLong = sample % 2 === 1;
    const script = scripts[isLong ? 1 : 0];
    const pair = hostPair(machine, capsPercent, `sample ${sample}`);
    pair.run(script.processes);
    const found = samplesOf(script, pair, isLong);
    for (const name of TIME_NAMES) means[name] += (found[name] ?? 0) * factor;
  }
  means.warmUp16 -= EARLY * means.newBatch;
  means.warmUp32 -= BATCHES * means.newBatch;
  return means;
}

/** The background load first, then processes in the order of their toolstack, where it is free. */
function placementOf({ background, dom0, copying }: Machine): Placement {
  const place = { source: { tools: 0, copy: 0 }, destination: { tools: 0, copy: 0 } };
  const next = { source: background > 0 ? 1 : 0, destination: background > 0 ? 1 : 0 };
  for (const { at, by } of measuredToolstack(copying).processes) {
    place[at][by] = next[at] % dom0[at === 'source' ? 0 : 1].vcpus;
    next[at] += 1;
  }
  return place;
}

/** Only the virtual CPUs that are in use; idle ones change nothing. */
const VCPUS_USED = 3;

function hostPair(machine: Machine, capsPercent: readonly [number, number], seed: string) {
  const { source, destination } = placementOf(machine);
  const { background, dom0, sockets } = machine;
  const turns = (side: 0 | 1): Dom0Turns => {
    const vcpus = Math.min(VCPUS_USED, dom0[side].vcpus);
    const spec = { ...dom0[side], vcpus, capPercent: capsPercent[side], background };
    return new Dom0Turns(spec, new RandomStream(`${seed}/host ${side}`));
  };
  const ends = { writerVcpu: source.copy, readerVcpu: destination.copy };
  return new HostPairSimulation([turns(0), turns(1)], { sockets, ends });
}

/** Batches of the first round and of later ones, with CLEANs between these. */
function measureLongRun(
  machine: Machine,
  capsPercent: readonly [number, number],
  batches: number,
): Pick<MeasuredTimes, 'newBatch' | 'againBatch' | 'clean'> {
  const script = new StageScript(machine.copying, placementOf(machine), 0);
  script.begin();
  for (let index = 0; index < batches + EARLY; index += 1) {
    script.batch(BATCH_PAGES, true, true);
    if (index === EARLY - 1) script.mark('early');
  }
  script.mark('first');
  for (let index = 1; index <= batches; index += 1) {
    script.batch(BATCH_PAGES, false, true);
    if (index % BATCHES_PER_CLEAN > 0) continue;
    script.mark('clean');
    script.clean(cleanProbeNs(machine.copying.parameters));
    script.mark('cleaned');
  }
  const pair = hostPair(machine, capsPercent, 'long');
  pair.run(script.processes);
  const [[early, first, ...rest]] = pair.marksNs as [[number, number, ...number[]]];
  let cleansNs = 0;
  for (let index = 0; index < rest.length; index += 2) {
    cleansNs += (rest[index + 1] as number) - (rest[index] as number);
  }
  const againNs = (rest.at(-1) as number) - first - cleansNs;
  return {
    newBatch: (first - early) / batches / NS_PER_SECOND,
    againBatch: againNs / batches / NS_PER_SECOND,
    clean: cleansNs / (rest.length / 2) / NS_PER_SECOND,
  };
}

/**
 * A whole migration.
 * @param isLong whether its final copy is long and its finish short; every second one is.
 */
function wholeScript(machine: Machine, isLong: boolean): StageScript {
  const pieces = isLong ? SHORT_FINISH : FINISH_NS.length;
  const script = new StageScript(machine.copying, placementOf(machine), pieces);
  script.until('rounds');
  for (let index = 1; index <= BATCHES; index += 1) {
    script.batch(BATCH_PAGES, true, true);
    if (index === EARLY) script.mark('warmUp16');
  }
  script.mark('warmUp32');
  script.clean();
  for (let index = 0; index < SHORT_ROUNDS; index += 1) {
    script.batch(SHORT_PAGES, false, true);
    if (index < SHORT_ROUNDS - 1) script.clean();
  }
  script.until('clean');
  script.clean();
  script.until('copy');
  addCopy(script, isLong);
  script.until();
  return script;
}

function addCopy(script: StageScript, isLong: boolean): void {
  let done = 0;
  for (const pages of isLong ? COPY_PAGES : COPY_PAGES.slice(0, 1)) {
    for (; done < pages; done += Math.min(BATCH_PAGES, pages - done)) {
      script.batch(Math.min(BATCH_PAGES, pages - done), false, false);
    }
    script.mark(`copy ${pages}`);
  }
}

/** What the marks of a run say, ns; twice as much of what only every second run has. */
function samplesOf(
  { marks }: StageScript,
  { marksNs, endsNs }: HostPairSimulation,
  isLong: boolean,
): Partial<Record<TimeName, number>> {
  const [sender = [], receiver = []] = marksNs;
  const atNs = new Map(marks.map((name, index) => [name, sender[index] as number]));
  const since = (from: string, to: string): number =>
    (atNs.get(to) as number) - (atNs.get(from) ?? 0);
  const always = {
    check: since('', 'check'),
    connect: since('check', 'connect'),
    'source-setup': since('connect', 'source-setup'),
    warmUp16: since('source-setup', 'warmUp16'),
    warmUp32: since('source-setup', 'warmUp32'),
    'suspend-request': since('pre-copy', 'suspend'),
    'suspend-handshake': since('suspend-request', 'suspend-handshake'),
    'final-clean': since('suspend-handshake', 'final-clean'),
  };
  const restart = 2 * since('both ends', 'activate');
  if (isLong) {
    const copies = COPY_NAMES.map((name) => [name, 2 * since('final-clean', name)]);
    return { ...always, restart, ...Object.fromEntries(copies) };
  }
  const tailNs = atNs.get('tail') as number;
  const teardownNs = endsNs[TEARDOWN] as number;
  const finish = FINISH_NAMES.map((name, index) => [
    name,
    2 * ((receiver[index] as number) - tailNs),
  ]);
  const ends = ENDS_NAMES.map((name, index) => [
    name,
    2 * (Math.max(receiver[index] as number, teardownNs) - tailNs),
  ]);
  return {
    ...always,
    restartLate: restart,
    tail: 2 * since('stop-and-copy', 'tail'),
    'source-teardown': 2 * (teardownNs - tailNs),
    ...Object.fromEntries([...finish, ...ends]),
  };
}
