/**
 * The parameters of a machine: for each its unit, what it is, and what it may be. Profiles in
 * `models/machine` give their values and sources. A new parameter is one more entry of
 * `parameters.json`.
 */
import type { ParameterUnit } from '../kernel/unit.ts';
import list from './parameters.json' with { type: 'json' };

/** What a rate of transfer may be, bit/s: less moves nothing in any time. */
export const RATE_LIMITS = { least: 1e3, most: 1e15 } as const;

/** What the weight of a domain in the scheduler may be. */
export const WEIGHT_LIMITS = { least: 1, most: 65_535 } as const;

/** What is known of a parameter on every machine. */
export interface ParameterDefinition {
  readonly unit: ParameterUnit;
  /** One sentence: what the number is. */
  readonly meaning: string;
  /** Smallest and largest value, in its unit; absent: 0, and what its unit can hold. */
  readonly least?: number;
  readonly most?: number;
}

/** Name of a parameter that every profile has. */
export type ParameterName = keyof typeof list;

/** All parameters, in the order in which they are listed. */
export const PARAMETERS = Object.fromEntries(
  Object.entries(list as Readonly<Record<string, ParameterDefinition>>).map(([name, entry]) => {
    return [name, entry.unit === 'bit/s' ? { ...entry, ...RATE_LIMITS } : entry];
  }),
) as Readonly<Record<ParameterName, ParameterDefinition>>;

/** How many physical CPUs a host may have. */
export const CPUS_LIMITS = limitsOf(list.hostCpus);

/** How many virtual CPUs a domain may have. */
export const VCPUS_LIMITS = limitsOf(list.dom0Vcpus);

function limitsOf({ least, most }: { readonly least: number; readonly most: number }) {
  return { least, most };
}

/** Values of all parameters, each in its own unit. */
export type ParameterValues = Readonly<Record<ParameterName, number>>;

/**
 * What runs a migration: xend up to Xen 4.4, xl (libxl) since Xen 4.1, xapi with xenopsd in
 * XenServer and XCP-ng.
 */
export const TOOLSTACKS = ['xend', 'xl', 'xapi'] as const;
export type Toolstack = (typeof TOOLSTACKS)[number];
