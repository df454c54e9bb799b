/** Measured and simulated values as CSV: a row for each migration and quantity. */
import { writeCsv } from '../../text/csv.ts';
import { relativeError } from './errors.ts';
import { QUANTITY_NAMES } from './quantity.ts';
import type { CampaignReport, RowReport, ValidationReport } from './report.ts';

const COLUMNS = [
  'campaign',
  'line',
  'label',
  'repetition',
  'kind',
  'quantity',
  'measured',
  'simulated',
  'relativeError',
  'baseline',
];

export function rowsCsv({ campaigns }: ValidationReport): string {
  const lines = campaigns.flatMap((campaign) => {
    return campaign.rows.flatMap((row) => linesOf(campaign, row));
  });
  return writeCsv(COLUMNS, lines);
}

function linesOf({ campaign }: CampaignReport, row: RowReport): (string | number)[][] {
  const { line, label, repetition, kind } = row;
  return QUANTITY_NAMES.flatMap((quantity) => {
    const [measured, simulated] = [row.measured[quantity], row.simulated[quantity]];
    if (measured === undefined || simulated === undefined) return [];
    const error = measured === 0 ? '' : relativeError(simulated, measured);
    const values = [quantity, measured, simulated, error, row.baseline[quantity] ?? ''];
    return [[campaign, line, label, repetition, kind, ...values]];
  });
}
