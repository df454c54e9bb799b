/**
 * Building blocks of the schema: fields that take a quantity as text and give a number in a fixed
 * unit.
 */

import { z } from 'zod';
import type { ParameterUnit } from '../engine/kernel/unit.ts';
import { PAGE_BYTES } from '../engine/kernel/unit.ts';
import { expectedQuantity, type Reading, readCap, readQuantity } from './quantity.ts';
import { type Limits, within } from './within.ts';

/** Names of hosts, guests, links, axes. */
export const NAME = /^[A-Za-z][\w-]*$/u;

/** A quantity of the given unit. The result is a number in that unit. */
export function quantity(unit: ParameterUnit, about: string, limits: Limits = {}) {
  const expected = expectedQuantity(unit);
  return written(`expected ${expected}`)
    .transform((text, context) => {
      return take(within(readQuantity(text, unit), { text, unit, limits }), context);
    })
    .meta({ description: `${about} Text with a unit: ${expected}.` });
}

/** Memory in whole pages, up to what an address space holds. */
export const MEMORY_LIMITS = { least: PAGE_BYTES, most: 64 * 2 ** 40, wholePages: true } as const;

/** An amount of memory in whole pages. */
export function memoryOf(about: string) {
  return quantity('bytes', about, MEMORY_LIMITS);
}

/** A cap in percent of one CPU; 'none' gives undefined. */
export function cap(about: string) {
  return written('expected a percentage such as `40 %`, or `none`')
    .transform((text, context) => take(readCap(text), context))
    .meta({ description: `${about} Percent of one CPU, such as \`40 %\`, or \`none\`.` });
}

/** A whole number without a unit. */
export function count(about: string, least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z
    .number({ error })
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .describe(`${about} A whole number from ${least} to ${most}.`);
}

/** Text or a number, as YAML reads them; where text is meant, numbers count as their digits. */
export function freeText(about: string) {
  return z
    .union([z.string(), z.number()], { error: 'expected text' })
    .transform((value, context) => {
      if (typeof value === 'string' || Number.isSafeInteger(value) || !Number.isInteger(value)) {
        return String(value);
      }
      const message = `the number ${value} is too large to be kept exactly`;
      return take({ ok: false, message, hint: 'put it in quotes' }, context);
    })
    .describe(about);
}

/** A map whose keys are names. */
export function named<Value extends z.ZodType>(value: Value, about: string) {
  const error = 'a name starts with a letter, followed by letters, digits, `_` or `-`';
  return z.record(z.string().regex(NAME, { error }), value).describe(about);
}

/** The schemas of kinds in a list of an index, in its order, for `z.discriminatedUnion`. */
export function schemasOf<const Kinds extends readonly { readonly schema: z.ZodType }[]>(
  kinds: Kinds,
) {
  type Schemas = { [Index in keyof Kinds]: Kinds[Index]['schema'] };
  return kinds.map(({ schema }) => schema) as unknown as Schemas;
}

/**
 * The object without its undefined entries, so that what is absent in the file is absent in the
 * scenario.
 */
export function present<Entries extends object>(entries: Entries): Present<Entries> {
  const kept = Object.entries(entries).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Present<Entries>;
}

/** Entries that may be undefined become entries that may be absent. */
export type Present<Entries> = {
  [Key in keyof Entries as undefined extends Entries[Key] ? never : Key]: Entries[Key];
} & {
  [Key in keyof Entries as undefined extends Entries[Key] ? Key : never]?: Exclude<
    Entries[Key],
    undefined
  >;
};

/** Something that does not fit, with its place in the value. */
export interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** Reports what does not fit. @returns whether there is any. */
export function refused(faults: readonly Fault[], context: z.RefinementCtx): boolean {
  for (const { path, message, hint } of faults) {
    context.addIssue({ code: 'custom', path, message, params: { hint } });
  }
  return faults.length > 0;
}

function written(error: string) {
  return z.union([z.string(), z.number()], { error });
}

/** The reading's value, or its mistake as an issue of zod. */
function take<Value>(reading: Reading<Value>, context: z.RefinementCtx): Value {
  if (reading.ok) return reading.value;
  const { message, hint } = reading;
  context.addIssue({ code: 'custom', message, params: { hint } });
  return z.NEVER;
}
