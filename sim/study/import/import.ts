/** Measurements of real migrations, from whatever printed them to one tidy form. */
import { Problem } from '../../text/problem.ts';
import { FORMATS, formatTitles } from './formats.ts';
import type { Format, Measurement, Parsed } from './measurement.ts';
import { unposted } from './posted.ts';

/** What a file held, and how it was read. */
export interface Imported extends Parsed {
  readonly fileName: string;
  readonly format: Format;
}

/**
 * Reads the measurements of a file.
 * @param formatName of one of the formats; without it, the format that most of the text speaks for.
 * @throws Problem when no format is recognised, or nothing is found in the one that was named.
 */
export function importText(
  posted: string,
  fileName: string,
  formatName?: string,
  formats: readonly Format[] = FORMATS,
): Imported {
  const source: Source = { posted, text: unposted(posted) };
  const format =
    formatName === undefined
      ? recognise(source, formats)
      : formats.find(({ name }) => name === formatName);
  const refuse = (message: string): Problem => {
    const hint = `understood are ${formatTitles(formats)}`;
    return new Problem([{ where: fileName, message, hint }]);
  };
  if (format === undefined) throw refuse('no measurement of a known format is found in it');
  const parsed = format.parse(textFor(format, source), fileName);
  if (parsed.migrations.length === 0) {
    const message = `no migration is found in it, read as ${format.name}`;
    throw new Problem([{ where: fileName, message, hint: format.source }]);
  }
  return { fileName, format, ...parsed, migrations: withOwnOrigins(parsed.migrations) };
}

/** Two migrations that a cut has joined begin on one line; an origin still names one of them. */
function withOwnOrigins(migrations: readonly Measurement[]): Measurement[] {
  const seen = new Map<string, number>();
  return migrations.map((migration) => {
    const { origin } = migration;
    const count = (seen.get(origin) ?? 0) + 1;
    seen.set(origin, count);
    return count === 1 ? migration : { ...migration, origin: `${origin} (${count})` };
  });
}

/** A text as it comes, and without what posting did to it. */
interface Source {
  readonly posted: string;
  readonly text: string;
}

const textFor = ({ isVerbatim }: Format, { posted, text }: Source): string =>
  isVerbatim === true ? posted : text;

function recognise(source: Source, formats: readonly Format[]): Format | undefined {
  let best: Format | undefined;
  let most = 0;
  for (const format of formats) {
    const count = format.recognise(textFor(format, source));
    if (count <= most) continue;
    best = format;
    most = count;
  }
  return best;
}
