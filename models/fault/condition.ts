/** Faults that wait for a migration to come to where it meets them. */
import type { Condition } from '../../sim/engine/mechanism/failure.ts';
import { type FaultBase, FROM_START, faultSchema, type Struck } from './kind.ts';

function met<const Kind extends string>(kind: Kind, condition: Condition, about: string) {
  const schema = faultSchema({ kind, about, shape: {}, usual: FROM_START });
  return {
    kind,
    schema,
    begin: ({ guest }: FaultBase, { world }: Struck) => world.meet(condition, kind, guest),
  };
}

export const REFUSE = met(
  'refuse',
  'refusal',
  'The destination does not take the guest: version, CPU or name.',
);
export const NO_MEMORY = met(
  'no-memory',
  'refusal',
  'The destination has no memory for the guest.',
);
export const TLS = met('tls', 'tls', 'The connection cannot be encrypted.');
export const DEVICES = met('devices', 'devices', "The guest's devices do not start there.");
export const STORAGE = met('storage', 'storage', 'Its disks are out of reach at the switch-over.');
export const IGNORES_SUSPEND = met(
  'ignores-suspend',
  'suspend',
  'The guest takes no notice when it is asked to suspend.',
);
