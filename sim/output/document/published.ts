/** What others have published of a sweep's points: stars beside its curves. */
import { groupBy } from '../../study/fit/statistics.ts';
import { numberColumn, type Table, textColumn } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import { publishedTrace } from './curve-plot.ts';
import type { PlotTrace } from './plot.ts';
import { plotText } from './plot-text.ts';
import { curveNameOf, numericAxis, type Placed } from './sweep-curves.ts';

const QUANTITIES = ['totalSeconds', 'downtimeSeconds'] as const;

/** What may be published of a point, s. */
type PublishedQuantity = (typeof QUANTITIES)[number];

interface PublishedPoint {
  /** Which of the curves it is of. */
  readonly curve: string;
  readonly x: number;
  readonly y: number;
}

export interface Published {
  /** Path of the file. */
  readonly file: string;
  readonly points: Readonly<Partial<Record<PublishedQuantity, readonly PublishedPoint[]>>>;
}

/**
 * Reads a table with a column for the axis of x, `totalSeconds` or `downtimeSeconds`, and columns
 * for the other axes, with their values as the sweep has them; one that is left out is any. Rows of
 * curves that the sweep does not have are passed over.
 * @param runs the sweep.
 * @returns undefined for a sweep that has no curve.
 * @throws Problem for a column that is missing, a cell that is no number, or no row of any curve.
 */
export function readPublished(table: Table, runs: readonly Placed[]): Published | undefined {
  const axis = numericAxis(runs);
  if (axis === undefined) return undefined;
  const xs = numberColumn(table, axis);
  const own = Object.keys(runs[0]?.parameters ?? {}).filter((name) => table.columns.includes(name));
  const cells = own.map((name) => [name, textColumn(table, name)] as const);
  const nameAt = (row: number): string =>
    curveNameOf(Object.fromEntries(cells.map(([name, all]) => [name, all[row] ?? ''])), axis);
  const partOf = ({ parameters }: Placed): string =>
    curveNameOf(Object.fromEntries(own.map((name) => [name, parameters[name] ?? ''])), axis);
  const curves = new Set(runs.map(partOf));
  if (!xs.some((_, row) => curves.has(nameAt(row)))) {
    const message = 'no row is of a curve of this sweep';
    const hint = `the curves are ${[...curves].join('; ')}`;
    throw new Problem([{ where: table.fileName, message, hint }]);
  }
  const known = QUANTITIES.filter((quantity) => table.columns.includes(quantity));
  const drawn = known.length === 0 ? ['totalSeconds' as const] : known;
  const points = drawn.map((quantity) => {
    const all = numberColumn(table, quantity).map((y, row) => {
      return { curve: nameAt(row), x: xs[row] as number, y };
    });
    return [quantity, all.filter(({ curve }) => curves.has(curve))] as const;
  });
  return { file: table.fileName, points: Object.fromEntries(points) };
}

/** Stars of one quantity; one trace where they are the same for all curves that have any. */
export function publishedTraces(
  { points }: Published,
  quantity: PublishedQuantity,
  curves: number,
): PlotTrace[] {
  const groups = [...groupBy(points[quantity] ?? [], ({ curve }) => curve)];
  const places = groups.map(([, own]) => JSON.stringify(own.map(({ x, y }) => [x, y])));
  const isOne = groups.length > 0 && new Set(places).size === 1;
  const [first] = groups;
  if (isOne && first !== undefined && (groups.length === curves || first[0] === '')) {
    return [publishedTrace('published', first[1])];
  }
  return groups.map(([curve, own]) => publishedTrace(`${plotText(curve)}, published`, own));
}
