/** The classes of pages of a guest: its kernel's, and those of its workload. */

import { kindOf } from '../../../../models/workload/index.ts';
import type { ScanOrderName } from '../../../engine/machine/memory/scan-order.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { GuestSpec } from '../../../scenario/scenario.ts';
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
  const { expected, holdsKernelWrites } = kindOf(workload);
  const kernelSet = holdsKernelWrites ? 0 : parameters.guestWorkingSet;
  const kernel = Math.min(kernelSet, Math.floor(pages / 4));
  const suspend = suspendPagesOf(ground);
  const roomPages = pages - kernel - suspend;
  const around = { parameters, vcpus: guest.vcpus, cpus: cpusOf(guest), roomPages };
  const hot = Math.min(parameters.guestHotPages, kernel);
  return [
    ...housekeeping(0, hot, parameters.guestHotRate, ground),
    ...housekeeping(hot, kernel - hot, parameters.guestDirtyRate, ground),
    ...(expected?.written(workload, around) ?? []).map(({ isScattered = false, ...rest }) => {
      return isScattered ? rest : { ...rest, places: placesOf(kernel, rest.pages, ground) };
    }),
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
