/** The invariant over all that may fail: a guest is never in two places. */
import { invariant } from '../../engine/kernel/assert.ts';
import type { World } from './world.ts';

/** Every guest is on one host, and on no other. @throws InvariantError. */
export function requireOneCopy({ hosts, guests }: World): void {
  for (const [name, { guest }] of guests) {
    for (const host of hosts.values()) {
      const isThere = host.guests.has(guest);
      invariant(isThere === (host === guest.host), `${name} is on ${host.name} and another host`);
    }
  }
}
