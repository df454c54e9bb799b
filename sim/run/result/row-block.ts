/**
 * Rows of many runs as columns: of numbers all in one array, which crosses threads and goes into
 * files at the speed of memory, where objects would take longer than an expected run does.
 */
import type { RunResult } from './result.ts';
import {
  CPU_COLUMNS,
  PERFORMANCE_COLUMNS,
  ROW_COLUMNS,
  type RunRow,
  runRow,
  SENT_COLUMNS,
  TOGETHER_COLUMNS,
} from './run-row.ts';
import { firstOf } from './together.ts';

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

/** Takes one result after the other. */
export class RowBlockWriter {
  /** Of rows that have no optional column: no object is made for them. */
  readonly #numbers: number[] = [];
  readonly #seeds: string[] = [];
  readonly #stopReasons: string[] = [];
  /** All rows, where one has more. */
  #rows: RunRow[] | undefined;

  add(result: RunResult): void {
    const { seed, migrations } = result;
    const first = firstOf(result);
    const { rounds, stopReason, guestPerformance, abandoned, fate } = first;
    const isPlain = migrations.length === 1 && abandoned !== true && fate === undefined;
    if (this.#rows !== undefined || !isPlain) {
      this.#rows ??= allRows(this.#plain());
      this.#rows.push(runRow(result));
      return;
    }
    const numbers = this.#numbers;
    for (const name of SENT_COLUMNS) numbers.push(first[name]);
    numbers.push(rounds.length);
    for (const name of CPU_COLUMNS) numbers.push(first[name]);
    for (const name of PERFORMANCE_COLUMNS) numbers.push(guestPerformance[name]);
    this.#seeds.push(seed);
    this.#stopReasons.push(stopReason);
  }

  end(): RowBlock {
    return this.#rows === undefined ? this.#plain() : blockOf(this.#rows);
  }

  #plain(): RowBlock {
    const texts = { seed: this.#seeds, stopReason: this.#stopReasons };
    const numbers = Float64Array.from(this.#numbers);
    return { rows: this.#seeds.length, names: NUMBERS, numbers, texts };
  }
}

function allRows(block: RowBlock): RunRow[] {
  return Array.from({ length: block.rows }, (_, row) => rowAt(block, row));
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

/** The text in a column of one of the rows; empty where it has none. */
export function textAt({ texts }: RowBlock, row: number, name: string): string {
  return (texts as Readonly<Record<string, readonly string[]>>)[name]?.[row] ?? '';
}
