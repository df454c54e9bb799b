/** Ways to turn measured numbers into a finding. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { Finding } from './claim.ts';
import type { Bounds } from './statements.ts';

/** A number that must meet the statement. */
export function within(value: number, bounds: Bounds): Finding {
  return { value, shown: show(value, bounds.unit), pass: meets(value, bounds) };
}

/** Numbers of which each must meet the statement; `value` stands for all of them. */
export function eachWithin(values: readonly number[], bounds: Bounds, value: number): Finding {
  const pass = values.every((one) => meets(one, bounds));
  return { value, shown: showAll(values, bounds.unit), pass };
}

/** The same, shown as the least and the greatest of them. */
export function rangeWithin(values: readonly number[], bounds: Bounds, value: number): Finding {
  const shown = `${show(smallestOf(values), '')} to ${show(largestOf(values), bounds.unit)}`;
  return { ...eachWithin(values, bounds, value), shown };
}

/** A statement that must hold; `detail` says by what numbers. */
export function holds(pass: boolean, detail: string): Finding {
  return { value: pass, shown: detail, pass };
}

/** Whether each value meets the statement, with all of them as detail. */
export function allHold(values: readonly number[], bounds: Bounds): Finding {
  const pass = values.every((one) => meets(one, bounds));
  return holds(pass, showAll(values, bounds.unit));
}

/** What has no effect on the model. */
export function notModelled(shown: string, note: string, value = shown): Finding {
  return { value, shown, note };
}

function meets(value: number, { least, most }: Bounds): boolean {
  return value >= least && value <= most;
}

/** A number with four digits and its unit; a word where there is none, such as no knee. */
export function show(value: number, unit: string): string {
  if (Number.isNaN(value)) return 'none';
  const text = Number(value.toPrecision(4)).toString();
  return unit === '' ? text : `${text} ${unit}`;
}

/** Numbers with a unit behind the last. */
export function showAll(values: readonly number[], unit: string): string {
  return `${values.map((value) => show(value, '')).join(', ')} ${unit}`.trim();
}
