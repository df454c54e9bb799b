/** Runs of a sweep with their places in it: one as a record, several as columns. */
import { blockOf, type RowBlock, rowAt } from '../../run/result/row-block.ts';
import type { RunRow } from '../../run/result/run-row.ts';
import type { PointParameters } from '../../scenario/sweep.ts';

/** One run as it stands in the journal and in the results. */
export interface RunRecord extends RunRow {
  /** From 0. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly parameters: PointParameters;
}

/** Several runs as columns. */
export interface RunBlock {
  readonly points: readonly number[];
  readonly replications: readonly number[];
  /** By the name of the axis, its value in each run. */
  readonly parameters: Readonly<Record<string, readonly (string | number)[]>>;
  readonly block: RowBlock;
}

/** The same in a line of JSON, the numbers in base64: each of 8 bytes, the lowest first. */
export interface Packed extends Omit<RunBlock, 'block'>, Pick<RowBlock, 'names' | 'texts'> {
  readonly numbers: string;
}

export function packed({ block, ...runs }: RunBlock): Packed {
  const { names, numbers, texts } = block;
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return { ...runs, names, numbers: bytes.toString('base64'), texts };
}

export function unpacked({ names, numbers, texts, ...runs }: Packed): RunBlock {
  const bytes = Buffer.from(numbers, 'base64');
  // Of its own, so that numbers begin at a multiple of their size.
  const own = new Float64Array(new Uint8Array(bytes).buffer);
  return { ...runs, block: { rows: runs.points.length, names, numbers: own, texts } };
}

/** One run as columns. */
export function blockOfOne({ point, replication, parameters, ...row }: RunRecord): RunBlock {
  const own = columnsOf([parameters]);
  return { points: [point], replications: [replication], parameters: own, block: blockOf([row]) };
}

/** The values of all axes by axis. */
export function columnsOf(each: readonly PointParameters[]): RunBlock['parameters'] {
  const names = Object.keys(each[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, each.map((one) => one[name] ?? '')]));
}

/** One run of several. */
export function recordAt(
  { points, replications, block, ...rest }: RunBlock,
  row: number,
): RunRecord {
  const parameters: Record<string, string | number> = {};
  for (const [name, values] of Object.entries(rest.parameters)) {
    parameters[name] = values[row] as string | number;
  }
  const place = { point: points[row] as number, replication: replications[row] as number };
  return { ...place, parameters, ...rowAt(block, row) };
}
