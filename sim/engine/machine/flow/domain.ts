/**
 * A Xen domain and its virtual CPUs, as the scheduler and the tasks on them see them.
 */
import { CpuUsage } from './fixed-point.ts';

/** One virtual CPU. The scheduler writes what it may use, the machinery what it does use. */
export class Vcpu {
  readonly domain: Domain;
  readonly name: string;
  /** Share of one physical CPU that the scheduler lets it use now, 0 to 1. */
  speed = 0;
  /** True when something on it could proceed, given CPU. */
  runnable = false;
  /** Most of a physical CPU that its activities could use, 0 to 1. */
  wanted = 0;
  /** True when it is kept from running (parked, paused, or queued behind another). */
  held = false;
  /** Share of one physical CPU really used since the last change. */
  utilisation = 0;
  /** What its scheduler assumes that it uses. */
  readonly usage = new CpuUsage();
  /** CPU used until the last settling, in whole ns. */
  cpuNs = 0;
  /** Tasks ever placed here; new ones go where there are fewest. */
  placedCount = 0;

  constructor(domain: Domain, name: string) {
    this.domain = domain;
    this.name = name;
  }

  /**
   * True when an interrupt for it would be served at once: it runs, or is idle and free to wake.
   */
  get responsive(): boolean {
    return !this.held;
  }
}

/** Dom0 or a guest. */
export class Domain {
  readonly name: string;
  readonly vcpus: readonly Vcpu[];
  weight: number;
  /** The scheduler sets the weight by what is active, as that of XCP-ng does for Dom0. */
  readonly isWeightAutomatic: boolean;
  /** Percent of one physical CPU for the whole domain; Infinity is no cap. */
  capPercent: number;
  /** The host's scheduler, while the domain is on a host. */
  scheduler: Scheduler | undefined;
  /** Hears of what begins on its virtual CPUs, but for the background load of Dom0. */
  onBegin: (() => void) | undefined;

  constructor(name: string, options: DomainOptions) {
    this.name = name;
    this.weight = options.weight;
    this.isWeightAutomatic = options.isWeightAutomatic ?? false;
    this.capPercent = options.capPercent;
    this.vcpus = Array.from({ length: options.vcpus }, (_, i) => new Vcpu(this, `${name}/v${i}`));
  }

  /** The virtual CPU with the fewest tasks: where a new one is placed. */
  leastLoadedVcpu(): Vcpu {
    return this.vcpus.reduce((best, vcpu) => (vcpu.placedCount < best.placedCount ? vcpu : best));
  }
}

/** What a domain is created with. */
export interface DomainOptions {
  readonly vcpus: number;
  readonly weight: number;
  readonly isWeightAutomatic?: boolean;
  readonly capPercent: number;
}

/** Why a virtual CPU is kept from running. */
export type Hold = 'parked' | 'queued' | 'paused';

/**
 * What a host's CPU scheduler is to the rest of the machine. It sets `speed` and `held` of the
 * virtual CPUs and reports each change to the machinery.
 */
export interface Scheduler {
  /** Takes a domain in; its virtual CPUs are idle. */
  add(domain: Domain): void;
  /** Takes a domain out, wherever its virtual CPUs are. */
  remove(domain: Domain): void;
  /** A virtual CPU has work. */
  wake(vcpu: Vcpu): void;
  /** A virtual CPU has no more work. */
  block(vcpu: Vcpu): void;
  /** A virtual CPU uses another share than before, or could: `utilisation` or `wanted` is new. */
  used(vcpu: Vcpu): void;
  /** Keeps a domain from running until `unpause`; nests. */
  pause(domain: Domain): void;
  unpause(domain: Domain): void;
  /** Cap or weight of a domain were changed. */
  retune(domain: Domain): void;
  /** What keeps a held virtual CPU of one of its domains from running. */
  holdOf(vcpu: Vcpu): Hold;
}

/** Called when a virtual CPU's speed or hold was changed. */
export type SpeedListener = (vcpu: Vcpu) => void;
