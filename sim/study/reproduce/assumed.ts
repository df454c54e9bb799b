/**
 * The ends of the ranges of the assumed parameters of the paper's machine that its experiments hang
 * on, as texts a scenario takes.
 */
import { PROFILES } from '../../../models/machine/registry.ts';
import { DEFAULT_MACHINE } from '../../scenario/schema.ts';
import { formatForUnit } from '../../text/quantity.ts';

/** What only QEMU's migration and post-copy depend on. */
const UNUSED = /^(?:qemu|postCopy|guestZeroPages|guestCpuPerReadPage)/u;

/** One parameter at one end of its range. */
export interface AssumedEnd {
  readonly parameter: string;
  readonly value: string;
}

export function assumedRanges(): AssumedEnd[] {
  const parameters = Object.entries(PROFILES[DEFAULT_MACHINE]?.parameters ?? {});
  return parameters.flatMap(([parameter, { source, unit }]) => {
    if (source.kind !== 'assumed' || UNUSED.test(parameter)) return [];
    return source.range.map((value) => ({ parameter, value: formatForUnit(value, unit) }));
  });
}
