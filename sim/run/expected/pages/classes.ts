/** The classes of pages of a guest: its kernel's, and those of its workload. */

import { pageClasses } from '../../../../models/dirtying/page-classes.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../../engine/kernel/unit.ts';
import type { ScanOrderName } from '../../../engine/machine/memory/scan-order.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { GuestSpec } from '../../../scenario/scenario.ts';
import type { WorkloadSpec } from '../../../scenario/workload.ts';
import type { WrittenSpec } from './class-state.ts';
import { stretchesOf } from './scan-stretches.ts';

/** A guest's memory, as pages. */
export interface Ground {
  readonly parameters: ParameterValues;
  readonly pages: number;
  readonly p2mPages: number;
  readonly scan: ScanOrderName;
}

/** CPUs that a guest gets while it runs. */
export function cpusOf({ vcpus, capPercent = Infinity }: GuestSpec): number {
  return Math.min(vcpus, capPercent / 100);
}

/** Laid out as in `sim/run/world/guests.ts`: the kernel's pages from below, then the workload's. */
export function writtenOf(guest: GuestSpec, ground: Ground): WrittenSpec[] {
  const { parameters, pages } = ground;
  const { workload } = guest;
  const kernelSet = workload.kind === 'profile' ? 0 : parameters.guestWorkingSet;
  const kernel = Math.min(kernelSet, Math.floor(pages / 4));
  const suspend = suspendPagesOf(ground);
  const room = { first: kernel, pages: pages - kernel - suspend };
  const hot = Math.min(parameters.guestHotPages, kernel);
  return [
    ...housekeeping(0, hot, parameters.guestHotRate, ground),
    ...housekeeping(hot, kernel - hot, parameters.guestDirtyRate, ground),
    ...workloadPages(workload, guest, room, ground),
  ];
}

/** Pages that the suspend writes. */
export function suspendPagesOf({ parameters, pages }: Ground): number {
  return Math.min(parameters.guestSuspendPages, Math.floor(pages / 4));
}

function housekeeping(
  first: number,
  pages: number,
  writesPerSecond: number,
  ground: Ground,
): WrittenSpec[] {
  if (pages === 0 || writesPerSecond === 0) return [];
  const places = placesOf(first, pages, ground);
  return [{ pages, order: 'uniform', writesPerSecond, faultWrites: 0, places }];
}

function placesOf(first: number, pages: number, { scan, p2mPages }: Ground): number[] {
  return stretchesOf(scan, p2mPages, first, pages);
}

interface Room {
  readonly first: number;
  readonly pages: number;
}

function workloadPages(
  workload: WorkloadSpec,
  guest: GuestSpec,
  room: Room,
  ground: Ground,
): WrittenSpec[] {
  if (workload.kind === 'profile') return profilePages(workload, room);
  if (workload.kind !== 'write' || workload.pagesPerSecond === 0) return [];
  const pages = Math.min(Math.ceil(workload.workingSetBytes / PAGE_BYTES), room.pages);
  const places = placesOf(room.first, pages, ground);
  const paced = workload.pacing === 'timer' ? byTimer : byCpu;
  return [{ pages, order: workload.pattern, places, ...paced(workload, guest, ground) }];
}

type Writer = Extract<WorkloadSpec, { kind: 'write' }>;
type Paced = Pick<WrittenSpec, 'writesPerSecond' | 'faultWrites'>;

/** Never sleeps: its rate is that of a whole CPU, and faults take CPU from writes. */
function byCpu({ pagesPerSecond }: Writer, guest: GuestSpec, { parameters }: Ground): Paced {
  return {
    writesPerSecond: pagesPerSecond * cpusOf(guest),
    faultWrites: (parameters.guestCpuPerFault * pagesPerSecond) / NS_PER_SECOND,
  };
}

/** Sleeps in between: see `models/workload/write.ts`. */
function byTimer({ pagesPerSecond }: Writer, guest: GuestSpec, { parameters }: Ground): Paced {
  const { guestCpuPerWrite, guestIdleCpu } = parameters;
  const { vcpus } = guest;
  const wanted = Math.min(1, (pagesPerSecond * guestCpuPerWrite) / NS_PER_SECOND / vcpus);
  const demand = Math.min(1, wanted + guestIdleCpu / 100);
  const got = Math.min(cpusOf(guest), demand * vcpus) * (wanted / demand);
  const writesPerSecond = (Math.min(got, wanted * vcpus) * NS_PER_SECOND) / guestCpuPerWrite;
  return { writesPerSecond, faultWrites: 0 };
}

/** Its classes lie scattered over the memory. */
function profilePages(
  { points }: Extract<WorkloadSpec, { kind: 'profile' }>,
  room: Room,
): WrittenSpec[] {
  const profile = points.map(({ windowNs, pages }) => {
    return { windowSeconds: windowNs / NS_PER_SECOND, pages: Math.min(pages, room.pages) };
  });
  return pageClasses(profile).map(({ pages, tauSeconds, order }): WrittenSpec => {
    return { pages, order, writesPerSecond: pages / tauSeconds, faultWrites: 0 };
  });
}
