/** What a kind of workload is: its fields in a scenario file, and all that is asked of it. */
import type { z } from 'zod';
import type { RandomStream } from '../../sim/engine/kernel/random.ts';
import { PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';
import type { ParameterValues } from '../../sim/engine/mechanism/parameters.ts';
import type { Dirtying, DirtyingFactory, Region } from '../dirtying/dirtying.ts';
import { sequential } from '../dirtying/sequential.ts';
import { uniform } from '../dirtying/uniform.ts';
import type { Workload } from './workload.ts';

/** A kind of workload. @typeParam Spec what its schema gives, with formulas read. */
export interface WorkloadKind<Spec> {
  readonly kind: string;
  readonly schema: z.ZodType;
  /** Values to begin with of the fields that a file must state; absent: none are needed. */
  readonly sample?: Readonly<Record<string, string>>;
  build(spec: Spec, ground: Ground): Workload;
  /** Memory that it uses in one piece of its room; what it has of it holds no zeros. */
  bytes(spec: Spec): number;
  /** Where in its room that begins, in bytes; absent: at the start. */
  start?(spec: Spec): number;
  /** The paper's benchmark of this kind, at a size of memory; absent: that of memory writes. */
  benchmark?(spec: Spec, bytes: number): { readonly kind: string };
  /** Whether it uses the storage that all hosts share; absent: it does not. */
  usesStorage?(spec: Spec): boolean;
  /** Whether it wants no CPU of its own; absent: it wants some. */
  readonly sleeps?: boolean;
  /** Whether what it writes includes the writes of the guest's kernel; absent: it does not. */
  readonly holdsKernelWrites?: boolean;
  /** What the expected fidelity needs; absent: it has no model of this kind. */
  readonly expected?: ExpectedKind<Spec>;
}

/** A kind of workload as classes of pages that are always written alike. */
export interface ExpectedKind<Spec> {
  written(spec: Spec, guest: ExpectedGuest): readonly WrittenClass[];
  /** Share by which copying a page costs the sender more; absent: 0. */
  copySlowdown?(spec: Spec, memoryPages: number, parameters: ParameterValues): number;
  /** Whether the CPU of shadow faults is missing for its writes; absent: it is not. */
  faultsSlow?(spec: Spec): boolean;
}

/** A guest as its classes of pages need it. */
export interface ExpectedGuest {
  readonly parameters: ParameterValues;
  readonly vcpus: number;
  /** CPUs that it gets while it runs. */
  readonly cpus: number;
  /** The pages that the workload may have. */
  readonly room: Region;
}

/** Pages that are always written alike. */
export interface WrittenClass {
  readonly pages: number;
  readonly order: 'uniform' | 'sequential';
  /** Writes to all of them while the guest runs, without faults. */
  readonly writesPerSecond: number;
  /** What a first write after a CLEAN costs more, in writes. */
  readonly faultWrites: number;
  /** Whether they lie scattered over the memory; absent: in one piece. */
  readonly isScattered?: boolean;
  /** Where that piece begins; absent: at the start of the room. */
  readonly firstPfn?: number;
}

/** What a workload is built on. */
export interface Ground {
  readonly memory: GuestMemory;
  /** The pages that the workload may have. */
  readonly room: Region;
  readonly random: RandomStream;
  readonly parameters: ParameterValues;
  readonly vcpus: number;
  /** What timed changes make of a writer. */
  readonly changes: WriterChanges;
  /** Models made so far: workloads of the same pages and pattern continue where the other was. */
  readonly dirtyings: Map<string, Dirtying>;
}

/** A value from a time on. */
export interface ValueChange {
  readonly atNs: number;
  readonly value: number;
}

/** Pages per second and bytes, in the order of time. */
export interface WriterChanges {
  readonly rates: readonly ValueChange[];
  readonly workingSets: readonly ValueChange[];
}

/** Nothing changes. */
export const UNCHANGED: WriterChanges = { rates: [], workingSets: [] };

/** Orders in which pages are written. */
const PATTERNS = { uniform, sequential } as const;

/** The name of an order in which pages are written. */
export type Pattern = keyof typeof PATTERNS;

/** Pages of the room that so many bytes take, as far as it goes. */
export function pagesIn(room: Pick<Region, 'pages'>, bytes: number): number {
  return Math.min(Math.ceil(bytes / PAGE_BYTES), room.pages);
}

/** The room from a place on, but no higher than that so many bytes fit into it. */
export function upperPart(room: Region, startBytes: number, bytes: number): Region {
  const below = Math.min(Math.floor(startBytes / PAGE_BYTES), room.pages - pagesIn(room, bytes));
  return { firstPfn: room.firstPfn + below, pages: room.pages - below };
}

/** The first bytes of the room, as far as they go, one page after the other. */
export function sequentialIn(ground: Ground, bytes: number): Dirtying {
  return dirtyingIn(ground, 'sequential', [pagesIn(ground.room, bytes)]);
}

/** A model for the first pages of the room. @param sizes of its working sets, ascending. */
export function dirtyingIn(
  { room, random, memory, dirtyings }: Ground,
  pattern: Pattern,
  sizes: readonly number[],
): Dirtying {
  const key = `${pattern} ${sizes.join(' ')}`;
  const make: DirtyingFactory = PATTERNS[pattern];
  const region = { firstPfn: room.firstPfn, pages: sizes.at(-1) as number };
  const dirtying = dirtyings.get(key) ?? make(region, random, memory);
  dirtyings.set(key, dirtying);
  return dirtying;
}
