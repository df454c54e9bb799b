/** The end of a migration as xend does it: the old domain goes, the new one is activated. */
import type { Body } from '../kernel/process.ts';
import type { Task } from '../machine/flow/task.ts';
import type { Migration } from './migration.ts';
import type { PartLedger } from './parts.ts';

/**
 * Source: destroyDomain, then testDeviceComplete looks every 0.1 s until the block devices are
 * gone; the connection is closed after that.
 */
export function* tearDown(migration: Migration, xend: Task): Body {
  const { teardownCpu, teardownWait, teardownPoll } = migration.parameters;
  yield* xend.burn(teardownCpu);
  yield Math.ceil(teardownWait / teardownPoll) * teardownPoll;
}

/** Destination: entries in xenstore, waiting for devices, unpause. */
export function* activate(migration: Migration, xend: Task, parts: PartLedger): Body {
  const { guest, destination, parameters, path } = migration;
  yield path.reduce((sum, link) => sum + link.latencyNs, 0);
  parts.close('close', 'both');
  yield* xend.burn(parameters.activateCpu);
  yield parameters.activateWait;
  parts.close('activate', 'destination');
  guest.resume(destination);
}
