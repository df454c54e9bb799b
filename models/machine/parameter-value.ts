/** Values of machine parameters as a scenario or a machine file writes them. */

import type { ParameterUnit } from '../../sim/engine/kernel/unit.ts';
import { PARAMETERS, type ParameterDefinition } from '../../sim/engine/mechanism/parameters.ts';
import { parseParameter, type Reading } from '../../sim/text/quantity.ts';
import { own } from '../../sim/text/tree.ts';
import { within } from '../../sim/text/within.ts';

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
  const definitions: Readonly<Record<string, ParameterDefinition>> = PARAMETERS;
  return within(reading, { text: written, unit, limits: own(definitions, name ?? '') ?? {} });
}
