/**
 * The machinery keeps the rates of all activities and streams right, and nothing else.
 *
 * Each change (a scheduler's of a speed, a task's of an activity, a scenario's of a link) touches a
 * node. At the end of the same instant all that depends on it (`component.ts`) is settled to now,
 * what is complete fires, new rates are solved and the next change is scheduled, without any steps.
 */
import { invariant, violated } from '../../kernel/assert.ts';
import type { EventHandle } from '../../kernel/queue.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import {
  type Component,
  type Coupled,
  type CoupledGroup,
  type CpuNode,
  FlowGraph,
  groupOf,
  type StreamNode,
  spoilOn,
} from './component.ts';
import { Vcpu } from './domain.ts';
import { Touched } from './fixed-point.ts';
import type { Link } from './link.ts';
import { canProceed, hasRoom, solve, solveAlone } from './solve.ts';

/**
 * Hears of rates. Observers settle nothing and change nothing, so that a run goes the same way with
 * and without them.
 */
export interface MachineObserver {
  /** All of these keep their present rates until the next call with them. */
  changed(coupled: Coupled): void;
  /** A stream is used no more; its counters are final. */
  closed(stream: ByteStream): void;
}

export class Machinery {
  /** Hears of every change of a rate; usually absent. */
  observer: MachineObserver | undefined;
  readonly #simulation: Simulation;
  readonly #graph = new FlowGraph();
  readonly #touched = new Touched<CpuNode | StreamNode>();
  #flushing = false;
  #scheduled = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get nowNs(): number {
    return this.#simulation.nowNs;
  }

  /** Speed or hold of a virtual CPU has changed. */
  readonly touch = (vcpu: Vcpu): void => this.#touch(this.#graph.cpu(vcpu));

  /** The rate of a link was changed. */
  touchLink(link: Link): void {
    for (const stream of this.#graph.link(link).streams) {
      // Which of the other links of its way can be filled depends on this one too.
      for (const other of stream.links) spoilOn(other);
      this.#touch(stream);
    }
  }

  /** An open stream is held from now on, or no more. */
  hold(stream: ByteStream, isHeld: boolean): void {
    stream.isHeld = isHeld;
    this.#touch(this.#graph.stream(stream));
  }

  isOpen(stream: ByteStream): boolean {
    return this.#graph.find(stream) !== undefined;
  }

  /** Makes a stream known while it is in use. */
  open(stream: ByteStream): void {
    stream.sinceNs = this.nowNs;
    this.#graph.add(stream);
  }

  /** Forgets a stream. @throws InvariantError while it still holds bytes. */
  close(stream: ByteStream): void {
    this.settleStream(stream);
    const left = stream.written - stream.read;
    invariant(left === 0, `${stream.name} was closed with ${left} bytes in it`);
    const node = this.#graph.stream(stream);
    if (node.timer !== undefined) this.#simulation.cancel(node.timer);
    this.#touched.delete(node);
    this.#graph.remove(node);
    this.observer?.closed(stream);
  }

  /** Forgets a stream that is cut off: its activities end, and the bytes in it are lost. */
  cut(stream: ByteStream): void {
    this.settleStream(stream);
    const { writer, reader } = this.#graph.stream(stream);
    for (const activity of [writer, reader]) if (activity) this.end(activity);
    stream.delivered = stream.read;
    stream.written = stream.read;
    this.close(stream);
  }

  /** An activity starts. @throws InvariantError when its stream has one at that end already. */
  begin(activity: Activity): void {
    const { stream, kind, vcpu, task } = activity;
    const cpu = this.#graph.cpu(vcpu);
    if (task.account !== 'background') vcpu.domain.onBegin?.();
    if (stream !== undefined) {
      const node = this.#graph.stream(stream);
      if (!cpu.streams.has(node)) violated(`${vcpu.name} is not at an end of ${stream.name}`);
      const end = kind === 'write' ? 'writer' : 'reader';
      if (node[end] !== undefined) violated(`${stream.name} has a ${end} already`);
      node[end] = activity;
      stream.hasWriter = node.writer !== undefined;
    }
    cpu.activities.push(activity);
    this.#touch(cpu);
  }

  /** An activity ends, complete or not. */
  end(activity: Activity): void {
    activity.settle(this.nowNs);
    const cpu = this.#graph.cpu(activity.vcpu);
    const node = this.#graph.find(activity.stream);
    if (node?.writer === activity) {
      node.writer = undefined;
      node.stream.hasWriter = false;
    }
    if (node?.reader === activity) node.reader = undefined;
    const at = cpu.activities.indexOf(activity);
    if (at >= 0) cpu.activities.splice(at, 1);
    this.#touch(cpu);
  }

  /** An activity has less to do. @param units at most those that remain. */
  shorten(activity: Activity, units: number): void {
    activity.settle(this.nowNs);
    activity.shorten(units);
    this.#touch(this.#graph.cpu(activity.vcpu));
  }

  /** Present activities at a virtual CPU. */
  activitiesOn(vcpu: Vcpu): readonly Activity[] {
    return this.#graph.cpu(vcpu).activities;
  }

  /** Brings the CPU counters of a virtual CPU to now. */
  settle(vcpu: Vcpu): void {
    for (const activity of this.#graph.cpu(vcpu).activities) activity.settle(this.nowNs);
  }

  /** Brings a stream and its ends to now. */
  settleStream(stream: ByteStream): void {
    const { writer, reader } = this.#graph.stream(stream);
    writer?.settle(this.nowNs);
    reader?.settle(this.nowNs);
    stream.settle(this.nowNs);
  }

  /** Bytes read from a stream until now; settles nothing. */
  readUntilNow(stream: ByteStream): number {
    return this.#graph.find(stream)?.reader?.bytesUntil(this.nowNs) ?? stream.read;
  }

  /** All that the rates of a virtual CPU or an open stream depend on now. */
  componentOf(one: Vcpu | ByteStream): Component {
    const node = one instanceof Vcpu ? this.#graph.cpu(one) : this.#graph.stream(one);
    return groupOf(node).component;
  }

  #touch(node: CpuNode | StreamNode): void {
    this.#touched.add(node);
    if (this.#scheduled || this.#flushing) return;
    this.#scheduled = true;
    this.#simulation.atInstantEnd(this.#flush);
  }

  readonly #solve = (node: CpuNode | StreamNode): void => this.#update(groupOf(node));

  readonly #flush = (): void => {
    this.#scheduled = false;
    this.#flushing = true;
    this.#touched.settle(this.#solve);
    this.#flushing = false;
  };

  /**
   * Finds a group's rates. While links have room the others of its component do not notice; else,
   * or where they had none before, all are settled and solved together.
   */
  #update(group: CoupledGroup): void {
    const { component } = group;
    const isLone = component.groups.length === 1;
    this.#settleAll(group);
    if (this.#finishComplete(group)) return;
    if (!isLone && !component.joint && solveAlone(group) && hasRoom(component)) {
      this.#schedule(group);
      return;
    }
    if (!isLone) {
      this.#settleAll(component);
      if (this.#finishComplete(component)) return;
    }
    solve(component);
    this.#schedule(component);
  }

  #settleAll({ cpus, streams }: Coupled): void {
    for (const cpu of cpus) {
      this.#touched.delete(cpu);
      for (const activity of cpu.activities) activity.settle(this.nowNs);
    }
    for (const node of streams) {
      this.#touched.delete(node);
      node.stream.settle(this.nowNs);
    }
  }

  /** Schedules what comes next of them at their new rates. */
  #schedule(coupled: Coupled): void {
    for (const cpu of coupled.cpus) {
      const { runnable, utilisation } = cpu.vcpu;
      // Of those without anything to do, only what has just ended something changes.
      if (cpu.activities.length > 0 || runnable || utilisation > 0) this.#follow(cpu);
    }
    for (const node of coupled.streams) {
      const { stream, writer, reader } = node;
      const nextNs = Math.min(
        writer?.remainingNs() ?? Infinity,
        reader?.remainingNs() ?? Infinity,
        stream.nextBoundNs(writer?.rate ?? 0, reader?.rate ?? 0),
      );
      node.timer = this.#rearm(node, nextNs);
    }
    this.observer?.changed(coupled);
  }

  /** Ends what is complete; its process continues at once and touches what it changes. */
  #finishComplete({ cpus }: Coupled): boolean {
    const complete: Activity[] = [];
    for (const { activities } of cpus) {
      for (const activity of activities) {
        if (activity.complete) complete.push(activity);
      }
    }
    if (complete.length === 0) return false;
    for (const activity of complete) {
      activity.finish();
      this.end(activity);
    }
    for (const activity of complete) activity.done.fire();
    return true;
  }

  /** Wakes or blocks a virtual CPU and schedules its next complete burn. */
  #follow(cpu: CpuNode): void {
    const { vcpu } = cpu;
    let nextNs = Infinity;
    let utilisation = 0;
    let wanted = 0;
    let runnable = false;
    for (const activity of cpu.activities) {
      utilisation += activity.share;
      wanted += activity.shareMax;
      runnable ||= canProceed(activity, this.#graph.find(activity.stream));
      if (activity.kind === 'burn') nextNs = Math.min(nextNs, activity.remainingNs());
    }
    wanted = Math.min(1, wanted);
    const isNews = vcpu.usage.isOpen || utilisation !== vcpu.utilisation || wanted !== vcpu.wanted;
    vcpu.utilisation = utilisation;
    vcpu.wanted = wanted;
    cpu.timer = this.#rearm(cpu, nextNs);
    const scheduler = vcpu.domain.scheduler;
    if (runnable !== vcpu.runnable) {
      vcpu.runnable = runnable;
      if (runnable) scheduler?.wake(vcpu);
      else scheduler?.block(vcpu);
    } else if (runnable && isNews) {
      vcpu.usage.isOpen = false;
      scheduler?.used(vcpu);
    }
  }

  /** Has a node looked at after a delay, instead of when it was to be before. */
  #rearm(node: CpuNode | StreamNode, delayNs: number): EventHandle | undefined {
    const { timer } = node;
    const timeNs = this.nowNs + delayNs;
    if (timer !== undefined && timer.action !== null) {
      if (timer.timeNs === timeNs) return timer;
      this.#simulation.cancel(timer);
    }
    // What would last longer than the clock goes, on a trace of a CPU, is as good as never.
    if (timeNs > Number.MAX_SAFE_INTEGER) return undefined;
    node.wake ??= () => this.#touch(node);
    return this.#simulation.at(timeNs, node.wake);
  }
}
