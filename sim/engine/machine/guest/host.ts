/**
 * A physical machine: its scheduler, Dom0, the guests that run on it.
 */
import { invariant } from '../../kernel/assert.ts';
import { Lock } from '../../kernel/lock.ts';
import type { Body } from '../../kernel/process.ts';
import { Signal } from '../../kernel/signal.ts';
import type { Account, Activity } from '../flow/activity.ts';
import type { Scheduler } from '../flow/domain.ts';
import { Domain, type DomainOptions, type Vcpu } from '../flow/domain.ts';
import type { Machinery } from '../flow/machinery.ts';
import { Task } from '../flow/task.ts';
import { type Dom0Accounting, dom0Accounting } from './dom0-accounting.ts';

const MOVES: ReadonlySet<Account> = new Set<Account>(['migration', 'toolstack', 'storage']);

/** A guest, as its host knows it. */
export interface Tenant {
  readonly name: string;
  readonly domain: Domain;
}

export class Host {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dom0: Domain;
  readonly memoryBytes: number;
  readonly guests = new Set<Tenant>();
  /** Held by log-dirty operations where they exclude each other. */
  readonly domctl = new Lock();
  readonly #machinery: Machinery;
  readonly #tasks: Task[] = [];
  readonly #backendsApart: boolean;
  readonly #migrationShare: number;
  /** Where interrupts are served; unknown while no backend needs it. */
  #interruptVcpu: Vcpu | undefined;
  #migrationAtInterrupts = false;
  #begunNs = 0;
  readonly #begun = new Signal();
  #moves = 0;

  constructor(machinery: Machinery, options: HostOptions) {
    this.#machinery = machinery;
    this.name = options.name;
    this.scheduler = options.scheduler;
    this.memoryBytes = options.memoryBytes;
    this.#backendsApart = options.backendsApart ?? false;
    this.#migrationShare = options.migrationShare ?? Infinity;
    this.dom0 = new Domain(`${options.name}/Dom0`, options.dom0);
    this.dom0.onBegin = this.#begins;
    this.scheduler.add(this.dom0);
  }

  readonly #begins = (): void => {
    this.#begunNs = this.#machinery.nowNs;
    this.#begun.fire();
  };

  /** A migration from or to it is under way, until what is returned is called. */
  awaken(): () => void {
    this.#moves += 1;
    this.#begins();
    return () => {
      this.#moves -= 1;
      this.#begins();
    };
  }

  /** Waits until something begins if for that long nothing has and nothing goes on, ns. */
  *untilStirred(stillNs: number): Body {
    if (this.#moves > 0 || this.#machinery.nowNs - this.#begunNs < stillNs) return;
    for (const { vcpus } of [this.dom0, ...[...this.guests].map(({ domain }) => domain)]) {
      if (vcpus.some((vcpu) => this.#machinery.activitiesOn(vcpu).some(isFelt))) return;
    }
    yield this.#begun as Signal<unknown>;
  }

  /** Starts a process in Dom0; it is placed on the virtual CPU with the fewest. */
  newTask(name: string, account: Account): Task {
    return this.#newTask(name, account, undefined);
  }

  /**
   * Starts a process that interrupts wake: a backend, or one that feeds or drains a socket. All
   * event channels and the network card interrupt one virtual CPU, and Linux' wake affinity moves
   * what they wake there. So backends are together, and the first migration joins them; another
   * one finds that CPU busy and is placed elsewhere. `backendsApart` places each like any other.
   */
  newInterruptTask(name: string, account: 'backend' | 'migration'): Task {
    if (this.#backendsApart) return this.newTask(name, account);
    const taken = account === 'migration' && this.#migrationAtInterrupts;
    const task = this.#newTask(name, account, taken ? undefined : this.#interruptVcpu);
    if (account === 'backend') this.#interruptVcpu = task.vcpu;
    else this.#migrationAtInterrupts ||= task.vcpu === this.#interruptVcpu;
    return task;
  }

  #newTask(name: string, account: Account, vcpu: Vcpu | undefined): Task {
    const shareMax = account === 'migration' ? this.#migrationShare : Infinity;
    const place = { vcpu, shareMax };
    const task = new Task(this.#machinery, this.dom0, `${this.name}/${name}`, account, place);
    this.#tasks.push(task);
    return task;
  }

  /** CPU of Dom0 until now, ns. */
  dom0CpuNs(): number {
    for (const vcpu of this.dom0.vcpus) this.#machinery.settle(vcpu);
    return this.#tasks.reduce((sum, task) => sum + task.cpuNs, 0);
  }

  /** CPU of Dom0 for migrations until now, ns; settles nothing. */
  get migrationCpuNsNow(): number {
    const tasks = this.#tasks.filter(({ account }) => MOVES.has(account));
    return tasks.reduce((sum, { cpuNsNow }) => sum + cpuNsNow, 0);
  }

  /** CPU of Dom0 until now, split by what it went into. */
  dom0Accounting(): Dom0Accounting {
    let usedNs = 0;
    for (const vcpu of this.dom0.vcpus) {
      this.#machinery.settle(vcpu);
      usedNs += vcpu.cpuNs;
    }
    return dom0Accounting(this.#tasks, usedNs);
  }

  addGuest(guest: Tenant): void {
    invariant(!this.guests.has(guest), `${guest.name} is on ${this.name} already`);
    this.guests.add(guest);
    guest.domain.onBegin = this.#begins;
    this.scheduler.add(guest.domain);
  }

  removeGuest(guest: Tenant): void {
    this.guests.delete(guest);
    guest.domain.onBegin = undefined;
    this.scheduler.remove(guest.domain);
  }
}

/** What a host is made of. */
export interface HostOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly dom0: DomainOptions;
  readonly memoryBytes: number;
  /** Most of a CPU that each migration process may use, 0 to 1; default: no limit. */
  readonly migrationShare?: number;
  /** Backends are not where migrations are; default false. */
  readonly backendsApart?: boolean;
}

/** What an idle guest needs to keep time hardly feels what else runs, and is not felt. */
const KEEPS_TIME_SHARE = 0.05;

function isFelt({ kind, shareMax }: Activity): boolean {
  return kind !== 'load' || shareMax > KEEPS_TIME_SHARE;
}
