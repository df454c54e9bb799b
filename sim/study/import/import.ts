/** Measurements of real migrations, from whatever printed them to one tidy form. */
import { Problem } from '../../text/problem.ts';
import type { Format, MeasuredMigration, Parsed } from './profile.ts';
import { QEMU } from './qemu.ts';
import { TIDY_CSV } from './tidy-csv.ts';
import { TIDY_JSON } from './tidy-json.ts';
import { XEND } from './xend.ts';
import { XL } from './xl.ts';

/** All that is understood. */
export const FORMATS: readonly Format[] = [XEND, XL, QEMU, TIDY_CSV, TIDY_JSON];

/** What a file held, and how it was read. */
export interface Imported extends Parsed {
  readonly fileName: string;
  readonly format: Format;
}

/**
 * Reads the measurements of a file.
 * @param formatName one of FORMATS; without it, the format that most of the text speaks for.
 * @throws Problem when no format is recognised, or nothing is found in the one that was named.
 */
export function importText(text: string, fileName: string, formatName?: string): Imported {
  const format =
    formatName === undefined ? recognise(text) : FORMATS.find(({ name }) => name === formatName);
  const understood = FORMATS.map(({ name, title }) => `${name}: ${title}`).join('; ');
  if (format === undefined) {
    const message = 'there is no measurement of a known format in it';
    throw new Problem([{ where: fileName, message, hint: `understood are ${understood}` }]);
  }
  const parsed = format.parse(text, fileName);
  if (parsed.migrations.length === 0) {
    const message = `no migration is found in it, read as ${format.name}`;
    throw new Problem([{ where: fileName, message, hint: `understood are ${understood}` }]);
  }
  return { fileName, format, ...parsed, migrations: withOwnOrigins(parsed.migrations) };
}

/** Two migrations that a cut has joined begin on one line; an origin still names one of them. */
function withOwnOrigins(migrations: readonly MeasuredMigration[]): MeasuredMigration[] {
  const seen = new Map<string, number>();
  return migrations.map((migration) => {
    const { origin } = migration;
    const count = (seen.get(origin) ?? 0) + 1;
    seen.set(origin, count);
    return count === 1 ? migration : { ...migration, origin: `${origin} (${count})` };
  });
}

function recognise(text: string): Format | undefined {
  let best: Format | undefined;
  let most = 0;
  for (const format of FORMATS) {
    const count = format.recognise(text);
    if (count <= most) continue;
    best = format;
    most = count;
  }
  return best;
}
