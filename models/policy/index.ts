/**
 * All policies of pre-copy: when it stops and how fast it may go. A new one is a file with its
 * name, schema and maker, and a line in the list here.
 */
import { z } from 'zod';
import type { PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import type { WireFormat } from '../../sim/engine/mechanism/wire-format.ts';
import { schemasOf } from '../../sim/text/fields.ts';
import { CLARK_2005 } from './clark-2005.ts';
import { CUSTOM } from './custom.ts';
import { XCP_NG, XENSERVER } from './emu-manager.ts';
import type { PolicyKind, PolicyLimits, PolicyModules } from './fields.ts';
import { FIXED_RATE } from './fixed-rate.ts';
import { KUBEVIRT } from './kubevirt.ts';
import { MODULE } from './module.ts';
import { NOVA } from './nova.ts';
import { QEMU } from './qemu.ts';
import { XEN_32 } from './xen-3.2.ts';
import { XEN_4 } from './xen-4.ts';

const POLICIES = [
  XEN_32,
  XEN_4,
  XENSERVER,
  XCP_NG,
  FIXED_RATE,
  CLARK_2005,
  QEMU,
  NOVA,
  KUBEVIRT,
  CUSTOM,
  MODULE,
] as const;
const BY_NAME = new Map(POLICIES.map((kind) => [kind.name, kind as PolicyKind] as const));
const NO_MODULES: PolicyModules = new Map();

/** All policies, told apart by `name`; the one whose name is optional is the default. */
export const policySchema = z.discriminatedUnion('name', schemasOf(POLICIES));

/** The policies that need no number from the user, as a file writes them, by name. */
export function policySamples(): Readonly<Record<string, unknown>> {
  const samples = POLICIES.map(({ name }) => [name, { name }] as const);
  return Object.fromEntries(samples.filter(([, sample]) => policySchema.safeParse(sample).success));
}

/** A policy with its numbers. */
export type PolicySpec = z.output<typeof policySchema>;

/** The limits of a policy that may be changed on the way; undefined if it has none. */
export function policyLimitsOf(spec: PolicySpec): PolicyLimits | undefined {
  return (BY_NAME.get(spec.name) as PolicyKind).limits?.(spec);
}

/** The names of those that have some. */
export const WITH_LIMITS: readonly string[] = [...BY_NAME.values()]
  .filter(({ limits }) => limits !== undefined)
  .map(({ name }) => name);

/**
 * The policy of a name.
 * @throws InvariantError for a user's policy that was not loaded.
 */
export function policyOf(spec: PolicySpec, modules = NO_MODULES): PreCopyPolicy {
  return (BY_NAME.get(spec.name) as PolicyKind).make(spec, modules);
}

/** The policy of a name; undefined for a user's module, of which nothing is known before a run. */
export function shippedPolicyOf(spec: PolicySpec): PreCopyPolicy | undefined {
  return spec.name === 'module' ? undefined : policyOf(spec);
}

/** Whose stream a policy writes; undefined for a user's module. */
export function systemOf(spec: PolicySpec): WireFormat['system'] | undefined {
  return shippedPolicyOf(spec)?.wire.system;
}
