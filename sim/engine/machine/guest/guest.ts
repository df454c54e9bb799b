/**
 * A virtual machine: a domain, its memory, and what it does. It runs on a host, is paused for
 * moments by log-dirty operations, suspended at the end of a migration, and resumed elsewhere.
 */
import { invariant } from '../../kernel/assert.ts';
import type { Domain } from '../flow/domain.ts';
import type { Machinery } from '../flow/machinery.ts';
import { Task } from '../flow/task.ts';
import type { GuestMemory } from '../memory/guest-memory.ts';
import { GuestAccounting, type GuestReading } from './guest-accounting.ts';
import type { GuestActivity } from './guest-activity.ts';
import { GuestFlows } from './guest-flows.ts';
import { GuestLoads } from './guest-loads.ts';
import type { Host } from './host.ts';
import { askedOf, type Reach } from './io-flow.ts';
import { Throttle } from './throttle.ts';

/** Hears when a guest is brought to now. */
export interface GuestWatcher {
  /** @param turns whether it stops or continues at this instant. */
  looked(guest: Guest, turns: boolean): void;
}

/** Hears of guests. As with the machine, observers settle and change nothing. */
export interface GuestObserver {
  /** It stops (`guest.suspended` says how) or continues. */
  stopped(guest: Guest, stands: boolean): void;
  /** Its dirty log was emptied. */
  cleaned(guest: Guest): void;
}

export class Guest {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly activities: readonly GuestActivity[];
  /** Work of its kernel beside its workload, on its first virtual CPU. */
  readonly kernel: Task;
  host: Host;
  watcher: GuestWatcher | undefined;
  observer: GuestObserver | undefined;
  readonly #machinery: Machinery;
  readonly #cleanCpuNs: number;
  readonly #accounting: GuestAccounting;
  readonly #loads: GuestLoads;
  readonly #endFaults: (() => void)[] = [];
  readonly #flows: GuestFlows;
  readonly #throttle: Throttle;
  #suspended = false;
  #pausedSinceNs = 0;
  /** What ends each pause. */
  readonly #pauses = new Set<() => void>();
  #syncedNs = 0;
  #syncedCpuNs = 0;
  #syncedWritersNs = 0;
  #pausedNs = 0;

  constructor(machinery: Machinery, host: Host, options: GuestOptions) {
    this.#machinery = machinery;
    this.host = host;
    this.domain = options.domain;
    this.memory = options.memory;
    this.activities = options.activities;
    this.#flows = new GuestFlows(machinery, options.reach ?? (() => []));
    const name = options.domain.name;
    this.#accounting = new GuestAccounting(() => machinery.nowNs);
    this.#loads = new GuestLoads(machinery, this.domain, this.activities);
    const first = this.#loads.tasks[0]?.vcpu;
    this.kernel = new Task(machinery, this.domain, `${name} kernel`, 'guest', { vcpu: first });
    this.#cleanCpuNs = options.cleanCpuNs ?? 0;
    this.#throttle = new Throttle(options.wakeUpNs ?? 0);
    host.addGuest(this);
    this.#want();
    this.#loads.start(this.#throttle.runShare);
    this.#startFlows();
  }

  get name(): string {
    return this.domain.name;
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  /** CPU used by all its virtual CPUs, ns, brought to now. */
  get cpuNs(): number {
    return this.#loads.cpuNs;
  }

  /** How it fared until now; settles nothing. */
  reading(): GuestReading {
    const { timeNs, stoppedNs, wantedCpuNs, wantedIoBytes } = this.#accounting.read();
    const { ioBytes, backendNs } = this.#flows.done;
    const cpuNs = sumOf(this.#loads.tasks, ({ cpuNsNow }) => cpuNsNow);
    const faultNs = sumOf(this.activities, ({ faultNs = 0 }) => faultNs);
    const wanted = { wantedCpuNs, wantedIoBytes };
    return { timeNs, stoppedNs, cpuNs, faultNs, ioBytes, backendNs, ...wanted };
  }

  /** Brings the guest to now: what it wrote since the last look is marked. */
  sync(): void {
    this.#live();
    this.watcher?.looked(this, false);
  }

  #live(): void {
    const nowNs = this.#machinery.nowNs;
    const allNs = this.cpuNs;
    const kernelNs = this.kernel.cpuNs;
    const cpuNs = allNs - kernelNs;
    const writersNs = this.#loads.writersNs(allNs) - kernelNs;
    if (this.#pauses.size > 0) this.#bookPause(nowNs);
    const startNs = this.#syncedNs;
    const { wallNs, sleeps } = this.#throttle.of(Math.max(0, nowNs - startNs - this.#pausedNs));
    const hadNs = cpuNs - this.#syncedCpuNs;
    const writersHadNs = writersNs - this.#syncedWritersNs;
    this.#syncedNs = nowNs;
    this.#syncedCpuNs = cpuNs;
    this.#syncedWritersNs = writersNs;
    this.#pausedNs = 0;
    if (this.#suspended) return;
    for (const activity of this.activities) {
      const writes = activity.ring !== undefined;
      const stands = writes && this.#loads.asleep;
      const had = {
        startNs,
        endNs: nowNs,
        cpuNs: writes ? writersHadNs : hadNs,
        wallNs: stands ? 0 : wallNs,
        sleeps: stands ? 0 : sleeps,
        ioBytes: this.#flows.take(activity),
      };
      activity.advance(had, this.memory);
    }
  }

  /** ENABLE_LOGDIRTY: from now on its first write to a page is marked, and costs a fault. */
  startLogging(): void {
    this.sync();
    this.memory.startLogging();
    this.cleaned();
  }

  /** A CLEAN has taken its shadow page tables away: it has to build them again. */
  cleaned(): void {
    this.observer?.cleaned(this);
    this.#stopFaults();
    if (this.#suspended) return;
    const start = (cpuNs: number, share: number): void => {
      if (cpuNs > 0) this.#endFaults.push(this.kernel.work(cpuNs, share));
    };
    start(this.#cleanCpuNs, 1);
    for (const { faultWork } of this.activities)
      if (faultWork) start(faultWork.cpuNs, faultWork.share);
  }

  /** Stops it for a hypervisor operation; nests. @returns what ends that; moving does as well. */
  pause(): () => void {
    if (this.#pauses.size === 0) this.#pausedSinceNs = this.#machinery.nowNs;
    const end = (): void => {
      if (!this.#pauses.delete(end)) return;
      if (this.#pauses.size === 0) this.#bookPause(this.#machinery.nowNs);
      this.#stand(this.#pauses.size > 0 || this.#suspended);
      this.domain.scheduler?.unpause(this.domain);
    };
    this.#pauses.add(end);
    this.#stand(true);
    this.domain.scheduler?.pause(this.domain);
    return end;
  }

  /** What the guest wants changes now. @param change is called when it has lived until now. */
  reload(change: () => void): void {
    this.sync();
    change();
    this.#loads.renew();
    this.#syncedWritersNs = this.#loads.writersNs(this.cpuNs) - this.kernel.cpuNs;
    this.#want();
    if (this.#suspended) return;
    this.#loads.stop();
    this.#flows.stop();
    this.#loads.start(this.#throttle.runShare);
    this.#startFlows();
  }

  /**
   * From now on every virtual CPU sleeps for a share of the time, and the guest has the rest at
   * most, without what it takes to wake up each time. Its I/O does not use that CPU.
   * @param share from 0 (it runs freely) to 1 (only its kernel runs).
   */
  throttle(share: number): void {
    const runShare = this.#throttle.runShareOf(share);
    if (this.#throttle.runShare === runShare) return;
    this.sync();
    this.#throttle.runShare = runShare;
    this.#restart();
  }

  /** The virtual CPUs that write sleep from now on, or go on. */
  sleep(asleep: boolean): void {
    this.sync();
    this.#loads.asleep = asleep;
    this.#restart();
  }

  /** Another cap or weight from now on. */
  retune(change: Partial<Pick<Domain, 'capPercent' | 'weight'>>): void {
    Object.assign(this.domain, change);
    this.domain.scheduler?.retune(this.domain);
    this.#want();
  }

  /** Its suspend hypercall: it no longer runs here. */
  suspend(): void {
    invariant(!this.#suspended, `${this.name} was suspended twice`);
    this.#turn();
    this.#loads.stop();
    this.#stopFaults();
    this.#flows.stop();
    this.#suspended = true;
    this.#stand(true);
  }

  /** Goes on, on a host. */
  resume(host: Host): void {
    invariant(this.#suspended, `${this.name} was resumed while it ran`);
    if (host !== this.host) for (const end of this.#pauses) end();
    this.#turn();
    this.#suspended = false;
    if (host !== this.host) {
      this.host.removeGuest(this);
      host.addGuest(this);
      this.host = host;
    }
    this.#stand(false);
    this.#loads.start(this.#throttle.runShare);
    this.#startFlows();
  }

  /** How much more CPU a page costs xc_save because of what the guest does. */
  get copySlowdown(): number {
    return sumOf(this.activities, ({ copySlowdown = 0 }) => copySlowdown);
  }

  #stand(stands: boolean): void {
    this.#accounting.stop(stands);
    this.observer?.stopped(this, stands);
  }

  #bookPause(nowNs: number): void {
    this.#pausedNs += nowNs - this.#pausedSinceNs;
    this.#pausedSinceNs = nowNs;
  }

  /** It runs until now, where it stops or continues. */
  #turn(): void {
    this.#live();
    this.watcher?.looked(this, true);
  }

  #want(): void {
    const most = this.domain.capPercent / 100;
    this.#accounting.want({
      cpus: Math.min(most, this.#loads.cpus),
      ioBytesPerNs: sumOf(this.activities, ({ flow }) => askedOf(flow, most)),
    });
  }

  #restart(): void {
    if (this.#suspended) return;
    this.#loads.stop();
    this.#loads.start(this.#throttle.runShare);
  }

  #startFlows(): void {
    this.#flows.start(this.host, this.activities, this.name, this.#loads.tasks[0]!);
  }

  #stopFaults(): void {
    for (const end of this.#endFaults.splice(0)) end();
  }
}

const sumOf = <Each>(all: readonly Each[], of: (each: Each) => number): number =>
  all.reduce((sum, each) => sum + of(each), 0);

/** What a guest is made of. */
export interface GuestOptions {
  readonly domain: Domain;
  readonly memory: GuestMemory;
  readonly activities: readonly GuestActivity[];
  /** CPU to build its shadow page tables again after each CLEAN, ns; default 0. */
  readonly cleanCpuNs?: number;
  /** From the end of a throttle's sleep until it runs, below 10 ms; default 0. */
  readonly wakeUpNs?: number;
  /** The ways of its I/O; needed by activities that have any. */
  readonly reach?: Reach;
}
