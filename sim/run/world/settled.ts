/** What holds when all migrations of a run have ended, however each of them did. */
import { invariant } from '../../engine/kernel/assert.ts';
import type { MigrationResult } from '../result/result.ts';
import { guestOf, type World } from './world.ts';

/** @throws InvariantError where a migration has left something, or a guest somewhere else. */
export function requireSettled(world: World, migrations: readonly MigrationResult[]): void {
  const { hosts, machinery } = world;
  for (const { name, dom0, domctl } of hosts.values()) {
    invariant(!domctl.isHeld, `${name}: a log-dirty operation never ended`);
    for (const vcpu of dom0.vcpus) {
      for (const { task } of machinery.activitiesOn(vcpu)) {
        const isDone = task.account !== 'migration' && task.account !== 'toolstack';
        invariant(isDone, `${name}: a process of a migration works on after its end`);
      }
    }
  }
  for (const migration of migrations) requirePlaced(world, migration);
}

/** The guest is where its migration says, and runs if it says so. */
function requirePlaced(world: World, migration: MigrationResult): void {
  const { guest: name, source, destination, abandoned, fate } = migration;
  const guest = guestOf(world, name);
  invariant(!guest.memory.logging, `${name}: its log is still on`);
  const outcome = fate?.outcome ?? (abandoned === true ? 'runs-at-source' : 'runs-at-destination');
  const runs = outcome.startsWith('runs') || outcome.startsWith('resumed');
  invariant(runs === !guest.suspended, `${name}: ${outcome}, but it ${runs ? 'stands' : 'runs'}`);
  if (!runs) return;
  const host = outcome === 'runs-at-destination' ? destination : source;
  invariant(guest.host.name === host, `${name}: ${outcome}, but it is on ${guest.host.name}`);
}
