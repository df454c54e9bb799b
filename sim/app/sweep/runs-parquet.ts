/**
 * The runs of a sweep as Apache Parquet: the columns of `runs.csv`, each as its own block of bytes,
 * which a data frame loads without reading text. Rows are written group by group.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { textAt } from '../../run/result/row-block.ts';
import {
  axisCell,
  runCells,
  runColumns,
  type TableAxis,
  type TableShape,
} from '../../run/result/run-table.ts';
import { type RunBlock, recordAt } from './run-block.ts';

/** Rows that are held before they are written. */
const GROUP_ROWS = 100_000;
/** Columns of text besides the axes that are no bare numbers. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['seed', 'stopReason', 'outcome']);

/** Bytes that go on as soon as a group of rows is whole. */
class Through extends ByteWriter {
  private readonly write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    super();
    this.write = write;
  }

  flush(): void {
    this.write(new Uint8Array(this.buffer, 0, this.index));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

type Column = Float64Array | string[];

/** Takes one row after the other. */
export class RunsParquet {
  private readonly shape: TableShape;
  private readonly writer: ParquetWriter;
  private readonly names: readonly string[];
  private readonly columns: readonly Column[];
  /** Whether rows have no columns that only some have: they need not be made objects then. */
  private readonly isPlain: boolean;
  private rows = 0;

  /** @param write takes the bytes of the file in their order; their memory is used again. */
  constructor(shape: TableShape, write: (bytes: Uint8Array) => void) {
    this.shape = shape;
    const names = runColumns(shape);
    this.names = names;
    this.isPlain = !shape.someStay && !shape.mayFail && !shape.several;
    const isText = (name: string, index: number): boolean =>
      shape.axes[index]?.isNumeric === false ||
      (index >= shape.axes.length && TEXT_COLUMNS.has(name));
    this.columns = names.map((name, index) =>
      isText(name, index) ? [] : new Float64Array(GROUP_ROWS),
    );
    this.writer = new ParquetWriter({
      writer: new Through(write),
      createdBy: 'precopy',
      schema: [
        { name: 'runs', num_children: names.length },
        ...names.map((name, index) => ({
          name,
          repetition_type: 'REQUIRED' as const,
          ...(isText(name, index)
            ? { type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const }
            : { type: 'DOUBLE' as const }),
        })),
      ],
    });
  }

  /** @param row of the runs. */
  add(runs: RunBlock, row: number): void {
    if (this.isPlain) this.addPlain(runs, row);
    else {
      const { parameters, replication, ...rest } = recordAt(runs, row);
      const cells = runCells(this.shape, { parameters, replication, row: rest });
      for (let at = 0; at < cells.length; at += 1) this.put(at, cells[at] as string | number);
    }
    this.rows += 1;
    if (this.rows === GROUP_ROWS) this.flush();
  }

  /** Writes what is left, and what ends the file. */
  end(): void {
    this.flush();
    this.writer.finish();
  }

  private addPlain({ replications, parameters, block }: RunBlock, row: number): void {
    const { axes } = this.shape;
    for (let at = 0; at < axes.length; at += 1) {
      const axis = axes[at] as TableAxis;
      this.put(at, axisCell(axis, parameters[axis.name]?.[row]));
    }
    this.put(axes.length, replications[row] as number);
    let next = row * block.names.length;
    for (let at = axes.length + 1; at < this.columns.length; at += 1) {
      const column = this.columns[at] as Column;
      if (Array.isArray(column)) column.push(textAt(block, row, this.names[at] as string));
      else {
        column[this.rows] = block.numbers[next] as number;
        next += 1;
      }
    }
  }

  private put(at: number, cell: string | number): void {
    const column = this.columns[at] as Column;
    if (Array.isArray(column)) column.push(String(cell));
    else column[this.rows] = Number(cell);
  }

  private flush(): void {
    if (this.rows === 0) return;
    const columnData = this.columns.map((column, at) => {
      const data = Array.isArray(column) ? column : column.subarray(0, this.rows);
      return { name: this.names[at] as string, data };
    });
    this.writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    for (const column of this.columns) if (Array.isArray(column)) column.length = 0;
    this.rows = 0;
  }
}
