/** Counts the pages of a guest that are dirty, without a CLEAN. */
import { popCount } from '../../sim/engine/machine/memory/bits.ts';
import type { GuestMemory } from '../../sim/engine/machine/memory/guest-memory.ts';

export function countDirty(memory: GuestMemory): number {
  let count = 0;
  for (let index = 0; index < memory.mapped.length; index += 1)
    count += popCount(memory.peek(index));
  return count;
}
