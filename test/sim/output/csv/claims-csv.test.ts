/** Claims as CSV: every one in a row of its own, whatever its words hold. */
import { expect, test } from 'vitest';
import { claimsCsv } from '../../../../sim/output/csv/claims-csv.ts';
import type { Claim } from '../../../../sim/study/reproduce/claim.ts';
import { readCsv, textColumn } from '../../../../sim/text/csv.ts';

const met: Claim = {
  id: 'C1',
  figure: 'Fig 1',
  claim: 'caps, "in percent"',
  kind: 'predicted',
  expected: '5',
  tolerance: '4 to 6',
  value: 5.5,
  shown: '5.5 s',
  verdict: 'pass',
};
const open: Claim = { ...met, id: 'C2', value: null, verdict: 'not modelled', note: 'two\nlines' };

test('what is written can be read again', () => {
  const table = readCsv(claimsCsv({ schemaVersion: 1, claims: [met, open] }), 'claims.csv');
  expect(textColumn(table, 'claim')).toEqual([met.claim, met.claim]);
  expect(textColumn(table, 'value')).toEqual(['5.5', '']);
  expect(textColumn(table, 'verdict')).toEqual(['pass', 'not modelled']);
  expect(textColumn(table, 'note')).toEqual(['', 'two\nlines']);
});
