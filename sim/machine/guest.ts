/**
 * A virtual machine: a domain, its memory, and what it does. It runs on a host, is paused for
 * moments by log-dirty operations, suspended at the end of a migration, and resumed elsewhere.
 */
import { invariant } from '../kernel/assert.ts';
import type { Domain } from './domain.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { Host } from './host.ts';
import type { Machinery } from './machinery.ts';
import { Task } from './task.ts';

/** What a guest lives by; models/workload has them. */
export interface Life {
  readonly cpuDemand: number;
  advance(interval: { readonly cpuNs: number; readonly wallNs: number }, memory: GuestMemory): void;
}

export class Guest {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
  host: Host;
  readonly #machinery: Machinery;
  readonly #tasks: readonly Task[];
  #endLoads: (() => void)[] = [];
  #suspended = false;
  #pausedSinceNs = 0;
  #pauses = 0;
  #syncedNs = 0;
  #syncedCpuNs = 0;
  #pausedNs = 0;

  constructor(machinery: Machinery, host: Host, options: GuestOptions) {
    this.#machinery = machinery;
    this.host = host;
    this.domain = options.domain;
    this.memory = options.memory;
    this.lives = options.lives;
    const name = options.domain.name;
    this.#tasks = options.domain.vcpus.map(() => new Task(machinery, this.domain, name, 'guest'));
    host.addGuest(this);
    this.#startLoads();
  }

  get name(): string {
    return this.domain.name;
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  /** CPU used by all its virtual CPUs, ns, brought to now. */
  get cpuNs(): number {
    let sum = 0;
    for (const vcpu of this.domain.vcpus) {
      this.#machinery.settle(vcpu);
      sum += vcpu.cpuNs;
    }
    return sum;
  }

  /** Lets the guest live until now: what it wrote since the last look is marked. */
  sync(): void {
    const nowNs = this.#machinery.nowNs;
    const { cpuNs } = this;
    if (this.#pauses > 0) this.#bookPause(nowNs);
    const wallNs = nowNs - this.#syncedNs - this.#pausedNs;
    const interval = { cpuNs: cpuNs - this.#syncedCpuNs, wallNs: Math.max(0, wallNs) };
    this.#syncedNs = nowNs;
    this.#syncedCpuNs = cpuNs;
    this.#pausedNs = 0;
    if (this.#suspended) return;
    for (const life of this.lives) life.advance(interval, this.memory);
  }

  /** Stops it for a hypervisor operation; nests. */
  pause(): void {
    if (this.#pauses++ === 0) this.#pausedSinceNs = this.#machinery.nowNs;
    this.domain.scheduler?.pause(this.domain);
  }

  unpause(): void {
    if (--this.#pauses === 0) this.#bookPause(this.#machinery.nowNs);
    this.domain.scheduler?.unpause(this.domain);
  }

  /** The guest's demand for CPU has changed (a timed change of its rate). */
  reload(): void {
    this.sync();
    if (this.#suspended) return;
    this.#stopLoads();
    this.#startLoads();
  }

  /** Its suspend hypercall: it lives no more here. */
  suspend(): void {
    invariant(!this.#suspended, `${this.name} was suspended twice`);
    this.sync();
    this.#stopLoads();
    this.#suspended = true;
  }

  /** Goes on, on a host. */
  resume(host: Host): void {
    invariant(this.#suspended, `${this.name} was resumed while it ran`);
    this.sync();
    this.#suspended = false;
    if (host !== this.host) {
      this.host.removeGuest(this);
      host.addGuest(this);
      this.host = host;
    }
    this.#startLoads();
  }

  /** A burst of the guest's own work on its first virtual CPU. */
  get task(): Task {
    return this.#tasks[0] as Task;
  }

  #bookPause(nowNs: number): void {
    this.#pausedNs += nowNs - this.#pausedSinceNs;
    this.#pausedSinceNs = nowNs;
  }

  #startLoads(): void {
    const demand = Math.min(
      1,
      this.lives.reduce((sum, life) => sum + life.cpuDemand, 0),
    );
    if (demand > 0) this.#endLoads = this.#tasks.map((task) => task.load(demand));
  }

  #stopLoads(): void {
    for (const end of this.#endLoads) end();
    this.#endLoads = [];
  }
}

/** What a guest is made of. */
export interface GuestOptions {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
}
