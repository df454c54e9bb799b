/**
 * A Xen domain and its virtual CPUs, as the scheduler and the tasks on them see them.
 */
import type { EventHandle } from '../../kernel/queue.ts';
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Strand } from './component.ts';
import type { Scheduler } from './scheduler.ts';

/** One virtual CPU. The scheduler writes what it may use, the machinery what it does use. */
export class Vcpu {
  readonly domain: Domain;
  readonly name: string;
  /** Present activities of the tasks placed here, in the order in which they began. */
  readonly activities: Activity[] = [];
  /** Streams that need this CPU at either end. */
  readonly streams = new Set<ByteStream>();
  /** Share of one physical CPU that the scheduler lets it use now, 0 to 1. */
  speed = 0;
  /** CPU that each activity may have, as of the last solving of rates (`shared-rates.ts`). */
  level = Infinity;
  /** True when something on it could go on, given CPU. */
  runnable = false;
  /** Most of a physical CPU that its activities could use, 0 to 1. */
  wanted = 0;
  /** True when it is kept from running (parked, paused, or queued behind another). */
  held = false;
  /** Share of one physical CPU really used since the last change. */
  utilisation = 0;
  /** True from when it starts to run until its scheduler was told what it uses. */
  unseen = false;
  /** CPU used until the last settling, in ns. */
  cpuNs = 0;
  /** Who it moves with; undefined until that was asked. */
  strand: Strand | undefined;
  /** When the next burn here is complete. */
  timer: EventHandle | undefined;
  /** Tells the machinery that something here has changed; made when first needed. */
  wake: (() => void) | undefined;
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
  /** Percent of one physical CPU for the whole domain; Infinity is no cap. */
  capPercent: number;
  /** The host's scheduler, while the domain is on a host. */
  scheduler: Scheduler | undefined;

  constructor(name: string, options: DomainOptions) {
    this.name = name;
    this.weight = options.weight;
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
  readonly capPercent: number;
}
