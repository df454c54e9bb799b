/** What a calibration found: values with intervals, and the errors that they leave. */

import type { Calibration, FoundValue, QuantityErrors } from '../../study/calibrate/calibration.ts';
import { CALIBRATED } from '../../study/calibrate/quantities.ts';
import { showQuantity } from '../../text/quantity.ts';
import {
  type Block,
  factLines,
  numeric,
  type ReportDocument,
  type TableBlock,
  worded,
} from './document.ts';
import { percent } from './numbers.ts';

export function calibrationDocument(calibration: Calibration): ReportDocument {
  const { measured, machine, fitted, heldOut, misfit, tried, replications, values } = calibration;
  const { noFit } = calibration;
  const out = heldOut.rows === 0 ? '' : `; ${counts(heldOut)} held out`;
  const runs = `${replications} ${replications === 1 ? 'run' : 'runs'} of each setting`;
  const before = `${percent(misfit.start)} before; ${tried} places tried`;
  const facts = [
    { name: 'measured', value: `${measured.join(', ')}: ${counts(fitted)} fitted${out}` },
    { name: 'machine', value: `${machine}, ${runs}` },
    { name: 'misfit', value: `${percent(misfit.found)}, ${before}` },
    ...(noFit === null ? [] : [{ name: 'no fit', value: noFit }]),
  ];
  const settings = values.filter(({ parameter }) => parameter === null);
  const set = (noFit === null ? settings : []).map(({ path, text }) => `--set "${path}=${text}"`);
  const found = ['the scenario with what was found:', ...set].join('\n');
  const lines = [
    ...(set.length === 0 ? [] : [found]),
    ...calibration.warnings.map((warning) => `warning: ${warning}`),
  ];
  return {
    title: 'Calibration',
    facts,
    lead: factLines(facts),
    sections: [
      { title: 'Values', blocks: [valueTable(values)] },
      {
        title: 'Errors',
        blocks: [errorTable(calibration), ...lines.map((text): Block => ({ kind: 'text', text }))],
      },
    ],
  };
}

const counts = ({ rows, settings }: Calibration['fitted']): string =>
  rows === settings ? `${rows} rows` : `${rows} rows of ${settings} settings`;

function valueTable(values: readonly FoundValue[]): TableBlock {
  return {
    kind: 'table',
    columns: [...worded('value'), ...numeric('before', 'found', '95 % interval', 'searched')],
    rows: values.map(({ name, unit, start, value, interval, range }) => {
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
    }),
  };
}

function errorTable({ errors: { fitted, heldOut } }: Calibration): TableBlock {
  const rows = (which: string, errors: readonly QuantityErrors[]): string[][] => {
    return errors.map(({ quantity, start, found }) => [
      which,
      CALIBRATED[quantity]?.title ?? quantity,
      String(found.points),
      percent(found.median),
      percent(found.p90),
      `${(found.bias ?? 0) > 0 ? '+' : ''}${percent(found.bias)}`,
      percent(start.median),
    ]);
  };
  return {
    kind: 'table',
    columns: [
      ...worded('errors', ''),
      ...numeric('points', 'median', '90th', 'bias', 'median before'),
    ],
    rows: [...rows('fitted', fitted), ...rows('held out', heldOut)],
  };
}
