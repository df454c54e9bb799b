/**
 * The machinery: keeps the rates of all activities and streams right, and nothing else.
 *
 * Whoever changes something (a scheduler a speed, a task an activity, a scenario a link's rate)
 * touches it. At the end of the same instant the touched strand (or all that depends on it, see
 * `component.ts`) is settled to now, what is complete is told so, the new rates are solved and the
 * next change is scheduled. Nothing is stepped: the cost follows the changes.
 */
import { invariant, violated } from '../../kernel/assert.ts';
import type { EventHandle } from '../../kernel/queue.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import {
  componentOf,
  type Node,
  type Nodes,
  type Strand,
  spoilAlong,
  spoilOn,
} from './component.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';
import type { MachineObserver } from './machine-observer.ts';
import { canProceed, hasRoom, solveAlone, solveRates } from './rates.ts';

/** Passes in one instant before something must be wrong. */
const PASSES_MAX = 10_000;

export class Machinery {
  /** Hears of every change of a rate; usually nobody does. */
  observer: MachineObserver | undefined;
  readonly #simulation: Simulation;
  readonly #touched = new Set<Node>();
  #opened = 0;
  #flushing = false;
  #scheduled = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get nowNs(): number {
    return this.#simulation.nowNs;
  }

  /** Something about a virtual CPU or a stream has changed. */
  readonly touch = (node: Node): void => {
    this.#touched.add(node);
    if (this.#scheduled || this.#flushing) return;
    this.#scheduled = true;
    this.#simulation.atInstantEnd(this.#flush);
  };

  /** The rate of a link was changed. */
  touchLink(link: Link): void {
    for (const stream of link.streams) {
      // Which of the other links of its way can be filled hangs on this one too.
      for (const other of stream.path) spoilOn(other);
      this.touch(stream);
    }
  }

  /** Makes a stream known while it is in use. */
  open(stream: ByteStream): void {
    stream.sinceNs = this.nowNs;
    stream.order = this.#opened++;
    for (const link of stream.path) link.streams.add(stream);
    for (const vcpu of stream.ends) vcpu.streams.add(stream);
    spoilAlong(stream);
  }

  /** Forgets a stream. @throws InvariantError while it still holds bytes. */
  close(stream: ByteStream): void {
    stream.settle(this.nowNs);
    const left = stream.written - stream.read;
    invariant(left === 0, `${stream.name} was closed with ${left} bytes in it`);
    if (stream.timer !== undefined) this.#simulation.cancel(stream.timer);
    this.#touched.delete(stream);
    spoilAlong(stream);
    for (const link of stream.path) link.streams.delete(stream);
    for (const vcpu of stream.ends) vcpu.streams.delete(stream);
    this.observer?.closed(stream);
  }

  /** Forgets a stream that is cut off: its activities end, and the bytes in it are lost. */
  cut(stream: ByteStream): void {
    stream.settle(this.nowNs);
    for (const activity of [stream.writer, stream.reader]) if (activity) this.end(activity);
    stream.delivered = stream.read;
    stream.written = stream.read;
    this.close(stream);
  }

  /** An activity starts. @throws InvariantError when its stream has one at that end already. */
  begin(activity: Activity): void {
    const { stream, kind, vcpu } = activity;
    if (stream !== undefined) {
      if (!vcpu.streams.has(stream)) violated(`${stream.name} is not open`);
      const end = kind === 'write' ? 'writer' : 'reader';
      if (stream[end] !== undefined) violated(`${stream.name} has a ${end} already`);
      stream[end] = activity;
    }
    vcpu.activities.push(activity);
    this.touch(vcpu);
  }

  /** An activity ends, complete or not. */
  end(activity: Activity): void {
    activity.settle(this.nowNs);
    const { stream, vcpu } = activity;
    if (stream?.writer === activity) stream.writer = undefined;
    if (stream?.reader === activity) stream.reader = undefined;
    const at = vcpu.activities.indexOf(activity);
    if (at >= 0) vcpu.activities.splice(at, 1);
    this.touch(vcpu);
  }

  /** Brings the CPU counters of a virtual CPU to now. */
  settle(vcpu: Vcpu): void {
    for (const activity of vcpu.activities) activity.settle(this.nowNs);
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    this.#flushing = true;
    let passes = 0;
    for (const node of this.#touched) {
      passes += 1;
      if (passes >= PASSES_MAX) violated(`rates do not settle at ${this.nowNs} ns`);
      this.#touched.delete(node);
      this.#update(this.#strandOf(node));
    }
    this.#flushing = false;
  };

  #strandOf(node: Node): Strand {
    if (node.strand?.component.stale !== false) componentOf(node);
    return node.strand as Strand;
  }

  /**
   * Sets a strand's rates anew. While links have room the others of its component do not notice;
   * else, or where they had none before, all are settled and solved together.
   */
  #update(strand: Strand): void {
    const { component } = strand;
    const isLone = component.strands.length === 1;
    this.#settleAll(strand);
    if (this.#finishComplete(strand)) return;
    if (!isLone && !component.joint && solveAlone(strand) && hasRoom(component)) {
      this.#goOn(strand);
      return;
    }
    if (!isLone) {
      this.#settleAll(component);
      if (this.#finishComplete(component)) return;
    }
    solveRates(component);
    this.#goOn(component);
  }

  #settleAll({ vcpus, streams }: Nodes): void {
    for (const vcpu of vcpus) {
      this.#touched.delete(vcpu);
      this.settle(vcpu);
    }
    for (const stream of streams) {
      this.#touched.delete(stream);
      stream.settle(this.nowNs);
    }
  }

  /** Schedules what comes next of them at their new rates. */
  #goOn(nodes: Nodes): void {
    for (const vcpu of nodes.vcpus) {
      // Of those without anything to do, only who has just ended something changes.
      if (vcpu.activities.length > 0 || vcpu.runnable || vcpu.utilisation > 0) this.#follow(vcpu);
    }
    for (const stream of nodes.streams) {
      stream.timer = this.#rearm(stream, stream.nextChangeNs());
    }
    this.observer?.changed(nodes);
  }

  /** Ends what is complete; its process goes on at once and touches what it changes. */
  #finishComplete({ vcpus }: Nodes): boolean {
    let complete: Activity[] | undefined;
    for (const { activities } of vcpus) {
      for (const activity of activities) {
        if (!activity.complete) continue;
        complete ??= [];
        complete.push(activity);
      }
    }
    if (complete === undefined) return false;
    for (const activity of complete) {
      activity.finish();
      this.end(activity);
    }
    for (const activity of complete) activity.done.fire();
    return true;
  }

  /** Wakes or blocks a virtual CPU and schedules its next complete burn. */
  #follow(vcpu: Vcpu): void {
    let nextNs = Infinity;
    let utilisation = 0;
    let wanted = 0;
    let runnable = false;
    for (const activity of vcpu.activities) {
      utilisation += activity.share;
      wanted += activity.shareMax;
      runnable ||= canProceed(activity);
      if (activity.kind === 'burn') nextNs = Math.min(nextNs, activity.remainingNs());
    }
    wanted = Math.min(1, wanted);
    const isNews = vcpu.unseen || utilisation !== vcpu.utilisation || wanted !== vcpu.wanted;
    vcpu.utilisation = utilisation;
    vcpu.wanted = wanted;
    vcpu.timer = this.#rearm(vcpu, nextNs);
    const scheduler = vcpu.domain.scheduler;
    if (runnable !== vcpu.runnable) {
      vcpu.runnable = runnable;
      if (runnable) scheduler?.wake(vcpu);
      else scheduler?.block(vcpu);
    } else if (runnable && isNews) {
      vcpu.unseen = false;
      scheduler?.used(vcpu);
    }
  }

  /** Has a node looked at after a delay, instead of when it was to be before. */
  #rearm(node: Node, delayNs: number): EventHandle | undefined {
    const { timer } = node;
    const timeNs = this.nowNs + delayNs;
    if (timer !== undefined && timer.action !== null) {
      if (timer.timeNs === timeNs) return timer;
      this.#simulation.cancel(timer);
    }
    // What would last longer than the clock goes, on a trace of a CPU, is as good as never.
    if (timeNs > Number.MAX_SAFE_INTEGER) return undefined;
    node.wake ??= () => this.touch(node);
    return this.#simulation.at(timeNs, node.wake);
  }
}
