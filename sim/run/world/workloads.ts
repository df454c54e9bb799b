/** What a guest does, from what its scenario says. */

import type { Dirtying, DirtyingFactory, Region } from '../../../models/dirtying/dirtying.ts';
import { pageClasses } from '../../../models/dirtying/page-classes.ts';
import { ProfiledPages } from '../../../models/dirtying/profiled.ts';
import { sequential } from '../../../models/dirtying/sequential.ts';
import { uniform } from '../../../models/dirtying/uniform.ts';
import { Course, type CourseSpec, constant, scaled } from '../../../models/workload/course.ts';
import { cpu } from '../../../models/workload/cpu.ts';
import { idle } from '../../../models/workload/idle.ts';
import { IoWorkload } from '../../../models/workload/io.ts';
import { PhasesWorkload } from '../../../models/workload/phases.ts';
import { profile } from '../../../models/workload/profile.ts';
import { read } from '../../../models/workload/read.ts';
import { sizesOf, WorkingSet } from '../../../models/workload/working-set.ts';
import type { Workload } from '../../../models/workload/workload.ts';
import { type WriteOptions, WriteWorkload } from '../../../models/workload/write.ts';
import type { RandomStream } from '../../engine/kernel/random.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { GuestMemory } from '../../engine/machine/memory/guest-memory.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { WorkloadSpec } from '../../scenario/workload.ts';
import { diskFlow, networkFlow } from './io-flows.ts';

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
  /** Models made so far: workloads of the same pages and pattern go on where the other was. */
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

type Of<Kind extends WorkloadSpec['kind']> = Extract<WorkloadSpec, { kind: Kind }>;

export function buildWorkload(spec: WorkloadSpec, ground: Ground): Workload {
  switch (spec.kind) {
    case 'idle':
      return idle(ground.parameters.guestIdleCpu / 100);
    case 'cpu':
      return cpu(spec.intensityPercent / 100);
    case 'read':
      return buildRead(spec, ground);
    case 'write':
      return buildWrite(spec, ground);
    case 'formula':
    case 'replay':
      return buildVarying(spec, ground);
    case 'phases':
      return buildPhases(spec, ground);
    case 'disk':
      return buildDisk(spec, ground);
    case 'network':
      return buildNetwork(spec, ground);
    case 'profile':
      return buildProfile(spec, ground);
  }
}

/** Memory that a workload uses, from the start of its room; what it has of it holds no zeros. */
export function bytesOf(spec: WorkloadSpec): number {
  switch (spec.kind) {
    case 'idle':
    case 'cpu':
      return 0;
    case 'read':
    case 'write':
      return spec.workingSetBytes;
    case 'disk':
      return cacheBytesOf(spec);
    case 'network':
      return spec.bufferBytes;
    case 'formula':
    case 'replay':
      return Math.max(...spec.workingSet.values);
    case 'profile':
      return Math.max(...spec.points.map(({ pages }) => pages)) * PAGE_BYTES;
    case 'phases':
      return Math.max(...spec.phases.map(({ workload }) => bytesOf(workload)));
  }
}

function cacheBytesOf({ cacheBytes = Infinity, fileBytes = Infinity }: Of<'disk'>): number {
  return Math.min(cacheBytes, fileBytes);
}

function buildRead({ workingSetBytes }: Of<'read'>, ground: Ground): Workload {
  const { memory, parameters } = ground;
  const part = workingSetBytes / PAGE_BYTES / memory.pages;
  return read({
    copySlowdown: (part * parameters.readCopySlowdown) / 100,
    touching: sequentialIn(ground, workingSetBytes),
    pageNs: parameters.guestCpuPerReadPage,
  });
}

function buildWrite(spec: Of<'write'>, ground: Ground): Workload {
  const { pattern, pacing, workingSetBytes } = spec;
  const rate = courseOf(spec.pagesPerSecond, ground.changes.rates);
  const workingSet = courseOf(workingSetBytes, ground.changes.workingSets);
  return writer(ground, { kind: 'write', rate, workingSet, pattern, pacing, otherCpu: 0 });
}

/** The value of the file, then what each change sets. */
function courseOf(value: number, changes: readonly ValueChange[]): CourseSpec {
  const all = [{ atNs: 0, value }, ...changes];
  return {
    ...constant(value),
    atNs: all.map(({ atNs }) => atNs),
    values: all.map((change) => change.value),
  };
}

function buildVarying(spec: Of<'formula' | 'replay'>, ground: Ground): Workload {
  const { kind, rate, workingSet, pattern, counts, intensityPercent } = spec;
  const pacing = counts === 'dirtied' ? counts : 'clock';
  const otherCpu = intensityPercent / 100;
  return writer(ground, { kind, rate, workingSet, pattern, pacing, otherCpu });
}

/** Phases are timed by themselves: timed changes do not reach into them. */
function buildPhases(spec: Of<'phases'>, ground: Ground): Workload {
  const within = { ...ground, changes: UNCHANGED };
  const phases = spec.phases.map(({ durationNs, workload }) => {
    return { durationNs, workload: buildWorkload(workload, within) };
  });
  return new PhasesWorkload(phases, spec.repeat);
}

interface Writer extends Pick<WriteOptions, 'kind' | 'pacing' | 'otherCpu'> {
  /** Of pages per second. */
  readonly rate: CourseSpec;
  /** Of bytes. */
  readonly workingSet: CourseSpec;
  readonly pattern: keyof typeof PATTERNS;
}

const PATTERNS = { uniform, sequential } as const;

function writer(ground: Ground, { rate, workingSet, pattern, ...rest }: Writer): Workload {
  const { parameters, room, vcpus } = ground;
  const pages = scaled(workingSet, 1 / PAGE_BYTES);
  const sizes = sizesOf(pages.values, pages.interpolate === 'step', room.pages);
  return new WriteWorkload({
    ...rest,
    rate: new Course(rate),
    workingSet: new WorkingSet(new Course(pages), sizes),
    dirtying: dirtyingIn(ground, pattern, sizes),
    faultNs: parameters.guestCpuPerFault,
    writeNs: parameters.guestCpuPerWrite,
    idleShare: parameters.guestIdleCpu / 100,
    vcpus,
  });
}

/** Whatever the order of its requests, the page cache is filled one page after the other. */
function buildDisk(spec: Of<'disk'>, ground: Ground): Workload {
  const dirtying = sequentialIn(ground, cacheBytesOf(spec));
  const flow = diskFlow(spec, ground.parameters);
  return new IoWorkload({ kind: 'disk', flow, dirtying, bytesPerPage: PAGE_BYTES });
}

/** Buffers go round; each packet has one to itself. */
function buildNetwork(spec: Of<'network'>, ground: Ground): Workload {
  const dirtying = sequentialIn(ground, spec.bufferBytes);
  const flow = networkFlow(spec, ground.parameters);
  return new IoWorkload({ kind: 'network', flow, dirtying, bytesPerPage: spec.packetBytes });
}

/** The first bytes of the room, as far as they go, one page after the other. */
function sequentialIn(ground: Ground, bytes: number): Dirtying {
  const pages = Math.min(Math.ceil(bytes / PAGE_BYTES), ground.room.pages);
  return dirtyingIn(ground, 'sequential', [pages]);
}

/** A model for the first pages of the room. @param sizes of its working sets, ascending. */
function dirtyingIn(
  { room, random, memory, dirtyings }: Ground,
  pattern: keyof typeof PATTERNS,
  sizes: readonly number[],
): Dirtying {
  const key = `${pattern} ${sizes.join(' ')}`;
  const make: DirtyingFactory = PATTERNS[pattern];
  const region = { firstPfn: room.firstPfn, pages: sizes.at(-1) as number };
  const dirtying = dirtyings.get(key) ?? make(region, random, memory);
  dirtyings.set(key, dirtying);
  return dirtying;
}

/** A profile of more pages than there is room for is bounded by the room. */
function buildProfile(spec: Of<'profile'>, { room, random, memory }: Ground): Workload {
  const points = spec.points.map(({ windowNs, pages }) => {
    return { windowSeconds: windowNs / NS_PER_SECOND, pages: Math.min(pages, room.pages) };
  });
  const pages = new ProfiledPages(pageClasses(points), room, random, memory);
  return profile(pages, spec.intensityPercent / 100);
}
