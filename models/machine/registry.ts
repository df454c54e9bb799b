/** The machine profiles there are, by name, and the numbers of one as the simulation uses them. */
import type { ParameterName, ParameterValues } from '../../sim/engine/mechanism/parameters.ts';
import { OPTERON_XEN_3_2_1 } from './opteron-xen-3.2.1.ts';
import type { Profile } from './profile.ts';
import { XEN_4_17_EMULATED } from './xen-4.17-emulated.ts';
import { XEN_4_17_EMULATED_PAIR } from './xen-4.17-emulated-pair.ts';
import { XEON_XEN_2_0 } from './xeon-xen-2.0.ts';

/** All profiles, by name. */
export const PROFILES: Readonly<Record<string, Profile<ParameterName>>> = {
  [OPTERON_XEN_3_2_1.name]: OPTERON_XEN_3_2_1,
  [XEN_4_17_EMULATED.name]: XEN_4_17_EMULATED,
  [XEN_4_17_EMULATED_PAIR.name]: XEN_4_17_EMULATED_PAIR,
  [XEON_XEN_2_0.name]: XEON_XEN_2_0,
};

/**
 * The values of a profile, with some replaced. Overrides of unknown names are refused where they
 * are read.
 */
export function parameterValues(
  profile: Profile<ParameterName>,
  overrides: Readonly<Record<string, number>> = {},
): ParameterValues {
  const entries = Object.entries(profile.parameters).map(([name, { value }]) => {
    return [name, overrides[name] ?? value];
  });
  return Object.fromEntries(entries) as ParameterValues;
}
