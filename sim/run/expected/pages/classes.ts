/** The classes of pages of a guest: its kernel's, and those of its workload. */

import { kindOf } from '../../../../models/workload/index.ts';
import { type ScanOrderName, scanOrder } from '../../../engine/machine/memory/scan-order.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { GuestSpec } from '../../../scenario/scenario.ts';
import type { MemoryLayout } from '../../world/layout.ts';
import type { WrittenSpec } from './class-state.ts';
import { stretchesOf } from './scan-stretches.ts';

/** Where a guest's pages are, and the order in which they are sent. */
export interface Ground {
  readonly parameters: ParameterValues;
  readonly layout: MemoryLayout;
  readonly p2mPages: number;
  readonly scan: ScanOrderName;
}

/** CPUs that a guest gets while it runs. */
export function cpusOf({ vcpus, capPercent = Infinity }: GuestSpec): number {
  return Math.min(vcpus, capPercent / 100);
}

/** The kernel's classes first, then the workload's. */
export function writtenOf(guest: GuestSpec, ground: Ground): WrittenSpec[] {
  const { parameters, layout, p2mPages, scan } = ground;
  const { kernel, room } = layout;
  const { workload, vcpus } = guest;
  const all: WrittenSpec[] = [];
  for (const { region, writesPerSecond } of kernel) {
    const { firstPfn, pages } = region;
    const places = placesOf(scan, p2mPages, firstPfn, pages);
    all.push({ pages, order: 'uniform', writesPerSecond, faultWrites: 0, places });
  }
  const around = { parameters, vcpus, cpus: cpusOf(guest), room };
  for (const each of kindOf(workload).expected?.written(workload, around) ?? []) {
    const { isScattered = false, firstPfn = room.firstPfn, pages } = each;
    const places = isScattered ? undefined : placesOf(scan, p2mPages, firstPfn, pages);
    const { writesPerSecond, faultWrites } = each;
    all.push({ pages, order: each.order, writesPerSecond, faultWrites, places });
  }
  return all;
}

interface Placed {
  readonly key: readonly [Ground['scan'], number, number, number];
  readonly places: number[];
}

/** Of the regions that were asked for last: guests of a sweep often differ in their rate alone. */
const recent: Placed[] = [];
const RECENT_MOST = 8;

function placesOf(...key: Placed['key']): number[] {
  const known = recent.find((each) => each.key.every((value, at) => value === key[at]));
  if (known !== undefined) return known.places;
  const [scan, p2mPages, firstPfn, pages] = key;
  const places = stretchesOf(scanOrder(scan, p2mPages), p2mPages, firstPfn, pages);
  recent.push({ key, places });
  if (recent.length > RECENT_MOST) recent.shift();
  return places;
}
