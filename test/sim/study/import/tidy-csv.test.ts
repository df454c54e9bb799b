/** The tidy table: reading gives back what was written, and mistakes have their place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importText } from '../../../../sim/study/import/import.ts';
import { type Measurement, OUTCOMES } from '../../../../sim/study/import/measurement.ts';
import { TIDY_CSV, tidyCsv } from '../../../../sim/study/import/tidy-csv.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { cases } from '../../../support/properties.ts';
import { fixture, logged, REAL_LOGS } from './fixtures.ts';

const number = fc.option(fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e15, noNaN: true })), {
  nil: null,
});
const round = fc.record({
  round: fc.integer({ min: 1, max: 99 }),
  live: fc.option(fc.boolean(), { nil: null }),
  sent: number,
  skipped: number,
  zeroPages: number,
  dirtied: number,
  seconds: number,
  bytes: number,
  dirtyPagesPerSecond: number,
  dom0CpuPercent: number,
  guestCpuPercent: number,
});
const migration: fc.Arbitrary<Measurement> = fc.record({
  origin: fc.string({ minLength: 1 }),
  format: fc.constantFrom('xend', 'xl', 'qemu'),
  domain: number,
  outcome: fc.constantFrom(...OUTCOMES),
  memoryPages: number,
  pagesSent: number,
  zeroPages: number,
  bytesSent: number,
  totalSeconds: number,
  precopySeconds: number,
  downtimeSeconds: number,
  rounds: fc.array(round, { maxLength: 4 }),
});

describe('the tidy table', () => {
  it('gives back the measurements that were written', () => {
    const migrations = fc.uniqueArray(migration, {
      selector: ({ origin }) => origin,
      minLength: 1,
    });
    const property = fc.property(migrations, (written) => {
      const read = importText(tidyCsv(written), 'f.csv');
      expect(read.migrations).toEqual(written);
      expect(read.format).toBe(TIDY_CSV);
    });
    fc.assert(property, { numRuns: cases(200) });
  });

  it.each(REAL_LOGS)('holds all that was read of %s', (name) => {
    const { migrations } = importText(fixture(name), name);
    expect(importText(tidyCsv(migrations), 'f.csv').migrations).toEqual(
      migrations.map((each) => ({ ...each, samples: undefined })),
    );
  });

  const { migrations } = importText(logged('first-migration').log, 'xend.log');
  const csv = tidyCsv(migrations);

  it.each([
    ['completed,', 'done,', /^f\.csv:2: the outcome is `done`/],
    [',251510,', ',-1,', /^f\.csv:2: column `sent`: `-1` is not a number from 0/],
    [',skipped,', ',skiped,', /^f\.csv: no column `skipped`/],
    ['262144,', '5,', /^f\.csv:3: memoryPages is not that of an earlier row/],
  ])('reports the place of a mistake: %s made %s', (from, to, expected) => {
    expect(csv).toContain(from);
    const read = () => importText(csv.replace(from, to), 'f.csv', 'csv');
    expect(read).toThrow(Problem);
    expect(read).toThrow(expected);
  });
});
