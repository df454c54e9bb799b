/**
 * What a guest wanted, what it got and how long it stood: counters that only grow, so that two
 * readings say how it fared between them. Wants are what it would use undisturbed: its demand for
 * CPU within its own cap, and the I/O it asks for, whether it stands or runs.
 */

/** The counters at one instant. */
export interface GuestReading {
  readonly timeNs: number;
  /** Suspended, or paused by an operation of the hypervisor. */
  readonly stoppedNs: number;
  readonly wantedCpuNs: number;
  /** CPU that its workload had. */
  readonly cpuNs: number;
  /** The part of it that went into shadow faults; known for all until it was looked at last. */
  readonly faultNs: number;
  readonly wantedIoBytes: number;
  readonly ioBytes: number;
  /** CPU of Dom0 for its I/O. */
  readonly backendNs: number;
}

/** What a guest wants from now on. */
export interface Wants {
  /** CPUs. */
  readonly cpus: number;
  /** Bytes of I/O per ns. */
  readonly ioBytesPerNs: number;
}

export class GuestAccounting {
  readonly #now: () => number;
  #wants: Wants = { cpus: 0, ioBytesPerNs: 0 };
  #wantedSinceNs: number;
  #wantedCpuNs = 0;
  #wantedIoBytes = 0;
  #stoppedSinceNs: number | undefined;
  #stoppedNs = 0;

  /** @param now the clock, ns. */
  constructor(now: () => number) {
    this.#now = now;
    this.#wantedSinceNs = now();
  }

  /** Its demand, its cap or its I/O may have changed. */
  want(wants: Wants): void {
    const { cpus, ioBytesPerNs } = this.#wants;
    if (wants.cpus === cpus && wants.ioBytesPerNs === ioBytesPerNs) return;
    const { wantedCpuNs, wantedIoBytes } = this.read();
    this.#wantedCpuNs = wantedCpuNs;
    this.#wantedIoBytes = wantedIoBytes;
    this.#wantedSinceNs = this.#now();
    this.#wants = wants;
  }

  /** Whether it stands from now on. */
  stop(stands: boolean): void {
    if (stands === (this.#stoppedSinceNs !== undefined)) return;
    this.#stoppedNs = this.read().stoppedNs;
    this.#stoppedSinceNs = stands ? this.#now() : undefined;
  }

  /** The counters that it keeps, brought to now. */
  read(): Pick<GuestReading, 'timeNs' | 'stoppedNs' | 'wantedCpuNs' | 'wantedIoBytes'> {
    const timeNs = this.#now();
    const wantedNs = timeNs - this.#wantedSinceNs;
    const standsNs = timeNs - (this.#stoppedSinceNs ?? timeNs);
    return {
      timeNs,
      stoppedNs: this.#stoppedNs + standsNs,
      wantedCpuNs: this.#wantedCpuNs + this.#wants.cpus * wantedNs,
      wantedIoBytes: this.#wantedIoBytes + this.#wants.ioBytesPerNs * wantedNs,
    };
  }
}
