/**
 * The runs of a sweep as Apache Parquet: the columns of `runs.csv`, each as its own block of bytes,
 * which a data frame loads without reading text. Rows are written group by group.
 */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import {
  type PlacedRow,
  runCells,
  runColumns,
  type TableShape,
} from '../../run/result/run-table.ts';

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

/** Takes one row after the other. */
export class RunsParquet {
  private readonly shape: TableShape;
  private readonly writer: ParquetWriter;
  private readonly columns: { name: string; data: (string | number)[] }[];

  /** @param write takes the bytes of the file in their order; their memory is used again. */
  constructor(shape: TableShape, write: (bytes: Uint8Array) => void) {
    this.shape = shape;
    const names = runColumns(shape);
    const isText = (name: string, index: number): boolean =>
      shape.axes[index]?.isNumeric === false ||
      (index >= shape.axes.length && TEXT_COLUMNS.has(name));
    this.columns = names.map((name) => ({ name, data: [] }));
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

  add(row: PlacedRow): void {
    for (const [index, cell] of runCells(this.shape, row).entries()) {
      this.columns[index]?.data.push(cell);
    }
    if (this.columns[0]?.data.length === GROUP_ROWS) this.flush();
  }

  /** Writes what is left, and what ends the file. */
  end(): void {
    this.flush();
    this.writer.finish();
  }

  private flush(): void {
    if (this.columns[0]?.data.length === 0) return;
    this.writer.write({ columnData: this.columns, rowGroupSize: GROUP_ROWS });
    for (const column of this.columns) column.data = [];
  }
}
