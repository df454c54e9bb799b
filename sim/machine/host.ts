/**
 * A physical machine: its scheduler, Dom0, the guests that run on it.
 */
import { invariant } from '../kernel/assert.ts';
import { Domain, type DomainOptions } from './domain.ts';
import type { Guest } from './guest.ts';
import type { Machinery } from './machinery.ts';
import type { Scheduler } from './scheduler.ts';
import { type Account, Task } from './task.ts';

export class Host {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dom0: Domain;
  readonly memoryBytes: number;
  readonly guests = new Set<Guest>();
  readonly #machinery: Machinery;
  readonly #tasks: Task[] = [];

  constructor(machinery: Machinery, options: HostOptions) {
    this.#machinery = machinery;
    this.name = options.name;
    this.scheduler = options.scheduler;
    this.memoryBytes = options.memoryBytes;
    this.dom0 = new Domain(`${options.name}/Dom0`, options.dom0);
    this.scheduler.add(this.dom0);
  }

  /** Starts a process in Dom0; it is placed on the virtual CPU with the fewest. */
  newTask(name: string, account: Account): Task {
    const task = new Task(this.#machinery, this.dom0, `${this.name}/${name}`, account);
    this.#tasks.push(task);
    return task;
  }

  /** CPU of Dom0 until now, ns: all of it, or what is booked on one account. */
  dom0CpuNs(account?: Account): number {
    for (const vcpu of this.dom0.vcpus) this.#machinery.settle(vcpu);
    const booked = this.#tasks.filter((task) => account === undefined || task.account === account);
    return booked.reduce((sum, task) => sum + task.cpuNs, 0);
  }

  addGuest(guest: Guest): void {
    invariant(!this.guests.has(guest), `${guest.name} is on ${this.name} already`);
    this.guests.add(guest);
    this.scheduler.add(guest.domain);
  }

  removeGuest(guest: Guest): void {
    this.guests.delete(guest);
    this.scheduler.remove(guest.domain);
  }
}

/** What a host is made of. */
export interface HostOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dom0: DomainOptions;
  readonly memoryBytes: number;
}
