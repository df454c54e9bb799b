/**
 * Toolstacks as data: what xend, xl and QEMU do around the copy of pages, stage by stage. Carriers
 * carry it out, the expected fidelity runs it on its two hosts, and both report its parts. The
 * toolstacks themselves are in `stages-xen.ts` and `stages-qemu.ts`; `toolstack.ts` picks one.
 */
import type { GuestType } from '../machine/memory/frame-space.ts';
import type { Devices } from './devices.ts';
import type { ParameterValues } from './parameters.ts';
import type { PartHost } from './parts.ts';
import type { WireFormat } from './wire-format.ts';

export type Side = 'source' | 'destination';

/** The toolstack's process, or the one that copies pages. */
export type Worker = 'tools' | 'copy';

/** Where a list leaves off for the loop: live rounds, the final CLEAN, the final round. */
export type Hole = 'rounds' | 'clean' | 'copy';

/**
 * What is done in a stage: CPU of a process, a wait (`crosses`: of a message on its way to the
 * other host), bytes that are no pages (`last` when none follow). `connect`: the stream is opened
 * and the receiver starts; `log`: log-dirty is on; `suspend`: the guest is asked to; `halt`: it is
 * stopped; `receive`: the receiver is awaited; `disconnect`: the stream is closed; `mark`: what was
 * sent is awaited there; `load`: the receiver waits when it comes to this.
 */
export type Work =
  | { readonly kind: 'burn'; readonly at: Side; readonly by: Worker; readonly ns: number }
  | { readonly kind: 'wait'; readonly ns: number; readonly crosses?: true }
  | { readonly kind: 'load'; readonly ns: number }
  | { readonly kind: 'plain'; readonly bytes: number; readonly last: boolean }
  | { readonly kind: Hole | Act };
type Act = 'connect' | 'log' | 'suspend' | 'halt' | 'receive' | 'disconnect' | 'mark';

/** A part of the time line. */
export interface Stage {
  readonly part: string;
  readonly host: PartHost;
  readonly inDowntime: boolean;
  readonly does: readonly Work[];
}

/** Two stages at the same time; the one that ends later is charged with what it takes longer. */
export interface Both {
  readonly both: readonly [Stage, Stage];
}

/** How a toolstack moves a guest. The guest runs at the destination when the last stage ends. */
export interface Toolstack {
  /** In the order in which they are placed on virtual CPUs. */
  readonly processes: readonly { readonly at: Side; readonly by: Worker; readonly name: string }[];
  readonly stages: readonly (Stage | Both)[];
  /** Of the receiver: before the first bytes, and after the last. */
  readonly creates: readonly Work[];
  readonly completes: readonly Work[];
  /** Whether a batch is read whole before its pages are placed. */
  readonly wholeRecords: boolean;
  /** Whether the guest stands in log-dirty operations. */
  readonly freezes: boolean;
  /** After the stream was closed early; the guest runs on at the source. */
  readonly abandon: Stage;
  /** Before that, where the guest stands: the source lets it run again. */
  readonly resume: Stage;
  /** After the guest runs at the destination; no downtime. Absent: nothing. */
  readonly afterwards?: Stage;
  /** After the final CLEAN, where the guest runs at the destination before its pages are there. */
  readonly switchOver?: readonly Stage[];
  /** Then, after the last of them. */
  readonly follow?: Stage;
}

/** What the stages of a migration depend on. */
export interface StageFacts {
  /** As `costsOf` gives them. */
  readonly parameters: ParameterValues;
  readonly wire: WireFormat;
  readonly p2mPages: number;
  readonly unmappedPages: number;
  readonly vcpus: number;
  /** Of the guest; default pv. */
  readonly type?: GuestType;
  /** Devices whose state goes with the guest; only QEMU sends any. */
  readonly devices?: readonly Devices[];
  /** Pages that the guest gives back first; only under xapi. */
  readonly balloonedPages?: number;
  /** Time of a message from one host to the other, ns. */
  readonly latencyNs: number;
  /** Time until connections are encrypted, ns; absent: they are not. */
  readonly handshakesNs?: number;
}

/** What comes next in a list of stages: a work, two stages at once, or a stage that has ended. */
export type Next = Work | Both | Stage;

/** Goes through the stages of a toolstack, from one hole of the list to the next. */
export class StageCursor {
  readonly #stages: Toolstack['stages'];
  #stage = 0;
  #work = 0;

  constructor({ stages }: Toolstack) {
    this.#stages = stages;
  }

  /** The stage to which the next work belongs; undefined after the last. */
  get stage(): Stage | Both | undefined {
    return this.#stages[this.#stage];
  }

  /** Up to a hole; to the end if there is none. */
  *until(hole?: Hole): Generator<Next, void, void> {
    for (; this.#stage < this.#stages.length; this.#stage += 1) {
      const stage = this.#stages[this.#stage] as Stage | Both;
      while ('does' in stage && this.#work < stage.does.length) {
        const work = stage.does[this.#work] as Work;
        this.#work += 1;
        if (work.kind === hole) return;
        yield work;
      }
      this.#work = 0;
      yield stage;
    }
  }
}

/** All stages, those at the same time one after the other. */
export function flatStages({ stages }: Toolstack): Stage[] {
  return stages.flatMap((stage) => ('both' in stage ? stage.both : [stage]));
}

/** CPU of a process in some works, ns. */
export function cpuOf(works: readonly Work[], at: Side, by: Worker): number {
  return works.reduce(
    (sum, work) => (work.kind === 'burn' && work.at === at && work.by === by ? sum + work.ns : sum),
    0,
  );
}

/** Time in some works that is only waited, ns. */
export function waitOf(works: readonly Work[]): number {
  return works.reduce((sum, work) => (work.kind === 'wait' ? sum + work.ns : sum), 0);
}

/** The receiver has all, and the stream is closed. */
export const ENDED = [{ kind: 'receive' }, { kind: 'disconnect' }] as const;

/** A stage in which the guest runs. */
export function live(part: string, host: PartHost, ...does: readonly Work[]): Stage {
  return { part, host, inDowntime: false, does };
}

/** A stage in which it stands. */
export function down(part: string, host: PartHost, ...does: readonly Work[]): Stage {
  return { part, host, inDowntime: true, does };
}

/** CPU of the toolstack's process. */
export function tools(at: Side, ns: number): Work {
  return { kind: 'burn', at, by: 'tools', ns };
}

/** CPU of the process that copies pages. */
export function copy(at: Side, ns: number): Work {
  return { kind: 'burn', at, by: 'copy', ns };
}

/** A wait. */
export function wait(ns: number): Work {
  return { kind: 'wait', ns };
}

/** A message on its way to the other host. */
export function crossing(ns: number): Work {
  return { kind: 'wait', ns, crosses: true };
}

/** The source lets a guest that stands run again. */
export function resumed(work: Work): Stage {
  return down('resume', 'source', work);
}

/** Bytes that are no pages. */
export function plain(bytes: number, last = false): Work {
  return { kind: 'plain', bytes, last };
}

/** A process at either end. */
export function pairOf(by: Worker, source: string, destination: string): Toolstack['processes'] {
  return [
    { at: 'source', by, name: source },
    { at: 'destination', by, name: destination },
  ];
}
