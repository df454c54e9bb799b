/** What a guest does, from what its scenario says. */
import type { DirtyingFactory, Region } from '../../models/dirtying/dirtying.ts';
import { pageClasses } from '../../models/dirtying/page-classes.ts';
import { ProfiledPages } from '../../models/dirtying/profiled.ts';
import { sequential } from '../../models/dirtying/sequential.ts';
import { uniform } from '../../models/dirtying/uniform.ts';
import type { ParameterValues } from '../../models/profile/registry.ts';
import { cpu } from '../../models/workload/cpu.ts';
import { idle } from '../../models/workload/idle.ts';
import { IoWorkload } from '../../models/workload/io.ts';
import { profile } from '../../models/workload/profile.ts';
import { read } from '../../models/workload/read.ts';
import type { Workload } from '../../models/workload/workload.ts';
import { WriteWorkload } from '../../models/workload/write.ts';
import type { WorkloadSpec } from '../../scenarios/workload.ts';
import type { RandomStream } from '../kernel/random.ts';
import { type GuestMemory, PAGE_BYTES } from '../machine/guest-memory.ts';
import { diskFlow, networkFlow } from './io-flows.ts';

/** What a workload is built on. */
export interface Ground {
  readonly memory: GuestMemory;
  /** The pages that the workload may have. */
  readonly room: Region;
  readonly random: RandomStream;
  readonly parameters: ParameterValues;
}

const NS_PER_SECOND = 1e9;

type Of<Kind extends WorkloadSpec['kind']> = Extract<WorkloadSpec, { kind: Kind }>;

export function buildWorkload(spec: WorkloadSpec, ground: Ground): Workload {
  switch (spec.kind) {
    case 'idle':
      return idle();
    case 'cpu':
      return cpu(spec.intensityPercent / 100);
    case 'read':
      return buildRead(spec, ground);
    case 'write':
      return buildWrite(spec, ground);
    case 'disk':
      return buildDisk(spec, ground);
    case 'network':
      return buildNetwork(spec, ground);
    case 'profile':
      return buildProfile(spec, ground);
  }
}

function buildRead({ workingSetBytes }: Of<'read'>, { memory, parameters }: Ground): Workload {
  const part = workingSetBytes / PAGE_BYTES / memory.pages;
  return read((part * parameters.readCopySlowdown) / 100);
}

const PATTERNS = { uniform, sequential } as const;

function buildWrite(spec: Of<'write'>, ground: Ground): Workload {
  const { parameters } = ground;
  return new WriteWorkload({
    pagesPerSecond: spec.pagesPerSecond,
    pacing: spec.pacing,
    dirtying: dirtyingIn(ground, PATTERNS[spec.pattern], spec.workingSetBytes),
    faultNs: parameters.guestCpuPerFault,
    writeNs: parameters.guestCpuPerWrite,
  });
}

/** Whatever the order of its requests, the page cache is filled one page after the other. */
function buildDisk(spec: Of<'disk'>, ground: Ground): Workload {
  const { cacheBytes = Infinity, fileBytes = Infinity } = spec;
  const dirtying = dirtyingIn(ground, sequential, Math.min(cacheBytes, fileBytes));
  const flow = diskFlow(spec, ground.parameters);
  return new IoWorkload({ kind: 'disk', flow, dirtying, bytesPerPage: PAGE_BYTES });
}

/** Buffers go round; each packet has one to itself. */
function buildNetwork(spec: Of<'network'>, ground: Ground): Workload {
  const dirtying = dirtyingIn(ground, sequential, spec.bufferBytes);
  const flow = networkFlow(spec, ground.parameters);
  return new IoWorkload({ kind: 'network', flow, dirtying, bytesPerPage: spec.packetBytes });
}

/** A profile of more pages than there is room for is bounded by the room. */
function buildProfile(spec: Of<'profile'>, { room, random, memory }: Ground): Workload {
  const points = spec.points.map(({ windowNs, pages }) => {
    return { windowSeconds: windowNs / NS_PER_SECOND, pages: Math.min(pages, room.pages) };
  });
  const pages = new ProfiledPages(pageClasses(points), room, random, memory);
  return profile(pages, spec.intensityPercent / 100);
}

/** The first bytes of the room, as far as they go. */
function dirtyingIn({ room, random, memory }: Ground, make: DirtyingFactory, bytes: number) {
  const pages = Math.min(Math.ceil(bytes / PAGE_BYTES), room.pages);
  return make({ firstPfn: room.firstPfn, pages }, random, memory);
}
