/** Short ways to write the parameters of a profile down. */
import type { Parameter, Provenance } from './profile.ts';

/** The number follows from source code or a format. */
export function code(where: string): Provenance {
  return { kind: 'code', where };
}

/** The number is assumed; it could as well lie anywhere in the range. */
export function assumed(low: number, high: number, why: string): Provenance {
  return { kind: 'assumed', range: [low, high], why };
}

/** A time, ns. */
export function ns(value: number, source: Provenance, meaning: string): Parameter {
  return { value, unit: 'ns', source, meaning };
}

/** A number in any unit. */
export function of(
  value: number,
  unit: Parameter['unit'],
  source: Provenance,
  meaning: string,
): Parameter {
  return { value, unit, source, meaning };
}
