/** A comparison as text: every point, then the errors of each curve and of all points. */
import type { Agreement, ComparedPoint, Sample } from '../../study/fit/agreement.ts';
import type { Comparison, Verdict } from '../../study/plan/compare.ts';
import { table } from './table.ts';

/** What was compared. */
export interface Compared {
  readonly measured: string;
  readonly simulated: string;
  readonly x: string;
  readonly y: string;
  readonly by: readonly string[];
}

export function comparisonReport(comparison: Comparison, compared: Compared): string {
  const { measured, simulated, y } = compared;
  const { curves, all, points, verdict } = comparison;
  return [
    `measured   ${measured}, ${y}\nsimulated  ${simulated}, ${runsOf(points)}`,
    pointTable(points, compared),
    agreementTable(curves.length > 1 ? curves : [], all),
    ...(verdict === undefined ? [] : [verdictLine(verdict)]),
  ].join('\n\n');
}

function runsOf(points: readonly ComparedPoint[]): string {
  const counts = [...new Set(points.map(({ simulated }) => simulated.count))];
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'run' : 'runs'} a point`;
}

const RIGHT = { right: true };

function pointTable(points: readonly ComparedPoint[], { x, by }: Compared): string {
  const repeated = points.some(({ measured }) => measured.count > 1);
  const columns = [
    ...by.map((title) => ({ title })),
    { title: x, ...RIGHT },
    { title: 'measured', ...RIGHT },
    ...(repeated ? [{ title: '+-', ...RIGHT }] : []),
    { title: 'simulated', ...RIGHT },
    { title: '+-', ...RIGHT },
    { title: 'error', ...RIGHT },
    { title: 'of measured', ...RIGHT },
  ];
  const rows = points.map(({ curve, x: at, measured, simulated, error, relativeError }) => [
    ...curve,
    String(at),
    digits(measured.mean),
    ...(repeated ? [half(measured)] : []),
    digits(simulated.mean),
    half(simulated),
    signed(error),
    share(relativeError),
  ]);
  return table(columns, rows);
}

function agreementTable(
  curves: readonly (Agreement & { readonly curve: readonly string[] })[],
  all: Agreement,
): string {
  const columns = [
    { title: 'errors' },
    ...['points', 'bias', '', 'median', '', 'worst', '', 'R2', 'R2 log'].map((title) => {
      return { title, ...RIGHT };
    }),
  ];
  const rows = [...curves.map((each) => line(each.curve.join(', '), each)), line('all', all)];
  return table(columns, rows);
}

function line(name: string, agreement: Agreement): string[] {
  return [
    name,
    String(agreement.points),
    signed(agreement.bias),
    share(agreement.relativeBias),
    digits(agreement.medianError),
    share(agreement.medianRelativeError, ''),
    signed(agreement.worstError),
    share(agreement.worstRelativeError),
    square(agreement.r2Linear),
    square(agreement.r2Log),
  ];
}

function verdictLine({ tolerance, judge, error, passes }: Verdict): string {
  const show = (value: number): string => {
    return tolerance.kind === 'relative' ? percent(value) : digits(value);
  };
  const found = error === undefined ? 'not defined' : show(Math.abs(error));
  const rule = `the ${judge} error is ${found}, at most ${show(tolerance.most)} is allowed`;
  return `${passes ? 'pass' : 'FAIL'}: ${rule}`;
}

const SIGNIFICANT = 4;

function digits(value: number): string {
  return String(Number(value.toPrecision(SIGNIFICANT)));
}

function signed(value: number): string {
  return value > 0 ? `+${digits(value)}` : digits(value);
}

function half(sample: Sample): string {
  return sample.half === undefined ? '' : digits(sample.half);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1).replace(/^-(?=0\.0$)/u, '')} %`;
}

function share(value: number | undefined, plus = '+'): string {
  if (value === undefined) return '-';
  const shown = percent(value);
  return value > 0 && shown !== '0.0 %' ? `${plus}${shown}` : shown;
}

function square(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3);
}
