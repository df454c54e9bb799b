/**
 * The I/O of a guest through Dom0: a backend in Dom0 moves bytes between the guest and the network
 * or the storage, at a CPU cost per byte, as long as the guest lives on its host.
 *
 *     out:  guest --> [ring] --> backend     in:  outside --> [ring] --> backend --> guest
 *
 * The bytes travel over links of the host, which they share with migrations. In Dom0 the backend
 * shares a virtual CPU with the migration (see `Host.newInterruptTask`; assumed, the paper does not
 * say how Dom0's CPU was divided): while both want it, each gets an equal share.
 *
 * The ring is memory of both: the guest fills it whether Dom0 runs or not, and the backend takes
 * from it whether the guest runs or not. While Dom0 may not run, requests wait in the ring until it
 * is full; a source that keeps its pace loses the rest (UDP), one that waits for replies is delayed
 * (a disk read).
 */
import { ByteStream } from '../flow/byte-stream.ts';
import { Domain } from '../flow/domain.ts';
import type { Link } from '../flow/link.ts';
import type { Machinery } from '../flow/machinery.ts';
import { Task } from '../flow/task.ts';
import type { Host } from './host.ts';

/** What a guest's I/O wants; the same on every host. */
export interface FlowSpec {
  readonly name: 'blkback' | 'netback';
  /** Which of the host's ways it takes. */
  readonly medium: 'network' | 'storage';
  /** Seen from the guest. */
  readonly direction: 'in' | 'out';
  /** Bytes per ns it wants. */
  readonly bytesPerNs: number;
  readonly ringBytes: number;
  /** CPU of Dom0 per byte, ns; above 0. */
  readonly dom0NsPerByte: number;
  /** CPU of the guest per byte it sends, ns; receiving costs it nothing in the model. */
  readonly guestNsPerByte: number;
  /**
   * Its share of a full link relative to that of a TCP stream, a whole number; absent: 1. More than
   * that has what does not back off: it keeps its ring full.
   */
  readonly weight?: number | undefined;
}

/** What a flow has done. */
export interface FlowCount {
  readonly movedBytes: number;
  /** CPU of its backend, ns. */
  readonly backendNs: number;
}

/** Links from or to a host, in order. */
export type Reach = (host: Host, spec: Pick<FlowSpec, 'medium' | 'direction'>) => readonly Link[];

/** One flow while its guest runs on one host. */
export class IoFlow {
  readonly #machinery: Machinery;
  readonly #stream: ByteStream;
  readonly #backend: Task;

  /** @param sender the guest's own task; it writes what goes out. */
  constructor(machinery: Machinery, host: Pick<Host, 'newInterruptTask'>, options: FlowOptions) {
    this.#machinery = machinery;
    const { spec, guest, path, sender } = options;
    const backend = host.newInterruptTask(`${spec.name} ${guest}`, 'backend');
    this.#backend = backend;
    const writer = spec.direction === 'out' ? sender : outside(machinery, guest);
    this.#stream = new ByteStream(`${spec.name} ${guest}`, {
      path,
      weight: spec.weight,
      sendBufferBytes: spec.ringBytes / 2,
      receiveBufferBytes: spec.ringBytes / 2,
      ends: [writer.vcpu, backend.vcpu],
      movers: [backend.vcpu],
    });
    machinery.open(this.#stream);
    const writeCostNs = spec.direction === 'out' ? spec.guestNsPerByte : 0;
    const pace = { costNs: writeCostNs, rateMax: spec.bytesPerNs };
    writer.stream('write', this.#stream, pace);
    backend.stream('read', this.#stream, { costNs: spec.dom0NsPerByte });
  }

  /** Bytes the backend has moved until now. */
  get movedBytes(): number {
    for (const vcpu of this.#stream.ends) this.#machinery.settle(vcpu);
    return this.#stream.read;
  }

  /** What it has done until now; unlike `movedBytes` this settles nothing. */
  get done(): FlowCount {
    const movedBytes = this.#machinery.readUntilNow(this.#stream);
    return { movedBytes, backendNs: this.#backend.cpuNsNow };
  }

  /** The guest is suspended: its frontend disconnects, what is in the ring is lost. */
  cut(): void {
    this.#machinery.cut(this.#stream);
  }
}

/** Who sends to the guest: a machine that is never short of CPU. */
function outside(machinery: Machinery, guest: string): Task {
  const domain = new Domain(`outside ${guest}`, { vcpus: 1, weight: 1, capPercent: Infinity });
  for (const vcpu of domain.vcpus) vcpu.speed = 1;
  return new Task(machinery, domain, domain.name, 'storage');
}

/** What a flow is made of. */
export interface FlowOptions {
  readonly spec: FlowSpec;
  readonly guest: string;
  readonly path: readonly Link[];
  readonly sender: Task;
}

/** Bytes per ns that a flow asks for, as far as the guest's cap lets it. */
export function askedOf(flow: FlowSpec | undefined, cpusMost: number): number {
  if (flow === undefined) return 0;
  return Math.min(flow.bytesPerNs, cpusMost / flow.guestNsPerByte);
}
