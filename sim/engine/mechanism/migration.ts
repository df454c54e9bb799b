/** One migration: the guest, its hosts, the means; and the outcome. */

import type { Body } from '../kernel/process.ts';
import type { Events } from '../kernel/scope.ts';
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { Domain } from '../machine/flow/domain.ts';
import type { Link } from '../machine/flow/link.ts';
import type { Machinery } from '../machine/flow/machinery.ts';
import type { Guest } from '../machine/guest/guest.ts';
import type { Host } from '../machine/guest/host.ts';
import type { LoggedGuest } from './batch-cost.ts';
import type { Channel } from './channels.ts';
import type { Course } from './course.ts';
import type { Devices } from './devices.ts';
import type { Fate } from './failure.ts';
import type { Mirroring } from './local-disk.ts';
import type { PageListener } from './page-listener.ts';
import type { PageRing } from './page-ring.ts';
import type { PageVersions } from './page-versions.ts';
import type { ParameterValues, Toolstack } from './parameters.ts';
import { type Part, PartLedger } from './parts.ts';
import type { PreCopyPolicy, StopReason } from './policy.ts';
import type { MigrationRecord } from './records.ts';
import type { Round } from './round.ts';

/** Where a migration says how far it is: what it counts anyway. */
export interface Place {
  /** Rounds that have ended. */
  rounds?: readonly Round[];
  /** Of the present round. */
  pages?: { readonly due: number; readonly sent: number; readonly skipped: number };
}

/** Everything a mechanism works on. */
export interface Migration {
  readonly simulation: Events;
  readonly machinery: Machinery;
  readonly parameters: ParameterValues;
  readonly guest: Guest;
  readonly source: Host;
  readonly destination: Host;
  /** Links from source to destination, in order. */
  readonly path: readonly Link[];
  /** Ways to and from the storage that both hosts reach. */
  readonly storage: { readonly in: Link; readonly out: Link; readonly server: Domain };
  /** The tools that run it. */
  readonly toolstack: Toolstack;
  readonly policy: PreCopyPolicy;
  /** What the bytes go through; absent: plain TCP. */
  readonly channel?: Channel;
  /** Pages that the guest gives back before it moves; absent: none. */
  readonly balloonedPages?: number;
  /** Devices of the guest whose state is sent; absent: none. */
  readonly devices?: readonly Devices[];
  /** Share of its pages with contents that no compression makes smaller; absent: none. */
  readonly incompressible?: number;
  /** Local disks that are mirrored beside its memory; absent: none. */
  readonly mirroring?: Mirroring | undefined;
  /**
   * Follows page contents from source to destination; undefined without that check.
   */
  readonly versions: PageVersions | undefined;
  /** The pages to be sent in bursts; absent: those of the guest's memory, one by one. */
  readonly ring?: PageRing | undefined;
  /** Hears which pages go when; undefined where none listens. */
  readonly pages?: PageListener | undefined;
  /** Where it says how far it is; absent: nobody asks. */
  readonly place?: Place;
  /** By which it may be held and ended from outside; absent: it is not. */
  readonly course?: Course | undefined;
}

/** What a migration came to. */
export interface Outcome {
  readonly startNs: number;
  readonly stopReason: StopReason | 'not-live' | 'disks-not-ready' | 'no-memory' | 'failed';
  /** Given up: the guest runs on at the source. */
  readonly abandoned: boolean;
  readonly rounds: readonly Round[];
  readonly parts: readonly Part[];
  readonly bytesSent: number;
  readonly fixups: number;
  /** When the source had written all that the guest needs to start; undefined: not reported. */
  readonly lastByteNs?: number | undefined;
  /** Only of post-copy. */
  readonly postCopy?: PostCopyOutcome;
  /** Only where local disks are mirrored. */
  readonly disks?: readonly DiskOutcome[];
  /** Only of one with a course. */
  readonly fate?: Fate;
}

/** Bytes of a disk that were sent, by when. */
export interface DiskOutcome {
  readonly name: string;
  /** The first time around. */
  readonly bulkBytes: number;
  /** Written again, until its mirror was ready. */
  readonly againBytes: number;
  /** From then on until the guest stood. */
  readonly sinceReadyBytes: number;
  /** While it stood. */
  readonly stoppedBytes: number;
  /** When its mirror was ready; undefined: never. */
  readonly readyNs: number | undefined;
}

/** What a guest had to suffer until its pages had followed it. */
export interface PostCopyOutcome {
  /** Pages that it touched before they were pushed. */
  readonly pulledPages: number;
  /** Time it stood for them, ns. */
  readonly stalledNs: number;
}

/** Time of a message from source to destination, ns. */
export function latencyOf({ path }: Pick<Migration, 'path'>): number {
  return path.reduce((sum, { latencyNs }) => sum + latencyNs, 0);
}

/** A message goes from one host to the other. */
export function* crossed(migration: Migration): Body {
  yield latencyOf(migration);
  if (migration.course !== undefined) yield* migration.course.await(true);
}

/** What a read of the guest's dirty log depends on. */
export function loggedGuestOf({ guest, devices }: Migration): LoggedGuest {
  return { memoryBytes: guest.memory.pages * PAGE_BYTES, devices };
}

/** The ledger of a migration's parts; each is also told to the simulation's listeners. */
export function newPartLedger({ simulation, guest, course }: Migration): PartLedger {
  const now = (): number => simulation.nowNs;
  const ledger = new PartLedger(now, (part) =>
    tell(simulation, { kind: 'part', guest: guest.name, ...part }),
  );
  if (course !== undefined) course.ledger = ledger;
  return ledger;
}

/** Tells the listeners, if there are any. */
export function tell(simulation: Events, record: Untimed<MigrationRecord>): void {
  if (simulation.observed) simulation.emit({ ...record, timeNs: simulation.nowNs });
}

/** A record without its time. */
type Untimed<Each> = Each extends MigrationRecord ? Omit<Each, 'timeNs'> : never;
