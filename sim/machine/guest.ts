/**
 * A virtual machine: a domain, its memory, and what it does. It runs on a host, is paused for
 * moments by log-dirty operations, suspended at the end of a migration, and resumed elsewhere.
 */
import { invariant } from '../kernel/assert.ts';
import type { Domain } from './domain.ts';
import { GuestLedger, type GuestReading } from './guest-ledger.ts';
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
  /** CPU of the guest that has gone into shadow faults so far, ns. */
  readonly faultNs?: number;
  advance(interval: LifeInterval, memory: GuestMemory): void;
}

/** What a guest had since it was looked at last. */
export interface LifeInterval {
  /** CPU used, ns. */
  readonly cpuNs: number;
  /** Time it was not stopped, ns. */
  readonly wallNs: number;
  /** Bytes its own I/O has moved. */
  readonly ioBytes: number;
}

/** Hears when a guest is looked at. */
export interface GuestWatcher {
  /** It has lived until now. @param turns whether it stops or goes on at this instant. */
  looked(guest: Guest, turns: boolean): void;
}

export class Guest {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
  host: Host;
  watcher: GuestWatcher | undefined;
  /** Bursts of the guest's own work on its first virtual CPU. */
  readonly task: Task;
  readonly #machinery: Machinery;
  readonly #ledger: GuestLedger;
  readonly #loads: readonly Task[];
  #endLoads: (() => void)[] = [];
  #flows = new Map<Life, { readonly flow: IoFlow; syncedBytes: number }>();
  /** Of flows that have ended. */
  #endedFlows = { movedBytes: 0, backendNs: 0 };
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
    this.#ledger = new GuestLedger(() => machinery.nowNs);
    this.#loads = options.domain.vcpus.map(() => new Task(machinery, this.domain, name, 'guest'));
    const first = this.#loads[0]?.vcpu;
    this.task = new Task(machinery, this.domain, `${name} bursts`, 'guest', { vcpu: first });
    host.addGuest(this);
    this.#want();
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

  /** How it fared until now; settles nothing. */
  reading(): GuestReading {
    const flows = [...this.#flows.values()].map(({ flow }) => flow.done);
    const ended = this.#endedFlows;
    return {
      ...this.#ledger.read(),
      cpuNs: this.#loads.reduce((sum, task) => sum + task.cpuNsNow, 0),
      faultNs: this.lives.reduce((sum, life) => sum + (life.faultNs ?? 0), 0),
      ioBytes: flows.reduce((sum, { movedBytes }) => sum + movedBytes, ended.movedBytes),
      backendNs: flows.reduce((sum, { backendNs }) => sum + backendNs, ended.backendNs),
    };
  }

  /** Lets the guest live until now: what it wrote since the last look is marked. */
  sync(): void {
    this.#live();
    this.watcher?.looked(this, false);
  }

  #live(): void {
    const nowNs = this.#machinery.nowNs;
    const { cpuNs } = this;
    if (this.#pauses > 0) this.#bookPause(nowNs);
    const wallNs = nowNs - this.#syncedNs - this.#pausedNs;
    const interval = { cpuNs: cpuNs - this.#syncedCpuNs, wallNs: Math.max(0, wallNs) };
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
    this.#ledger.stop(true);
    this.domain.scheduler?.pause(this.domain);
  }

  unpause(): void {
    if (--this.#pauses === 0) this.#bookPause(this.#machinery.nowNs);
    this.#ledger.stop(this.#pauses > 0 || this.#suspended);
    this.domain.scheduler?.unpause(this.domain);
  }

  /** The guest's demand for CPU has changed (a timed change of its rate). */
  reload(): void {
    this.sync();
    this.#want();
    if (this.#suspended) return;
    this.#stopLoads();
    this.#startLoads();
  }

  /** Another cap or weight from now on. */
  retune(change: Partial<Pick<Domain, 'capPercent' | 'weight'>>): void {
    Object.assign(this.domain, change);
    this.domain.scheduler?.retune(this.domain);
    this.#want();
  }

  /** Its suspend hypercall: it lives no more here. */
  suspend(): void {
    invariant(!this.#suspended, `${this.name} was suspended twice`);
    this.#turn();
    this.#stopLoads();
    this.#suspended = true;
    this.#ledger.stop(true);
  }

  /** Goes on, on a host. */
  resume(host: Host): void {
    invariant(this.#suspended, `${this.name} was resumed while it ran`);
    this.#turn();
    this.#suspended = false;
    this.#ledger.stop(false);
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

  #bookPause(nowNs: number): void {
    this.#pausedNs += nowNs - this.#pausedSinceNs;
    this.#pausedSinceNs = nowNs;
  }

  /** It lives until now, where it stops or goes on. */
  #turn(): void {
    this.#live();
    this.watcher?.looked(this, true);
  }

  /** CPU that each of its virtual CPUs wants, 0 to 1. */
  get #demand(): number {
    return Math.min(
      1,
      this.lives.reduce((sum, life) => sum + life.cpuDemand, 0),
    );
  }

  #want(): void {
    const { capPercent, vcpus } = this.domain;
    const most = capPercent > 0 ? capPercent / 100 : Infinity;
    this.#ledger.want({
      cpus: Math.min(most, this.#demand * vcpus.length),
      ioBytesPerNs: this.lives.reduce((sum, { flow }) => sum + askedOf(flow, most), 0),
    });
  }

  #startLoads(): void {
    const demand = this.#demand;
    if (demand > 0) this.#endLoads = this.#loads.map((task) => task.load(demand));
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
    for (const { flow } of this.#flows.values()) {
      flow.cut();
      const { movedBytes, backendNs } = flow.done;
      this.#endedFlows.movedBytes += movedBytes;
      this.#endedFlows.backendNs += backendNs;
    }
    this.#flows.clear();
  }
}

/** Bytes per ns that a flow asks for, as far as the guest's cap lets it. */
function askedOf(flow: FlowSpec | undefined, cpusMost: number): number {
  if (flow === undefined) return 0;
  return Math.min(flow.bytesPerNs, cpusMost / flow.guestNsPerByte);
}

/** What a guest is made of. */
export interface GuestOptions {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly lives: readonly Life[];
  /** The ways of its I/O; needed by lives that have any. */
  readonly reach?: Reach;
}
