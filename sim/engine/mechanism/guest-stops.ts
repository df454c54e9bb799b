/**
 * The ways in which a guest is stopped: paused by a log-dirty operation, and suspended until it
 * runs at its destination.
 */

import type { Body } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import type { Guest } from '../machine/guest/guest.ts';
import type { Migration } from './migration.ts';
import type { ParameterValues } from './parameters.ts';

/**
 * A log-dirty operation: the guest stands while the task spends its CPU; `act` happens at its end,
 * before the guest continues, when all it wrote until then is marked.
 */
export function* frozen(guest: Guest, task: Task, cpuNs: number, act?: () => void): Body {
  // It may be suspended meanwhile, which ends no pause.
  const goOn = guest.suspended ? undefined : guest.pause();
  try {
    yield* task.burn(cpuNs);
    guest.sync();
    act?.();
  } finally {
    goOn?.();
  }
}

/** What does a log-dirty operation. */
interface LogDirty {
  readonly task: Task;
  readonly cpuNs: number;
  /** Whether the guest stands meanwhile. */
  readonly freezes: boolean;
}

/**
 * A PEEK or a CLEAN. Until Xen 4.22 it holds the lock of domctl, so those of several migrations off
 * one host come one after the other; what waits for it has its CPU all the same, since it tries
 * again and again.
 */
export function* logDirty(
  { guest, source, parameters }: Migration,
  { task, cpuNs, freezes }: LogDirty,
  act?: () => void,
): Body {
  const lock = freezes && parameters.domctlLock > 0 ? source.domctl : undefined;
  const endTrying = lock?.isHeld === true ? task.load(1) : undefined;
  try {
    if (lock !== undefined) yield* lock.take();
  } finally {
    endTrying?.();
  }
  try {
    if (freezes) yield* frozen(guest, task, cpuNs, act);
    else {
      yield* task.burn(cpuNs);
      guest.sync();
      act?.();
    }
  } finally {
    lock?.release();
  }
}

/**
 * The guest's way into its suspend hypercall: it uses CPU of its own (so its cap delays it), and
 * writes the pages that the suspend itself needs, which lie at the top of its memory. Its processes
 * run and dirty meanwhile, unless its kernel freezes them first.
 */
export function* suspendGuest(guest: Guest, parameters: ParameterValues): Body {
  if (parameters.guestFreezes > 0) guest.throttle(1);
  yield* guest.kernel.burn(parameters.guestSuspendCpu);
  const { memory } = guest;
  guest.suspend();
  guest.throttle(0);
  if (!memory.logging) return;
  const pages = Math.min(parameters.guestSuspendPages, memory.pages);
  for (let pfn = memory.pages - pages; pfn < memory.pages; pfn += 1) {
    memory.mark(memory.order.positionOf(pfn));
  }
}
