/** Measurements as one JSON object, and back. Unknown is null. */
import { z } from 'zod';
import { type Mistake, Problem } from '../../text/problem.ts';
import {
  type Format,
  MEASUREMENT_SCHEMA_VERSION,
  type Measurement,
  missingFields,
  OUTCOMES,
  type Parsed,
  ROUND_FIELDS,
  TOTAL_FIELDS,
} from './measurement.ts';
import { STATED_NAMES } from './stated.ts';

const known = z.number().nonnegative().nullable();

function allKnown<Name extends string>(names: readonly Name[]): Record<Name, typeof known> {
  return Object.fromEntries(names.map((name) => [name, known])) as Record<Name, typeof known>;
}

const round = z.object({
  ...allKnown(ROUND_FIELDS),
  round: z.int().nonnegative(),
  live: z.boolean().nullable(),
});

const stated = z.object(
  Object.fromEntries(STATED_NAMES.map((name) => [name, z.number().nonnegative().optional()])),
);

const migration = z.object({
  origin: z.string(),
  format: z.string(),
  outcome: z.enum(OUTCOMES),
  ...allKnown(TOTAL_FIELDS),
  rounds: z.array(round),
  stated: stated.optional(),
  samples: z.array(stated).optional(),
});

const file = z.object({
  schemaVersion: z.literal(MEASUREMENT_SCHEMA_VERSION),
  migrations: z.array(migration),
});

/** How every such text begins. */
const START = /^\s*\{\s*"schemaVersion":\s*\d+,\s*"migrations":/u;

export const TIDY_JSON: Format = {
  name: 'json',
  title: 'what `precopy import --json` writes',
  source: '`precopy import LOG --json`',
  meaning: ['the fields mean what they meant in the source that the field format names'],
  isVerbatim: true,
  recognise: (text) => (START.test(text) ? 1e9 : 0),
  parse,
};

/** A text that `--format json` reads back as the same measurements. */
export function tidyJson(migrations: readonly Measurement[], warnings: readonly Mistake[]): string {
  return JSON.stringify({
    schemaVersion: MEASUREMENT_SCHEMA_VERSION,
    migrations: migrations.map((each) => ({ ...each, missing: missingFields(each) })),
    warnings,
  });
}

/** @throws Problem for another text. */
function parse(text: string, fileName: string): Parsed {
  const { data, error } = file.safeParse(jsonOf(text, fileName));
  if (data !== undefined) return { migrations: data.migrations, remarks: [] };
  const mistakes = error.issues.map(({ path, message }) => {
    return { where: `${fileName}: ${path.join('.') || 'the object'}`, message };
  });
  throw new Problem(mistakes.slice(0, MISTAKES_SHOWN));
}

const MISTAKES_SHOWN = 5;

function jsonOf(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof SyntaxError ? error.message : String(error);
    throw new Problem([{ where: fileName, message: `not a whole JSON object: ${message}` }]);
  }
}
