/** What a calibration found, as text. */

import type { Calibration, FoundValue, QuantityErrors } from '../../study/calibrate/calibration.ts';
import { CALIBRATED } from '../../study/calibrate/quantities.ts';
import { showQuantity } from '../../text/quantity.ts';
import { table } from './table.ts';

export function calibrationReport(calibration: Calibration): string {
  const { measured, machine, fitted, heldOut, misfit, tried, replications } = calibration;
  const out = heldOut.rows === 0 ? '' : `; ${counts(heldOut)} held out`;
  const head = [
    `measured  ${measured.join(', ')}: ${counts(fitted)} fitted${out}`,
    `machine   ${machine}, ${replications} ${replications === 1 ? 'run' : 'runs'} of each setting`,
    `misfit    ${percent(misfit.found)}, ${percent(misfit.start)} before; ${tried} places tried`,
  ];
  const settings = calibration.values.filter(({ parameter }) => parameter === null);
  const set = settings.map(({ path, text }) => `--set "${path}=${text}"`);
  return [
    ...head,
    '',
    valueTable(calibration.values),
    '',
    errorTable(calibration),
    ...(set.length === 0 ? [] : ['', 'the scenario with what was found:', ...set]),
    ...calibration.warnings.flatMap((warning) => ['', `warning: ${warning}`]),
  ].join('\n');
}

const counts = ({ rows, settings }: Calibration['fitted']): string =>
  rows === settings ? `${rows} rows` : `${rows} rows of ${settings} settings`;

function valueTable(values: readonly FoundValue[]): string {
  const columns = [
    { title: 'value' },
    { title: 'before', right: true },
    { title: 'found', right: true },
    { title: '95 % interval', right: true },
    { title: 'searched', right: true },
  ];
  const rows = values.map(({ name, unit, start, value, interval, range }) => {
    const between = (ends: readonly [number, number]): string => {
      return ends.map((end) => showQuantity(end, unit)).join(' to ');
    };
    return [
      name,
      showQuantity(start, unit),
      showQuantity(value, unit),
      interval === null ? '-' : between(interval),
      between(range),
    ];
  });
  return table(columns, rows);
}

function errorTable({ errors: { fitted, heldOut } }: Calibration): string {
  const columns = [
    { title: 'errors' },
    { title: '' },
    { title: 'points', right: true },
    { title: 'median', right: true },
    { title: '90th', right: true },
    { title: 'bias', right: true },
    { title: 'median before', right: true },
  ];
  const rows = (which: string, errors: readonly QuantityErrors[]): string[][] => {
    return errors.map(({ quantity, start, found }) => [
      which,
      CALIBRATED[quantity]?.title ?? quantity,
      String(found.points),
      percent(found.median),
      percent(found.p90),
      signed(found.bias),
      percent(start.median),
    ]);
  };
  return table(columns, [...rows('fitted', fitted), ...rows('held out', heldOut)]);
}

const PERCENT = 100;

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * PERCENT).toFixed(1)} %`;
}

function signed(share: number | null): string {
  return `${share !== null && share > 0 ? '+' : ''}${percent(share)}`;
}
