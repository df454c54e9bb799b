/** Values of machine parameters as a scenario or a machine file writes them. */

import type { ParameterName } from '../../models/machine/registry.ts';
import type { ParameterUnit } from '../engine/kernel/unit.ts';
import { parseParameter, type Reading } from '../text/quantity.ts';
import { own } from '../text/tree.ts';
import { CPUS_LIMITS, type Limits, RATE_LIMITS, VCPUS_LIMITS, within } from '../text/within.ts';

/** Where not any value from 0 on makes a machine on which something can move. */
const LIMITS: Readonly<Partial<Record<ParameterName, Limits>>> = {
  hostCpus: CPUS_LIMITS,
  dom0Vcpus: VCPUS_LIMITS,
  linkRate: RATE_LIMITS,
  linkEfficiency: { least: 1, most: 100 },
  storageRate: RATE_LIMITS,
  sendBuffer: { least: 1024 },
  receiveBuffer: { least: 1024 },
  packetRing: { least: 1 },
  teardownPoll: { least: 1e3 },
};

/** A parameter, as messages and limits know it. */
export interface NamedParameter {
  /** Absent: only its unit limits it. */
  readonly name?: string | undefined;
  readonly unit: ParameterUnit;
}

/** Reads a value. @param written text with a unit, or a number where the unit needs none. */
export function readParameterValue(
  written: string | number,
  { name, unit }: NamedParameter,
): Reading {
  const reading = parseParameter(written, unit);
  if (reading.ok && unit === 'count' && !Number.isInteger(reading.value)) {
    const hint = `the nearest is \`${Math.round(reading.value)}\``;
    return { ok: false, message: `\`${written}\` is not a whole number`, hint };
  }
  const limits = own(LIMITS as Readonly<Record<string, Limits>>, name ?? '') ?? {};
  return within(reading, { text: written, unit, limits });
}
