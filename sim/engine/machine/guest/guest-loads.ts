/** What a guest's activities want of each of its virtual CPUs, and what these have used. */
import { smallestOf } from '../../kernel/lists.ts';
import type { Domain } from '../flow/domain.ts';
import type { Machinery } from '../flow/machinery.ts';
import { Task } from '../flow/task.ts';
import type { GuestActivity } from './guest-activity.ts';

export class GuestLoads {
  readonly tasks: readonly Task[];
  /** Whether the virtual CPUs that write get nothing. */
  asleep = false;
  readonly #machinery: Machinery;
  readonly #domain: Domain;
  readonly #activities: readonly GuestActivity[];
  /** Virtual CPUs that write, the first ones. */
  #writers: number;
  #ends: (() => void)[] = [];

  constructor(machinery: Machinery, domain: Domain, activities: readonly GuestActivity[]) {
    this.#machinery = machinery;
    this.#domain = domain;
    this.#activities = activities;
    this.tasks = domain.vcpus.map(() => new Task(machinery, domain, domain.name, 'guest'));
    this.#writers = this.tasks.length;
    this.renew();
  }

  /** Its activities want something else from now on. */
  renew(): void {
    const stated = this.#activities.map(({ writers = Infinity }) => writers);
    this.#writers = smallestOf(stated, this.tasks.length);
  }

  /** CPUs that it wants in all. */
  get cpus(): number {
    const others = this.tasks.length - this.#writers;
    return this.#demand(true) * this.#writers + this.#demand(false) * others;
  }

  /** CPU used by all its virtual CPUs, ns, brought to now. */
  get cpuNs(): number {
    return this.#cpuNsOf(this.tasks.length);
  }

  /** CPU used by those that write. @param cpuNs of all, brought to now. */
  writersNs(cpuNs: number): number {
    return this.#writers === this.tasks.length ? cpuNs : this.#cpuNsOf(this.#writers);
  }

  /** @param runShare most of each virtual CPU. */
  start(runShare: number): void {
    this.#ends = this.tasks.flatMap((task, index) => {
      const writes = index < this.#writers;
      const demand = writes && this.asleep ? 0 : Math.min(runShare, this.#demand(writes));
      return demand > 0 ? [task.load(demand)] : [];
    });
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** Of one that writes, or of another, 0 to 1. */
  #demand(writes: boolean): number {
    let sum = 0;
    for (const { cpuDemand, restDemand = cpuDemand } of this.#activities) {
      sum += writes ? cpuDemand : restDemand;
    }
    return Math.min(1, sum);
  }

  #cpuNsOf(count: number): number {
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      const vcpu = this.#domain.vcpus[index];
      if (vcpu === undefined) break;
      this.#machinery.settle(vcpu);
      sum += vcpu.cpuNs;
    }
    return sum;
  }
}
