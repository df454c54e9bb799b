/**
 * The pages of a guest that hold nothing but zeros when the simulation starts: those of its
 * firmware, and a part of its memory beside what its kernel and its workload use. A workload that
 * needs all of the memory leaves none.
 */
import type { Region } from '../../../models/dirtying/dirtying.ts';
import { kindOf } from '../../../models/workload/index.ts';
import { pagesIn, upperPart, type WriterChanges } from '../../../models/workload/kind.ts';
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
  const { parameters, memory } = ground;
  const { room, firmware } = layoutOf(spec, parameters);
  const { percent = parameters.guestZeroPages, layout } = spec.zeroPages;
  const free = freeIn(room, spec, ground.changes);
  const freePages = free.reduce((sum, { pages }) => sum + pages, 0);
  const wanted = Math.floor(((spec.memoryBytes / PAGE_BYTES) * percent) / 100);
  const pages = Math.min(wanted, freePages);
  const words = memory.select(firmware.firstPfn, firmware.pages);
  const select = ({ firstPfn, pages: size }: Region) => memory.select(firstPfn, size);
  if (layout !== 'scattered') {
    for (const region of stretches(free, pages, layout)) addTo(words, select(region));
    return words;
  }
  const masks = scatteredMasks(pages / freePages, ground.random);
  const all = free.filter((region) => region.pages > 0).map(select);
  for (let index = 0; index < words.length && pages > 0; index += 1) {
    const mask = masks();
    for (const region of all) words[index] = words[index]! | (region[index]! & mask);
  }
  return words;
}

/** The room below and above what the workload uses. */
function freeIn(room: Region, { workload }: GuestSpec, { workingSets }: WriterChanges): Region[] {
  const kind = kindOf(workload);
  const sizes = [kind.bytes(workload), ...workingSets.map(({ value }) => value)];
  const bytes = Math.max(...sizes);
  const used = upperPart(room, kind.start?.(workload) ?? 0, bytes);
  const end = used.firstPfn + pagesIn(used, bytes);
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
