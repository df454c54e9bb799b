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
} from './measurement.ts';

const known = z.number().nonnegative().nullable();

const round = z.object({
  round: z.int().positive(),
  live: z.boolean().nullable(),
  sent: known,
  skipped: known,
  zeroPages: known,
  dirtied: known,
  seconds: known,
  bytes: known,
  dirtyPagesPerSecond: known,
  dom0CpuPercent: known,
  guestCpuPercent: known,
});

const migration = z.object({
  origin: z.string(),
  format: z.string(),
  domain: known,
  outcome: z.enum(OUTCOMES),
  memoryPages: known,
  pagesSent: known,
  zeroPages: known,
  bytesSent: known,
  totalSeconds: known,
  precopySeconds: known,
  downtimeSeconds: known,
  rounds: z.array(round),
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
  meaning: ['the fields mean what they meant in the source that the field format names'],
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
