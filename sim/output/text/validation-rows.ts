/** Every row of a campaign, measured beside simulated. */
import { relativeError } from '../../study/validate/errors.ts';
import { QUANTITIES, type QuantityName } from '../../study/validate/quantity.ts';
import type { CampaignReport, RowReport } from '../../study/validate/report.ts';
import { table } from './table.ts';

export function rowsTable({ quantities, rows }: CampaignReport): string {
  const names = quantities.map(({ quantity }) => quantity);
  const columns = [
    { title: 'line', right: true },
    { title: 'row' },
    { title: 'rep', right: true },
    ...names.flatMap((name) => [
      { title: QUANTITIES[name].title, right: true },
      { title: 'simulated', right: true },
      { title: 'error', right: true },
    ]),
    { title: '' },
  ];
  const lines = rows.map((row) => [
    String(row.line),
    row.label,
    row.repetition,
    ...names.flatMap((name) => cells(row, name)),
    row.kind === 'calibration' ? 'calibration' : '',
  ]);
  return table(columns, lines);
}

function cells({ measured, simulated }: RowReport, name: QuantityName): string[] {
  const [was, is] = [measured[name], simulated[name]];
  if (was === undefined || is === undefined) return ['-', '-', '-'];
  const error = was === 0 ? '-' : (100 * relativeError(is, was)).toFixed(1);
  return [show(was, name), show(is, name), error === '-' ? error : `${error} %`];
}

function show(value: number, name: QuantityName): string {
  if (name.endsWith('Seconds')) return value.toFixed(3);
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
