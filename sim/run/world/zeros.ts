/**
 * The pages of a guest that hold nothing but zeros when the simulation starts: those of its
 * firmware, and a part of its memory beside what its kernel and its workload use. A workload that
 * needs all of the memory leaves none.
 */

import type { Region } from '../../../models/dirtying/dirtying.ts';
import { kindOf } from '../../../models/workload/index.ts';
import { pagesIn, upperPart, type WriterChanges } from '../../../models/workload/kind.ts';
import { largestOf } from '../../engine/kernel/lists.ts';
import type { RandomStream } from '../../engine/kernel/random.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { GuestMemory } from '../../engine/machine/memory/guest-memory.ts';
import { scatteredMasks } from '../../engine/machine/memory/scattered.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { GuestSpec } from '../../scenario/scenario.ts';
import { layoutOf } from './layout.ts';

/** What decides where zeros are, beside the guest itself. */
export interface ZeroGround {
  readonly parameters: ParameterValues;
  readonly changes: WriterChanges;
  readonly memory: GuestMemory;
  /** Chooses the pages of scattered zeros. */
  readonly random: RandomStream;
}

/** The pages as a bitmap in the guest's scan order. */
export function zerosOf(spec: GuestSpec, ground: ZeroGround): Uint32Array {
  const { memory } = ground;
  const select = ({ firstPfn, pages }: Region) => memory.select(firstPfn, pages);
  const { whole, scattered, share } = zeroPlaces(spec, ground);
  const words = memory.select(0, 0);
  for (const region of whole) addTo(words, select(region));
  const masks = scatteredMasks(share, ground.random);
  const all = scattered.map(select);
  for (let index = 0; index < words.length && all.length > 0; index += 1) {
    const mask = masks();
    for (const region of all) words[index] = words[index]! | (region[index]! & mask);
  }
  return words;
}

/** Where zeros are: regions full of them, and others with a share of such pages, 0 to 1. */
export interface ZeroPlaces {
  readonly whole: readonly Region[];
  readonly scattered: readonly Region[];
  readonly share: number;
}

/** Where pages are that it reports as free: from the other end, beside those of zeros. */
export function hintedPlaces(
  spec: GuestSpec,
  { parameters, changes }: Pick<ZeroGround, 'parameters' | 'changes'>,
): Region[] {
  const { hintedPages = 0, zeroPages, memoryBytes } = spec;
  if (hintedPages === 0) return [];
  const { percent = parameters.guestZeroPages, layout } = zeroPages;
  const free = freeIn(layoutOf(spec, parameters).room, spec, changes);
  const freePages = free.reduce((sum, { pages }) => sum + pages, 0);
  const part = (of: number): number => Math.floor(((memoryBytes / PAGE_BYTES) * of) / 100);
  const zeros = layout === 'scattered' ? 0 : part(percent);
  const pages = Math.min(part(hintedPages), Math.max(0, freePages - zeros));
  return stretches(free, pages, layout === 'top' ? 'bottom' : 'top');
}

/** The same as a bitmap in the guest's scan order. */
export function hintedOf(spec: GuestSpec, ground: Omit<ZeroGround, 'random'>): Uint32Array {
  const { memory } = ground;
  const words = memory.select(0, 0);
  for (const { firstPfn, pages } of hintedPlaces(spec, ground)) {
    addTo(words, memory.select(firstPfn, pages));
  }
  return words;
}

export function zeroPlaces(
  spec: GuestSpec,
  { parameters, changes }: Pick<ZeroGround, 'parameters' | 'changes'>,
): ZeroPlaces {
  const { room, firmware } = layoutOf(spec, parameters);
  const { percent = parameters.guestZeroPages, layout } = spec.zeroPages;
  const free = freeIn(room, spec, changes);
  const freePages = free.reduce((sum, { pages }) => sum + pages, 0);
  const wanted = Math.floor(((spec.memoryBytes / PAGE_BYTES) * percent) / 100);
  const pages = Math.min(wanted, freePages);
  if (layout !== 'scattered') {
    return { whole: [firmware, ...stretches(free, pages, layout)], scattered: [], share: 0 };
  }
  const scattered = pages > 0 ? free.filter((region) => region.pages > 0) : [];
  return { whole: [firmware], scattered, share: pages > 0 ? pages / freePages : 0 };
}

/** What of the room the workload uses, at its largest. */
export function usedIn(
  room: Region,
  { workload }: GuestSpec,
  { workingSets }: WriterChanges,
): Region {
  const kind = kindOf(workload);
  const sizes = [kind.bytes(workload), ...workingSets.map(({ value }) => value)];
  const bytes = largestOf(sizes);
  const { firstPfn, ...above } = upperPart(room, kind.start?.(workload) ?? 0, bytes);
  return { firstPfn, pages: pagesIn(above, bytes) };
}

/** The room below and above it. */
function freeIn(room: Region, spec: GuestSpec, changes: WriterChanges): Region[] {
  const used = usedIn(room, spec, changes);
  const end = used.firstPfn + used.pages;
  return [
    { firstPfn: room.firstPfn, pages: used.firstPfn - room.firstPfn },
    { firstPfn: end, pages: room.firstPfn + room.pages - end },
  ];
}

/** So many pages from one end. @param free stretches from below. */
function stretches(free: readonly Region[], pages: number, from: 'top' | 'bottom'): Region[] {
  let left = pages;
  return (from === 'top' ? free.toReversed() : free).map((region) => {
    const taken = Math.min(left, region.pages);
    left -= taken;
    const above = from === 'top' ? region.pages - taken : 0;
    return { firstPfn: region.firstPfn + above, pages: taken };
  });
}

function addTo(words: Uint32Array, more: Uint32Array): void {
  for (let index = 0; index < words.length; index += 1) words[index] = words[index]! | more[index]!;
}
