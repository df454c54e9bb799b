/** The tidy object: reading gives back what was written, and mistakes have their place. */
import { describe, expect, it } from 'vitest';
import { importText } from '../../../../sim/study/import/import.ts';
import { TIDY_JSON, tidyJson } from '../../../../sim/study/import/tidy-json.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { fixture, logged, REAL_LOGS } from './fixtures.ts';

describe('the tidy object', () => {
  it.each(REAL_LOGS)('holds all that was read of %s', (name) => {
    const { migrations } = importText(fixture(name), name);
    const read = importText(tidyJson(migrations, []), 'f.json');
    expect(read.migrations).toEqual(migrations);
    expect(read.format).toBe(TIDY_JSON);
  });

  const { migrations } = importText(logged('first-migration').log, 'xend.log');
  const text = tidyJson(migrations, []);

  it.each([
    ['cut short', text.slice(0, -20), 'f.json', 'not a whole JSON object'],
    ['of another version', text.replace('n":2,', 'n":7,'), 'schemaVersion', ''],
    ['with a word for a number', text.replace(/"sent":\d+/u, '"sent":"x"'), 'sent', 'number'],
    ['with no rounds', text.replaceAll('"rounds":', '"turns":'), 'rounds', ''],
  ])('says what is wrong with one %s', (_, damaged, where, message) => {
    try {
      importText(damaged, 'f.json');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      const [mistake] = (error as Problem).mistakes;
      expect(mistake?.where).toContain(where);
      expect(mistake?.message).toContain(message);
    }
  });
});
