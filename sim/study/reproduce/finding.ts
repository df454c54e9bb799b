/** Ways to turn a measured number into a finding. */

import type { ClaimKind, ClaimRow, Finding } from './claim.ts';

/** A row of the table, from its fields in order. */
export function row(
  id: string,
  figure: string,
  kind: ClaimKind,
  claim: string,
  expected: string,
  tolerance: string,
): ClaimRow {
  return { id, figure, kind, claim, expected, tolerance };
}

/** A number that must lie within bounds (both included). */
export function within(value: number, low: number, high: number, unit: string): Finding {
  return { value, shown: show(value, unit), pass: value >= low && value <= high };
}

/** A statement that must hold; `detail` says by what numbers. */
export function holds(pass: boolean, detail: string): Finding {
  return { value: pass, shown: detail, pass };
}

/** A number with four digits and its unit. */
export function show(value: number, unit: string): string {
  const text = Number(value.toPrecision(4)).toString();
  return unit === '' ? text : `${text} ${unit}`;
}

/** Numbers with a unit behind the last. */
export function showAll(values: readonly number[], unit: string): string {
  return `${values.map((value) => show(value, '')).join(', ')} ${unit}`.trim();
}
