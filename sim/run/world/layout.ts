/**
 * How a guest's memory is laid out, in pages from below: the kernel's working set, the workload's
 * room, its firmware and what an HVM or PVH guest has beside its memory, the pages that the suspend
 * writes. Kernel and suspend have at most a quarter of the memory each. So no two dirtying models
 * share a page.
 */
import { kindOf } from '../../../models/workload/index.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { frameSpaceOf } from '../../engine/machine/memory/frame-space.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { GuestSpec } from '../../scenario/scenario.ts';

export type MemoryLayout = ReturnType<typeof layoutOf>;

/** Pages that it gives back before it moves: frames without memory. */
export function balloonedPagesOf({ memoryBytes, dynamicMinBytes = memoryBytes }: GuestSpec) {
  return (memoryBytes - dynamicMinBytes) / PAGE_BYTES;
}

/**
 * All pages, what the guest's kernel writes uniformly all the time (a few hot pages, the rest of
 * its set now and then), the workload's room, the pages of its firmware, the number of those that
 * the suspend writes, and the frames without memory.
 */
export function layoutOf(guest: GuestSpec, parameters: ParameterValues) {
  const { guestWorkingSet, guestHotPages, guestHotRate, guestDirtyRate } = parameters;
  const memoryPages = (guest.dynamicMinBytes ?? guest.memoryBytes) / PAGE_BYTES;
  const quarter = Math.floor(memoryPages / 4);
  const kernelSet = kindOf(guest.workload).holdsKernelWrites ? 0 : guestWorkingSet;
  const kernelPages = Math.min(kernelSet, quarter);
  const hotPages = Math.min(guestHotPages, kernelPages);
  const suspendPages = Math.min(parameters.guestSuspendPages, quarter);
  const hot = { firstPfn: 0, pages: hotPages };
  const rest = { firstPfn: hotPages, pages: kernelPages - hotPages };
  const kernel = [
    { stream: 'background-hot', region: hot, writesPerSecond: guestHotRate },
    { stream: 'background', region: rest, writesPerSecond: guestDirtyRate },
  ].filter(({ region, writesPerSecond }) => region.pages > 0 && writesPerSecond > 0);
  const { pages: framePages, holes } = frameSpaceOf(
    guest.type ?? 'pv',
    memoryPages,
    balloonedPagesOf(guest),
  );
  const inRoom = Math.min(memoryPages, framePages) - kernelPages - suspendPages;
  const room = { firstPfn: kernelPages, pages: inRoom };
  const beside = Math.max(0, framePages - memoryPages);
  const firmware = { firstPfn: kernelPages + inRoom, pages: guest.firmwarePages + beside };
  const pages = framePages + guest.firmwarePages;
  return { pages, kernel, room, firmware, suspendPages, holes };
}
