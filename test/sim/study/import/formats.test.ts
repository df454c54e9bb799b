/** A format is one file and one line of the index: all else follows from these. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { importOptions } from '../../../../sim/app/cli/import.ts';
import { FORMATS } from '../../../../sim/study/import/formats.ts';
import { importText } from '../../../../sim/study/import/import.ts';
import type { Format } from '../../../../sim/study/import/measurement.ts';
import { TIDY_CSV, tidyCsv } from '../../../../sim/study/import/tidy-csv.ts';
import { fixture } from './fixtures.ts';

const SOURCE = fixture('xend-2012.log');

/** A new format: one word, and the time that the migration took. */
const STOPWATCH: Format = {
  name: 'stopwatch',
  title: 'a line such as `moved in 12.5 s`',
  source: 'press the button',
  meaning: ['totalSeconds are those of a person with a stopwatch'],
  recognise: (text) => (/^moved in /u.test(text) ? 1 : 0),
  parse: (text, fileName) => {
    const [known] = importText(SOURCE, fileName).migrations;
    const totalSeconds = Number(/[\d.]+/u.exec(text)?.[0]);
    const own = { origin: `${fileName}:1`, format: 'stopwatch', totalSeconds, rounds: [] };
    return { migrations: known === undefined ? [] : [{ ...known, ...own }], remarks: [] };
  },
};

describe('a format', () => {
  const formats = [...FORMATS, STOPWATCH];

  it('is recognised, read, and listed in hints as soon as it is in the list', () => {
    const { format, migrations } = importText('moved in 12.5 s', 'f.txt', undefined, formats);
    expect(format).toBe(STOPWATCH);
    expect(migrations[0]?.totalSeconds).toBe(12.5);
    expect(importText('moved in 3 s', 'f.txt', 'stopwatch', formats).format).toBe(STOPWATCH);
    expect(() => importText('', 'f.txt', undefined, formats)).toThrow(STOPWATCH.title);
    expect(importText(tidyCsv(migrations), 'f.csv', undefined, formats)).toMatchObject({
      format: TIDY_CSV,
      migrations,
    });
  });

  it('of the list is a choice of --format, with its title in help and reference', async () => {
    const help = await importOptions(yargs([]).wrap(null)).getHelp();
    expect(help).toContain(`[choices: ${FORMATS.map(({ name }) => `"${name}"`).join(', ')}]`);
    const page = readFileSync('docs/reference/commands.md', 'utf8').replaceAll(/\s+/gu, ' ');
    for (const { name, title } of FORMATS) {
      expect(help).toContain(`${name}: ${title}`);
      expect(page).toContain(`${name}: ${title}`);
    }
  });
});
