/** Faults of hosts: one crashes, or others want the CPU of its Dom0. */
import type { z } from 'zod';
import { quantity } from '../../sim/text/fields.ts';
import { type FaultKind, faultSchema, hostShape } from './kind.ts';

const crashSchema = faultSchema({
  kind: 'host-crash',
  about: 'A host is gone with all guests that are on it, and does not come back.',
  shape: hostShape('destination'),
});

export const HOST_CRASH = {
  kind: 'host-crash',
  schema: crashSchema,
  begin(spec, { world, courses }) {
    for (const host of world.hosts({ ...spec, side: spec.side ?? 'destination' }, courses)) {
      world.crash(host, spec.kind);
    }
    return undefined;
  },
} satisfies FaultKind<z.output<typeof crashSchema>>;

const starveSchema = faultSchema({
  kind: 'starve',
  about: 'Other processes of Dom0 want all of its CPU.',
  shape: {
    ...hostShape('source'),
    left: quantity(
      'percent',
      'CPU that a process of the migration still gets; 0 %, none, needs `for`.',
      { most: 100 },
    ).prefault('10 %'),
  },
}).refine(({ left, forNs }) => left > 0 || forNs !== undefined, {
  path: ['left'],
  error: 'what never gets CPU again needs `for`, or is `kind: hang`',
});

export const STARVE = {
  kind: 'starve',
  schema: starveSchema,
  begin(spec, { world, courses }) {
    const others = 100 / spec.left - 1;
    const ends = world
      .hosts({ ...spec, side: spec.side ?? 'source' }, courses)
      .map((host) => world.burden(host, others === Infinity ? others : Math.round(others)));
    return () => {
      for (const end of ends) end();
    };
  },
} satisfies FaultKind<z.output<typeof starveSchema>>;
