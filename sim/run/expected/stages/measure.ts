/**
 * What a migration's stages take in the mean, at one pair of caps: the two-host model run many
 * times from its start to its end for an idle guest, and once for long.
 *
 * The seeds are fixed, so a cell is a function of caps and costs alone.
 */

import { RandomStream } from '../../../engine/kernel/random.ts';
import { BATCH_PAGES, NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { type Dom0Spec, Dom0Turns } from './dom0.ts';
import { HostPairSimulation } from './host-pair.ts';
import {
  COPY_PAGES,
  cleanProbeNs,
  FINISH_NS,
  StageScript,
  type Vcpus,
  type Work,
} from './script.ts';
import type { SocketSpec } from './socket-buffers.ts';

/** A Dom0 but for its cap and what else it does. */
type Dom0Form = Pick<Dom0Spec, 'vcpus' | 'turns'>;

/** Both hosts and what lies between them, but for the caps. */
export interface Machine {
  readonly dom0: readonly [Dom0Form, Dom0Form];
  readonly pipe: SocketSpec;
  /** CPU that Dom0 uses for other things, share of a CPU. */
  readonly background: number;
  readonly work: Work;
}

/** Places of a cell's values; all are seconds. */
export const CELL = {
  check: 0,
  connect: 1,
  setup: 2,
  /** What the first rounds' first 16, or 32, batches take beyond their share of a long round. */
  late16: 3,
  late32: 4,
  newBatch: 5,
  againBatch: 6,
  /** A CLEAN of `cleanProbeNs`. */
  clean: 7,
  request: 8,
  handshake: 9,
  finalClean: 10,
  /** Copies of `COPY_PAGES`. */
  copy: 11,
  tail: 14,
  teardown: 15,
  /** After short work of the receiver, and after the longest. */
  activate: 16,
  activateLate: 17,
  /** The receiver's work of `FINISH_NS`, then the longer of it and the teardown. */
  finish: 18,
  bothEnds: 24,
  size: 30,
} as const;

/** Least CPU-seconds' worth of runs and batches for a mean that is good to about 1 %. */
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
): Float64Array {
  const form = machine.dom0.every(({ turns }) => turns === 'fluid') ? 'fluid' : 'turns';
  const cell = new Float64Array(CELL.size);
  addLongRun(cell, machine, capsPercent, LONG_BATCHES[form]);
  const samples = SAMPLES[form];
  const programs = [wholeProgram(machine, false), wholeProgram(machine, true)] as const;
  for (let sample = 0; sample < samples; sample += 1) {
    const isLong = sample % 2 === 1;
    const hosts = hostsOf(machine, capsPercent, `sample ${sample}`);
    hosts.run(programs[isLong ? 1 : 0].processes);
    new Reader(cell, 1 / samples / NS_PER_SECOND, hosts).stages(isLong);
  }
  const { newBatch } = CELL;
  const each = cell[newBatch] as number;
  cell[CELL.late16] = (cell[CELL.late16] as number) - EARLY * each;
  cell[CELL.late32] = (cell[CELL.late32] as number) - BATCHES * each;
  return cell;
}

function vcpusOf(machine: Machine): Vcpus {
  const before = machine.background > 0 ? 1 : 0;
  const [source, destination] = machine.dom0;
  return {
    tools: [before % source.vcpus, before % destination.vcpus],
    copy: [(before + 1) % source.vcpus, (before + 1) % destination.vcpus],
  };
}

/** Only the virtual CPUs that are in use; idle ones change nothing. */
const VCPUS_USED = 3;

function hostsOf(machine: Machine, [source, destination]: readonly [number, number], seed: string) {
  const vcpus = vcpusOf(machine);
  const { background, dom0, pipe } = machine;
  const turns = (side: 0 | 1, capPercent: number): Dom0Turns => {
    const vcpus = Math.min(VCPUS_USED, dom0[side].vcpus);
    const spec = { ...dom0[side], vcpus, capPercent, background };
    return new Dom0Turns(spec, new RandomStream(`${seed}/host ${side}`));
  };
  const ends = { writerVcpu: vcpus.copy[0], readerVcpu: vcpus.copy[1] };
  return new HostPairSimulation([turns(0, source), turns(1, destination)], { pipe, ends });
}

/** Batches of the first round and of later ones, with CLEANs between these. */
function addLongRun(
  cell: Float64Array,
  machine: Machine,
  capsPercent: readonly [number, number],
  batches: number,
): void {
  const program = new StageScript(machine.work, vcpusOf(machine));
  program.begin();
  for (let index = 0; index < batches + EARLY; index += 1) {
    program.batch(BATCH_PAGES, true, true);
    if (index === EARLY - 1) program.mark();
  }
  program.mark();
  for (let index = 1; index <= batches; index += 1) {
    program.batch(BATCH_PAGES, false, true);
    if (index % BATCHES_PER_CLEAN > 0) continue;
    program.mark();
    program.clean(cleanProbeNs(machine.work.parameters));
    program.mark();
  }
  const hosts = hostsOf(machine, capsPercent, 'long');
  hosts.run(program.processes);
  const [[early, first, ...rest]] = hosts.marksNs as [[number, number, ...number[]]];
  cell[CELL.newBatch] = (first - early) / batches / NS_PER_SECOND;
  let cleansNs = 0;
  for (let index = 0; index < rest.length; index += 2) {
    cleansNs += (rest[index + 1] as number) - (rest[index] as number);
  }
  const againNs = (rest.at(-1) as number) - first - cleansNs;
  cell[CELL.againBatch] = againNs / batches / NS_PER_SECOND;
  cell[CELL.clean] = cleansNs / (rest.length / 2) / NS_PER_SECOND;
}

/**
 * A whole migration.
 * @param isLong whether its final copy is long and its finish short; every second one is.
 */
function wholeProgram(machine: Machine, isLong: boolean): StageScript {
  const program = new StageScript(machine.work, vcpusOf(machine));
  program.prepare();
  for (let index = 1; index <= BATCHES; index += 1) {
    program.batch(BATCH_PAGES, true, true);
    if (index === EARLY) program.mark();
  }
  program.mark();
  program.clean();
  for (let index = 0; index < SHORT_ROUNDS; index += 1) {
    program.batch(SHORT_PAGES, false, true);
    if (index < SHORT_ROUNDS - 1) program.clean();
  }
  program.mark();
  program.suspend();
  program.clean();
  program.mark();
  addCopy(program, isLong);
  program.finish(isLong ? SHORT_FINISH : FINISH_NS.length);
  return program;
}

function addCopy(program: StageScript, isLong: boolean): void {
  let done = 0;
  for (const pages of isLong ? COPY_PAGES : COPY_PAGES.slice(0, 1)) {
    for (; done < pages; done += Math.min(BATCH_PAGES, pages - done)) {
      program.batch(Math.min(BATCH_PAGES, pages - done), false, false);
    }
    program.mark();
  }
}

/** Takes the marks of a run apart and adds them to a cell. */
class Reader {
  readonly #cell: Float64Array;
  readonly #factor: number;
  readonly #marks: readonly number[];
  readonly #finish: readonly number[];
  readonly #teardownNs: number;
  #at = 0;
  #lastNs = 0;

  constructor(cell: Float64Array, factor: number, hosts: HostPairSimulation) {
    this.#cell = cell;
    this.#factor = factor;
    this.#marks = hosts.marksNs[0] as number[];
    this.#finish = hosts.marksNs[1] as number[];
    this.#teardownNs = hosts.endsNs[2] as number;
  }

  stages(isLong: boolean): void {
    this.#next(CELL.check);
    this.#next(CELL.connect);
    this.#next(CELL.setup);
    const startNs = this.#lastNs;
    this.#add(CELL.late16, this.#skip() - startNs);
    this.#add(CELL.late32, this.#skip() - startNs);
    this.#skip();
    this.#next(CELL.request);
    // The guest's own part of the suspend.
    this.#skip();
    this.#next(CELL.handshake);
    this.#next(CELL.finalClean);
    const copiedFrom = this.#lastNs;
    const pieces = isLong ? COPY_PAGES.length : 1;
    for (let index = 0; index < pieces; index += 1) {
      const weight = isLong ? 2 : 0;
      this.#add(CELL.copy + index, weight * (this.#skip() - copiedFrom));
    }
    const copiedNs = this.#lastNs;
    const tailNs = this.#skip();
    if (!isLong) this.#ends(tailNs, copiedNs);
    const endedNs = this.#skip();
    const place = isLong ? CELL.activate : CELL.activateLate;
    this.#add(place, 2 * (this.#skip() - endedNs));
  }

  /** Where the copy is short and the receiver's work long. */
  #ends(tailNs: number, copiedNs: number): void {
    this.#add(CELL.tail, 2 * (tailNs - copiedNs));
    this.#add(CELL.teardown, 2 * (this.#teardownNs - tailNs));
    for (let index = 0; index < FINISH_NS.length; index += 1) {
      const doneNs = this.#finish[index] as number;
      this.#add(CELL.finish + index, 2 * (doneNs - tailNs));
      this.#add(CELL.bothEnds + index, 2 * (Math.max(doneNs, this.#teardownNs) - tailNs));
    }
  }

  #skip(): number {
    this.#lastNs = this.#marks[this.#at++] as number;
    return this.#lastNs;
  }

  #next(place: number): void {
    const before = this.#lastNs;
    this.#add(place, this.#skip() - before);
  }

  #add(place: number, ns: number): void {
    this.#cell[place] = (this.#cell[place] as number) + ns * this.#factor;
  }
}
