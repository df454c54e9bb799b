/**
 * Rows of many runs as columns: of numbers all in one array, which crosses threads and goes into
 * files at the speed of memory, where objects would take longer than an expected run does.
 */
import { ROW_COLUMNS, type RunRow, TOGETHER_COLUMNS } from './run-row.ts';

/** Some rows, in their order. */
export interface RowBlock {
  readonly rows: number;
  /** Of the columns that hold numbers. */
  readonly names: readonly string[];
  /** Row by row; NaN where a row lacks the column. */
  readonly numbers: Float64Array;
  /** Of the columns that hold text, each as long as there are rows. */
  readonly texts: Readonly<Partial<Record<TextColumn, readonly string[]>>>;
}

const TEXTS = ['seed', 'stopReason'] as const;
type TextColumn = (typeof TEXTS)[number] | 'outcome';
const isText = (name: string): name is (typeof TEXTS)[number] =>
  (TEXTS as readonly string[]).includes(name);
const NUMBERS: readonly string[] = ROW_COLUMNS.filter((name) => !isText(name));
/** Columns that not all rows have, in their order in a row. */
const OPTIONAL: readonly string[] = ['abandoned', ...TOGETHER_COLUMNS];

/** The columns of rows. */
export function blockOf(rows: readonly RunRow[]): RowBlock {
  const cells = rows as unknown as readonly Readonly<Record<string, number | undefined>>[];
  const more = OPTIONAL.filter((name) => cells.some((row) => row[name] !== undefined));
  const names = [...NUMBERS, ...more];
  const width = names.length;
  const numbers = new Float64Array(rows.length * width);
  for (let row = 0; row < rows.length; row += 1) {
    const from = cells[row] as Readonly<Record<string, number | undefined>>;
    for (let at = 0; at < width; at += 1) {
      numbers[row * width + at] = from[names[at] as string] ?? Number.NaN;
    }
  }
  const texts: Partial<Record<TextColumn, string[]>> = {};
  for (const name of TEXTS) texts[name] = rows.map((row) => row[name]);
  if (rows.some(({ outcome }) => outcome !== undefined)) {
    texts.outcome = rows.map(({ outcome }) => outcome ?? '');
  }
  return { rows: rows.length, names, numbers, texts };
}

/** One of the rows, its entries in the order that `runRow` gives them. */
export function rowAt(block: RowBlock, row: number): RunRow {
  const { names, numbers, texts } = block;
  const made: Partial<Record<string, string | number>> & { outcome?: string } = {};
  let next = row * names.length;
  for (const name of ROW_COLUMNS) {
    if (isText(name)) made[name] = texts[name]?.[row] ?? '';
    else {
      made[name] = numbers[next] as number;
      next += 1;
    }
  }
  const put = (name: string): void => {
    const value = numberAt(block, row, name);
    if (!Number.isNaN(value)) made[name] = value;
  };
  put('abandoned');
  const outcome = texts.outcome?.[row] ?? '';
  if (outcome !== '') made.outcome = outcome;
  for (const name of TOGETHER_COLUMNS) put(name);
  return made as unknown as RunRow;
}

/** The number in a column of one of the rows; NaN where it has none. */
export function numberAt({ names, numbers }: RowBlock, row: number, name: string): number {
  const at = names.indexOf(name);
  return at < 0 ? Number.NaN : (numbers[row * names.length + at] as number);
}
