/** `compare`: a measured table beside a simulated one, paired where both have a point. */

import { unitOf } from '../../run/result/run-table.ts';
import { numberColumn, type Table, textColumn } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { quote } from '../../text/suggest.ts';
import {
  type Agreement,
  type AgreementJudge,
  agreementOf,
  type ComparedPoint,
  comparePair,
  isWithin,
  judgedError,
  type Pair,
  type Tolerance,
} from '../fit/agreement.ts';
import { groupBy } from '../fit/statistics.ts';

/** The columns of x, y and the curve's name in a table. */
export interface Columns {
  readonly x: string;
  readonly y: string;
  /** Columns that distinguish curves. */
  readonly by: readonly string[];
}

/** A table and where its columns are. */
export interface Side {
  readonly table: Table;
  readonly columns: Columns;
}

/** One of the curves, or all of them, with its errors. */
export interface CurveAgreement extends Agreement {
  readonly curve: readonly string[];
}

/** What a tolerance says of all points. */
export interface Verdict {
  readonly tolerance: Tolerance;
  readonly judge: AgreementJudge;
  /** Undefined for a share of a measured 0. */
  readonly error: number | undefined;
  readonly passes: boolean;
}

/** What `compare` finds. */
export interface Comparison {
  /** By curve, in the order in which the measured table has them, then by x. */
  readonly points: readonly ComparedPoint[];
  readonly curves: readonly CurveAgreement[];
  readonly all: Agreement;
  /** Measured points without a simulated one. */
  readonly unmatched: readonly { readonly curve: readonly string[]; readonly x: number }[];
  /** Undefined without a tolerance. */
  readonly verdict: Verdict | undefined;
}

interface PointGroup {
  readonly curve: readonly string[];
  readonly x: number;
  readonly values: number[];
}

/**
 * Compares the means of rows with equal x and curve.
 * @throws Problem for missing columns and cells that are not numbers, and when no point is in both.
 */
export function compareTables(
  measured: Side,
  simulated: Side,
  judged?: { readonly tolerance: Tolerance; readonly judge: AgreementJudge },
): Comparison {
  const groups = [...groupsOf(measured).values()];
  const found = groupsOf(simulated);
  const pairs = groups.flatMap((group): Pair[] => {
    const other = found.get(keyOf(group));
    if (other === undefined) return [];
    return [{ ...group, measured: group.values, simulated: other.values }];
  });
  if (pairs.length === 0) throw noneInCommon(measured, simulated);
  const points = inOrder(pairs.map(comparePair));
  const unmatched = groups.filter((group) => !found.has(keyOf(group)));
  const all = agreementOf(points);
  return {
    points,
    curves: curvesOf(points),
    all,
    unmatched: unmatched.map(({ curve, x }) => ({ curve, x })),
    verdict: judged === undefined ? undefined : verdictOf(all, judged.tolerance, judged.judge),
  };
}

const keyOf = ({ curve, x }: Pick<PointGroup, 'curve' | 'x'>): string => JSON.stringify([curve, x]);

function groupsOf({ table, columns: { x, y, by } }: Side): Map<string, PointGroup> {
  const xs = placeNumbers(table, x);
  const ys = numberColumn(table, y);
  const names = by.map((column) => placeTexts(textColumn(table, column)));
  const rows = ys.map((y, row) => {
    return { curve: names.map((column) => column[row] ?? ''), x: xs[row] as number, y };
  });
  const groups = [...groupBy(rows, keyOf)].map(([key, own]) => {
    const [{ curve, x: at }] = own;
    return [key, { curve, x: at, values: own.map((one) => one.y) }] as const;
  });
  return new Map(groups);
}

/** Numbers whatever unit they all share; else the mistakes of a column that must be numbers. */
function placeNumbers(table: Table, name: string): number[] {
  const cells = textColumn(table, name);
  return shareUnit(cells) ? cells.map(Number.parseFloat) : numberColumn(table, name);
}

/** As a sweep's CSV has its axes: numbers of one unit without it, anything else as it is. */
function placeTexts(cells: readonly string[]): string[] {
  return shareUnit(cells) ? cells.map((cell) => String(Number.parseFloat(cell))) : [...cells];
}

function shareUnit(cells: readonly string[]): boolean {
  const units = new Set(cells.map(unitOf));
  return units.size === 1 && !units.has(undefined);
}

/** Curves in the order in which they come first, each by x. */
function inOrder(points: readonly ComparedPoint[]): ComparedPoint[] {
  const names = [...new Set(points.map(({ curve }) => JSON.stringify(curve)))];
  const place = ({ curve }: ComparedPoint): number => names.indexOf(JSON.stringify(curve));
  return [...points].sort((a, b) => place(a) - place(b) || a.x - b.x);
}

function curvesOf(points: readonly ComparedPoint[]): CurveAgreement[] {
  const groups = groupBy(points, ({ curve }) => JSON.stringify(curve));
  return [...groups.values()].map((group) => ({ curve: group[0].curve, ...agreementOf(group) }));
}

function verdictOf(all: Agreement, tolerance: Tolerance, judge: AgreementJudge): Verdict {
  const error = judgedError(all, tolerance, judge);
  return { tolerance, judge, error, passes: isWithin(error, tolerance) };
}

function noneInCommon(measured: Side, simulated: Side): Problem {
  const shown = ({ table, columns: { x } }: Side): string => {
    const values = [...new Set(textColumn(table, x))].slice(0, 10).join(', ');
    return `${quote(x)} of ${table.fileName} has ${values || 'no rows'}`;
  };
  const message = 'no measured point was simulated';
  const hint = `${shown(measured)}; ${shown(simulated)}`;
  return new Problem([{ where: simulated.table.fileName, message, hint }]);
}
