/** Small plots of curves in characters, for a terminal. */

import { largestOf } from '../../engine/kernel/lists.ts';

/** Points in order of x. */
export interface PlottedCurve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Whether lines join the points; default true. */
  readonly joined?: boolean;
  /** Whether the points themselves are marked; default true. */
  readonly marked?: boolean;
}

export interface PlotLook {
  /** Characters that a line may take. */
  readonly columns: number;
  readonly x: string;
  readonly y: string;
  /** Colours the text of the nth curve, on a terminal. */
  readonly paint?: (curve: number, text: string) => string;
}

/** What would tell a terminal to do something. */
const CONTROLS = /\p{Cc}/gu;

const MARKS = ['o', '+', 'x', '*', '#', '%'];
const ROWS = 15;
const COLUMNS_MOST = 76;
const COLUMNS_LEAST = 20;

interface Cell {
  readonly character: string;
  readonly curve: number;
}

/** Lines of text; empty when there is nothing that can be drawn. Both axes begin at 0. */
export function linePlot(curves: readonly PlottedCurve[], look: PlotLook): string {
  const drawn = curves.slice(0, MARKS.length);
  const all = drawn.flatMap(({ points }) => points);
  const xMost = largestOf(all.map(({ x }) => x));
  const yMost = largestOf(all.map(({ y }) => y));
  if (!(xMost > 0 && yMost > 0 && Number.isFinite(xMost + yMost))) return '';
  const labels = [yMost, yMost / 2, 0].map(short);
  const margin = largestOf(labels.map(({ length }) => length));
  const room = Math.min(COLUMNS_MOST, look.columns) - margin - 2;
  const width = Math.max(COLUMNS_LEAST, room);
  const cells = Array.from({ length: ROWS }, () => new Array<Cell | undefined>(width));
  const put = (x: number, y: number, cell: Cell): void => {
    const row = ROWS - 1 - Math.round((y / yMost) * (ROWS - 1));
    const column = Math.round((x / xMost) * (width - 1));
    const line = cells[row];
    if (line !== undefined && column >= 0 && column < width) line[column] = cell;
  };
  for (const [curve, one] of drawn.entries()) {
    if (one.joined ?? true) joinPoints(one, xMost / (width - 1), curve, put);
  }
  for (const [curve, { points, marked = true }] of drawn.entries()) {
    const character = MARKS[curve] as string;
    if (marked) for (const { x, y } of points) put(x, y, { character, curve });
  }
  const paint = look.paint ?? ((_, text) => text);
  const lines = cells.map((line, row) => {
    const label = row === 0 ? labels[0] : row === ROWS - 1 ? labels[2] : '';
    const middle = row === Math.round((ROWS - 1) / 2) ? labels[1] : '';
    const text = Array.from(line, (cell) => (cell ? paint(cell.curve, cell.character) : ' '));
    return `${(label || middle || '').padStart(margin)} |${text.join('').trimEnd()}`;
  });
  const end = short(xMost);
  const axis = `${' '.repeat(margin)} +${'-'.repeat(width)}`;
  const left = width - end.length;
  const foot = `${' '.repeat(margin + 2)}${`0  ${look.x}`.slice(0, left - 1).padEnd(left)}${end}`;
  return [look.y, ...lines, axis, foot, ...legend(drawn, paint)].join('\n');
}

/** Dots at every column between two points. */
function joinPoints(
  { points }: PlottedCurve,
  step: number,
  curve: number,
  put: (x: number, y: number, cell: Cell) => void,
): void {
  for (const [at, { x, y }] of points.entries()) {
    const next = points[at + 1];
    if (next === undefined) return;
    // A step of next to nothing would make endless dots.
    const steps = Math.min(2 * COLUMNS_MOST, Math.max(1, Math.ceil((next.x - x) / step) * 2));
    for (let part = 0; part <= steps; part += 1) {
      const share = part / steps;
      put(x + share * (next.x - x), y + share * (next.y - y), { character: '.', curve });
    }
  }
}

function legend(
  curves: readonly PlottedCurve[],
  paint: (curve: number, text: string) => string,
): string[] {
  if (curves.length < 2) return [];
  return curves.map(({ name, marked = true }, at) => {
    const mark = marked ? (MARKS[at] as string) : '.';
    const shown = [...name.replace(CONTROLS, ' ')].slice(0, COLUMNS_MOST).join('');
    return `  ${paint(at, mark)} ${shown}`;
  });
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
