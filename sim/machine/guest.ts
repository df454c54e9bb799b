/**
 * A virtual machine: a domain, its memory, and what it does. It runs on a host, is paused for
 * moments by log-dirty operations, suspended at the end of a migration, and resumed elsewhere.
 */
import { invariant } from '../kernel/assert.ts';
import type { Domain } from './domain.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { Host } from './host.ts';
import { type FlowSpec, IoFlow, type Reach } from './io-flow.ts';
import type { Machinery } from './machinery.ts';
import { Task } from './task.ts';

/** What a guest lives by; models/workload has them. */
export interface Life {
  readonly cpuDemand: number;
  /** Its I/O through Dom0, if it has any. */
  readonly flow?: FlowSpec | undefined;
  /** How much more CPU a page costs xc_save while this goes on, 0 for none. */
  readonly copySlowdown?: number;
  advance(interval: LifeInterval, memory: GuestMemory): void;
}

/** What a guest had since it was looked at last. */
export interface LifeInterval {
  readonly startNs: number;
  readonly endNs: number;
  /** CPU used, ns. */
  readonly cpuNs: number;
  /** Time it was not stopped, ns. */
  readonly wallNs: number;
  /** Bytes its own I/O has moved. */
  readonly ioBytes: number;
}

export class Guest {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
  host: Host;
  readonly #machinery: Machinery;
  readonly #tasks: readonly Task[];
  #endLoads: (() => void)[] = [];
  #flows = new Map<Life, { readonly flow: IoFlow; syncedBytes: number }>();
  readonly #reach: Reach;
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
    this.#reach = options.reach ?? (() => []);
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
    const interval = {
      startNs: this.#syncedNs,
      endNs: nowNs,
      cpuNs: cpuNs - this.#syncedCpuNs,
      wallNs: Math.max(0, wallNs),
    };
    this.#syncedNs = nowNs;
    this.#syncedCpuNs = cpuNs;
    this.#pausedNs = 0;
    if (this.#suspended) return;
    for (const life of this.lives) {
      life.advance({ ...interval, ioBytes: this.#takeIoBytes(life) }, this.memory);
    }
  }

  /** Pages written since the last CLEAN, when it has lived until now. */
  countDirty(): number {
    this.sync();
    return this.memory.countDirty();
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

  /** What the guest wants changes now. @param change is called when it has lived until now. */
  reload(change: () => void): void {
    this.sync();
    change();
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

  /** How much more CPU a page costs xc_save because of what the guest does. */
  get copySlowdown(): number {
    return this.lives.reduce((sum, life) => sum + (life.copySlowdown ?? 0), 0);
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
    this.#startFlows();
  }

  #startFlows(): void {
    for (const life of this.lives) {
      const spec = life.flow;
      if (spec === undefined || spec.bytesPerNs === 0) continue;
      const path = this.#reach(this.host, spec);
      const options = { spec, path, guest: this.name, sender: this.task };
      this.#flows.set(life, {
        flow: new IoFlow(this.#machinery, this.host, options),
        syncedBytes: 0,
      });
    }
  }

  /** Bytes a life's I/O has moved since they were asked for last. */
  #takeIoBytes(life: Life): number {
    const present = this.#flows.get(life);
    if (present === undefined) return 0;
    const { movedBytes } = present.flow;
    const bytes = movedBytes - present.syncedBytes;
    present.syncedBytes = movedBytes;
    return bytes;
  }

  #stopLoads(): void {
    for (const end of this.#endLoads) end();
    this.#endLoads = [];
    for (const { flow } of this.#flows.values()) flow.cut();
    this.#flows.clear();
  }
}

/** What a guest is made of. */
export interface GuestOptions {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
  /** The ways of its I/O; needed by lives that have any. */
  readonly reach?: Reach;
}
