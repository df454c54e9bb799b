/** All policies of the pre-copy loop, by the name that a scenario gives. */
import { invariant } from '../kernel/assert.ts';
import { type Clark2005Options, clark2005 } from './clark-2005.ts';
import { type CustomOptions, custom } from './custom.ts';
import { type FixedRateOptions, fixedRate } from './fixed-rate.ts';
import type { PreCopyPolicy } from './policy.ts';
import { type QemuOptions, qemu } from './qemu.ts';
import { type Xen32Options, xen32 } from './xen-3.2.ts';
import { type Xen4Options, xen4 } from './xen-4.ts';

/** A policy with its numbers. */
export type PolicySpec =
  | ({ readonly name: 'xen-3.2' } & Xen32Options)
  | ({ readonly name: 'xen-4' } & Xen4Options)
  | ({ readonly name: 'fixed-rate' } & FixedRateOptions)
  | ({ readonly name: 'clark-2005' } & Clark2005Options)
  | ({ readonly name: 'qemu' } & QemuOptions)
  | ({ readonly name: 'custom' } & CustomOptions)
  | ({ readonly name: 'module' } & ModuleSpec);

/** A policy that a user wrote, in a file of theirs. */
export interface ModuleSpec {
  readonly file: string;
  /** What it is given, as it stands in the scenario. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Makes a user's policy for one migration. */
export type PolicyFactory = (options: ModuleSpec['options']) => PreCopyPolicy;

/** Policies of users by the file that a scenario names; the engine reads no file. */
export type PolicyModules = ReadonlyMap<string, PolicyFactory>;

/**
 * The policy of a name.
 * @throws InvariantError for a user's policy that was not loaded.
 */
export function policyOf(spec: PolicySpec, modules: PolicyModules = new Map()): PreCopyPolicy {
  switch (spec.name) {
    case 'xen-3.2':
      return xen32(spec);
    case 'xen-4':
      return xen4(spec);
    case 'fixed-rate':
      return fixedRate(spec);
    case 'clark-2005':
      return clark2005(spec);
    case 'qemu':
      return qemu(spec);
    case 'custom':
      return custom(spec);
    case 'module': {
      const factory = modules.get(spec.file);
      invariant(factory !== undefined, `the policy ${spec.file} was not loaded`);
      return factory(spec.options);
    }
  }
}
