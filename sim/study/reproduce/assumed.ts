/**
 * The ends of the ranges of the assumed parameters of the paper's machine that its experiments hang
 * on, as texts a scenario takes.
 */
import { OPTERON_XEN_3_2_1 } from '../../../models/machine/opteron-xen-3.2.1.ts';
import type { Parameter } from '../../../models/machine/profile.ts';
import { QEMU } from '../../../models/machine/qemu.ts';
import { formatForUnit } from '../../text/quantity.ts';

/** One parameter at one end of its range. */
export interface AssumedEnd {
  readonly parameter: string;
  readonly value: string;
}

export function assumedRanges(): AssumedEnd[] {
  const parameters: Readonly<Record<string, Parameter>> = OPTERON_XEN_3_2_1.parameters;
  return Object.entries(parameters).flatMap(([parameter, { source, unit }]) => {
    if (source.kind !== 'assumed' || parameter in QEMU) return [];
    return source.range.map((value) => ({ parameter, value: formatForUnit(value, unit) }));
  });
}
