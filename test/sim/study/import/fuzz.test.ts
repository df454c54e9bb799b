/** Whatever is done to a log, the answer is measurements or a problem with a place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importDocument } from '../../../../sim/output/document/import.ts';
import { renderText } from '../../../../sim/output/text/render.ts';
import { FORMATS } from '../../../../sim/study/import/formats.ts';
import { type Imported, importText } from '../../../../sim/study/import/import.ts';
import { tidyCsv } from '../../../../sim/study/import/tidy-csv.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { cases } from '../../../support/properties.ts';
import { fixture, logged, REAL_LOGS, REPORTS } from './fixtures.ts';
import { LAYOUTS } from './layouts.ts';

const RUNS = cases(400);

const XEND_LOG = logged('two-guests-at-once').log;
const LOGS = [
  XEND_LOG,
  ...[...REAL_LOGS, ...REPORTS].map(fixture),
  ...LAYOUTS.map(({ text }) => text),
  tidyCsv(importText(XEND_LOG, 'xend.log').migrations),
];

/** One damage, with places in millionths of the text, so that it fits any log. */
interface Damage {
  readonly kind: 'cut' | 'drop' | 'double' | 'move' | 'flip' | 'number' | 'insert';
  readonly at: number;
  readonly length: number;
  readonly byte: number;
  readonly junk: string;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('cut', 'drop', 'double', 'move', 'flip', 'number', 'insert'),
  at: fc.nat(1_000_000),
  length: fc.oneof(fc.nat(40), fc.nat(3000)),
  byte: fc.nat(255),
  junk: fc.constantFrom('\r', '\b\b\b\b', '\n', '{', '}', '"', ',', '9'.repeat(400), '\u0000', ' '),
});

function apply(text: string, { kind, at, length, byte, junk }: Damage): string {
  const from = Math.floor((at * text.length) / 1_000_001);
  const [head, piece, tail] = [
    text.slice(0, from),
    text.slice(from, from + length),
    text.slice(from + length),
  ];
  switch (kind) {
    case 'cut':
      return head;
    case 'drop':
      return head + tail;
    case 'double':
      return head + piece + piece + tail;
    case 'move':
      return head + tail + piece;
    case 'number':
      return head + piece.replace(/\d+/, String(byte * 1e9)) + tail;
    case 'insert':
      return head + junk + text.slice(from);
    default:
      return head + String.fromCharCode((text.charCodeAt(from) || 0) ^ byte) + text.slice(from + 1);
  }
}

/** What came of it: the measurements, or the problem. */
function read(text: string, format: string | undefined): Imported | Problem {
  try {
    return importText(text, 'f.log', format);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function checkImported(imported: Imported, text: string): void {
  const lines = text.split('\n').length;
  for (const { line } of imported.remarks) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
  }
  for (const { rounds } of imported.migrations) {
    const figures = rounds.flatMap((round) => Object.values(round));
    expect(figures.some((figure) => typeof figure === 'number' && !(figure >= 0))).toBe(false);
    expect(figures).not.toContain(Number.POSITIVE_INFINITY);
  }
  expect(renderText(importDocument(imported))).not.toMatch(/NaN|undefined|Infinity/);
  // A damaged table may have a name twice, which no source has.
  if (imported.format.name === 'csv') return;
  const again = importText(tidyCsv(imported.migrations), 'again.csv');
  const inTable = imported.migrations.map((each) => ({ ...each, samples: undefined }));
  expect(again.migrations).toEqual(inTable);
}

describe('damaged logs', () => {
  it('give measurements or a problem', () => {
    const names = FORMATS.map(({ name }) => name);
    const property = fc.property(
      fc.constantFrom(...LOGS),
      fc.array(damage, { maxLength: 6 }),
      fc.option(fc.constantFrom(...names), { nil: undefined, freq: 8 }),
      (log, damages, format) => {
        const text = damages.reduce(apply, log);
        const found = read(text, format);
        if (found instanceof Problem) expect(found.mistakes[0]?.where).toMatch(/^f\.log/);
        else checkImported(found, text);
      },
    );
    fc.assert(property, { numRuns: RUNS });
  });

  it('and text that is no log at all gives a problem', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(read(text, undefined)).toBeInstanceOf(Problem);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

describe('the time it takes', () => {
  /** Texts on which a search that begins again at every place would take hours. */
  const HARD = {
    digits: '1'.repeat(2_000_000),
    blanks: `Saving memory${' '.repeat(2_000_000)}`,
    'carriage returns': 'Frames iteration 1\r'.repeat(100_000),
    'open braces': '{"ram":'.repeat(200_000),
    'braces on lines': '{"ram":\n'.repeat(100_000),
    statistics: 'delta 1ms, dom0 1%, target 1%, sent 1Mb/s, dirtied 1Mb/s 1 pages\n'.repeat(20_000),
    counts: Array.from({ length: 50_000 }, (_, at) => `${at}: sent 1, skipped 1, x\n`).join(''),
  };

  it.each(Object.entries(HARD))('is in proportion to a text of %s', (_, text) => {
    for (const { name } of FORMATS) read(text, name);
    expect(read(text, undefined)).toBeDefined();
  });
});
