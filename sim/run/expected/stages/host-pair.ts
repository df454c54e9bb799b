/**
 * Two Dom0s and the byte stream between them, without guests and pages: what a migration's
 * processes do, as lists of steps, and how long these take. Computed are the instants, ns, at which
 * steps end, from one change of rates to the next:
 *
 *     burn:          rate = (speed - stream's share) / number of burns on the virtual CPU
 *     write, read:   rate = (speed / (1 + burns)) / CPU per byte, bytes per ns
 *     next change:   min over steps of left / rate, over buffers of room / slope, and ticks
 *
 * A buffer that is empty or full ties the rates on both its sides to the lesser one
 * (`socket-buffers.ts`). A virtual CPU has speed 0 while it is parked and 1 otherwise, in the fluid
 * form its share of the cap (`dom0.ts`). Means over such runs are the stage times (`measure.ts`).
 * Assumed: the guest is idle, and only caps make a virtual CPU wait.
 */

import { invariant } from '../../../engine/kernel/assert.ts';
import type { BackgroundLoad } from './background-load.ts';
import type { Dom0Turns } from './dom0.ts';
import { SocketBuffers, type SocketSpec } from './socket-buffers.ts';
import type { Step } from './step.ts';

/** Where the ends of the stream are placed. */
export interface Ends {
  readonly writerVcpu: number;
  readonly readerVcpu: number;
}

/** A process under way. */
interface Run {
  readonly index: number;
  readonly steps: readonly Step[];
  at: number;
  /** The present step; undefined before the first and after the last. */
  step: Step | undefined;
  /** Ns or bytes that the present step has left. */
  left: number;
  rate: number;
  done: boolean;
}

/** A background load that shares its virtual CPU with something, so that it changes rates. */
interface Backlog {
  readonly jobs: BackgroundLoad;
  readonly host: 0 | 1;
  readonly vcpu: number;
  rate: number;
}

/** What lies between two hosts. */
export interface HostPairOptions {
  readonly sockets: SocketSpec;
  readonly ends: Ends;
  /** Changes of rates in a run before something must be wrong. */
  readonly changesMost?: number;
}

/** Fewer ns or bytes than this left are rounding of the time. */
const LEFT_EPSILON = 0.05;

/** A long run has some 100,000. */
const CHANGES_MOST = 1e8;

export class HostPairSimulation {
  nowNs = 0;
  /** When each mark of each process was passed, ns. */
  readonly marksNs: number[][] = [];
  /** When each process ended, ns. */
  readonly endsNs: number[] = [];
  readonly #hosts: readonly [Dom0Turns, Dom0Turns];
  readonly #backlogs: readonly Backlog[];
  readonly #sockets: SocketBuffers;
  readonly #changesMost: number;
  readonly #ends: readonly [number, number];
  readonly #runnable: readonly [boolean[], boolean[]];
  readonly #burning: readonly [number[], number[]];
  #runs: readonly Run[] = [];

  constructor(
    hosts: readonly [Dom0Turns, Dom0Turns],
    { sockets, ends, changesMost = CHANGES_MOST }: HostPairOptions,
  ) {
    this.#hosts = hosts;
    this.#sockets = new SocketBuffers(sockets);
    this.#changesMost = changesMost;
    this.#ends = [ends.writerVcpu, ends.readerVcpu];
    const flags = ({ vcpus }: Dom0Turns): boolean[] => vcpus.map(() => false);
    const counts = ({ vcpus }: Dom0Turns): number[] => vcpus.map(() => 0);
    this.#runnable = [flags(hosts[0]), flags(hosts[1])];
    this.#burning = [counts(hosts[0]), counts(hosts[1])];
    this.#backlogs = ([0, 1] as const).flatMap((host): Backlog[] => {
      const { jobs, jobsAlone } = hosts[host];
      return jobsAlone ? [] : [{ jobs, host, vcpu: 0, rate: 0 }];
    });
  }

  /**
   * Runs processes until the first one ends; it alone is begun, the others by steps.
   * @throws InvariantError when they do not come to an end.
   */
  run(processes: readonly (readonly Step[])[]): void {
    this.#runs = processes.map((steps, index): Run => {
      this.marksNs[index] = [];
      const idle = { at: -1, step: undefined, left: 0, rate: 0, done: false };
      return { index, steps, ...idle };
    });
    const main = this.#runs[0] as Run;
    this.#next(main);
    for (let changes = 0; !main.done; changes += 1) {
      invariant(changes < this.#changesMost, `two hosts still run after ${changes} changes`);
      this.#change();
    }
  }

  /** From one change of rates to the next. */
  #change(): void {
    this.#setRates();
    const [source, destination] = this.#hosts;
    const changeNs = this.nowNs + this.#aheadNs();
    const nextNs = Math.min(changeNs, source.nextTickNs, destination.nextTickNs);
    invariant(nextNs < Infinity, 'nothing moves on two hosts any more');
    for (;;) {
      const host = source.nextTickNs <= destination.nextTickNs ? source : destination;
      const tickNs = host.nextTickNs;
      if (tickNs > changeNs) break;
      if (host.countsUse) this.#pass(tickNs - this.nowNs);
      if (!host.tick()) continue;
      this.#pass(tickNs - this.nowNs);
      return;
    }
    this.#pass(changeNs - this.nowNs);
  }

  /** Time to the next change but for ticks, ns. */
  #aheadNs(): number {
    let aheadNs = this.#sockets.aheadNs();
    for (const { left, rate } of this.#runs) {
      if (rate > 0) aheadNs = Math.min(aheadNs, left / rate);
    }
    for (const { jobs, rate } of this.#backlogs) {
      aheadNs = Math.min(aheadNs, jobs.nextNs - this.nowNs);
      if (rate > 0) aheadNs = Math.min(aheadNs, jobs.leftNs / rate);
    }
    return aheadNs;
  }

  #pass(ns: number): void {
    this.nowNs += ns;
    this.#sockets.pass(ns);
    this.#hosts[0].pass(ns);
    this.#hosts[1].pass(ns);
    for (const { jobs, rate } of this.#backlogs) {
      jobs.leftNs -= rate * ns;
      if (jobs.leftNs < LEFT_EPSILON) jobs.leftNs = 0;
      if (jobs.nextNs <= this.nowNs + LEFT_EPSILON) jobs.arrive();
    }
    for (const run of this.#runs) {
      if (run.step === undefined) continue;
      run.left -= run.rate * ns;
      if (run.left <= LEFT_EPSILON) this.#next(run);
    }
  }

  /** Continues to the next step that takes time. */
  #next(run: Run): void {
    for (;;) {
      run.at += 1;
      const step = run.steps[run.at];
      run.step = step;
      if (step === undefined) {
        this.#end(run);
        return;
      }
      if (step.kind === 'mark') {
        (this.marksNs[run.index] as number[]).push(this.nowNs);
        continue;
      }
      if (step.kind === 'start') {
        const started = this.#runs[step.process] as Run;
        this.#next(started);
        continue;
      }
      run.left = step.kind === 'join' ? this.#untilEnd(step.process) : step.amount;
      if (run.left > LEFT_EPSILON) return;
    }
  }

  #end(run: Run): void {
    run.rate = 0;
    run.done = true;
    this.endsNs[run.index] = this.nowNs;
    for (const each of this.#runs) {
      const { step } = each;
      if (step?.kind === 'join' && step.process === run.index) this.#next(each);
    }
  }

  /** What a wait for a process has left: its end is what ends it. */
  #untilEnd(process: number): number {
    return (this.#runs[process] as Run).done ? 0 : Infinity;
  }

  #setRates(): void {
    this.#lookAround();
    const [source, destination] = this.#hosts;
    source.setSpeeds(this.#runnable[0]);
    destination.setSpeeds(this.#runnable[1]);
    const [writerVcpu, readerVcpu] = this.#ends;
    const writers = source.vcpus[writerVcpu] as Dom0Turns['vcpus'][number];
    const readers = destination.vcpus[readerVcpu] as Dom0Turns['vcpus'][number];
    const sockets = this.#sockets;
    sockets.setRates(
      writers.speed / (1 + (this.#burning[0][writerVcpu] as number)),
      readers.speed / (1 + (this.#burning[1][readerVcpu] as number)),
      writers.parked,
    );
    this.#shareBurns(0, writerVcpu, sockets.writeShare);
    this.#shareBurns(1, readerVcpu, sockets.readShare);
    for (const run of this.#runs) if (run.step !== undefined) run.rate = this.#rateOf(run.step);
    for (const backlog of this.#backlogs) {
      const { jobs, host, vcpu } = backlog;
      backlog.rate = jobs.leftNs > 0 ? (this.#burning[host][vcpu] as number) : 0;
    }
  }

  /** The processes that burn on each virtual CPU, and what has something to run. */
  #lookAround(): void {
    for (let host: 0 | 1 = 0; ; host = 1) {
      const burning = this.#burning[host];
      const runnable = this.#runnable[host];
      for (let vcpu = 0; vcpu < burning.length; vcpu += 1) {
        burning[vcpu] = 0;
        runnable[vcpu] = false;
      }
      if (host === 1) break;
    }
    for (const { jobs, host, vcpu } of this.#backlogs) {
      if (jobs.leftNs > 0) this.#burn(host, vcpu);
    }
    const sockets = this.#sockets;
    sockets.writeNsPerByte = undefined;
    sockets.readNsPerByte = undefined;
    for (const { step } of this.#runs) {
      if (step === undefined) continue;
      if (step.kind === 'burn') this.#burn(step.host, step.vcpu);
      else if (step.kind === 'write') sockets.writeNsPerByte = step.nsPerByte;
      else if (step.kind === 'read') sockets.readNsPerByte = step.nsPerByte;
    }
    const [writerVcpu, readerVcpu] = this.#ends;
    if (sockets.writerCanProceed) this.#runnable[0][writerVcpu] = true;
    if (sockets.readerCanProceed) this.#runnable[1][readerVcpu] = true;
  }

  #burn(host: 0 | 1, vcpu: number): void {
    this.#burning[host][vcpu] = (this.#burning[host][vcpu] as number) + 1;
    this.#runnable[host][vcpu] = true;
  }

  /** What the stream leaves of each virtual CPU goes to those that burn there. */
  #shareBurns(host: 0 | 1, streamVcpu: number, streamShare: number): void {
    const { vcpus } = this.#hosts[host] as Dom0Turns;
    const burns = this.#burning[host];
    for (let index = 0; index < vcpus.length; index += 1) {
      const vcpu = vcpus[index] as Dom0Turns['vcpus'][number];
      const stream = index === streamVcpu ? streamShare : 0;
      const burning = burns[index] as number;
      vcpu.use = burning > 0 ? vcpu.speed : stream;
      if (burning > 0) burns[index] = (vcpu.speed - stream) / burning;
    }
  }

  #rateOf(step: Step): number {
    switch (step.kind) {
      case 'burn':
        return this.#burning[step.host][step.vcpu] as number;
      case 'wait':
        return 1;
      case 'write':
        return this.#sockets.writeRate;
      case 'read':
        return this.#sockets.readRate;
      default:
        return 0;
    }
  }
}
