/** Runs of a sweep with their places in it: one as a record, several as columns. */
import { blockOf, type RowBlock, rowAt } from '../../run/result/row-block.ts';
import type { RunRow } from '../../run/result/run-row.ts';
import type { PointParameters } from '../../scenario/sweep.ts';
import type { RunNumber } from './sweep-plan.ts';

/** One run as it stands in the journal and in the results. */
export interface RunRecord extends RunRow {
  /** From 0. */
  readonly point: number;
  /** From 1. */
  readonly replication: number;
  readonly parameters: PointParameters;
}

/** Several runs, their rows as columns. */
export interface RunBlock {
  readonly runs: readonly RunNumber[];
  readonly parameters: readonly PointParameters[];
  readonly block: RowBlock;
}

/** The same in a line of JSON, the numbers in base64: each of 8 bytes, the lowest first. */
export interface Packed {
  readonly points: readonly number[];
  readonly replications: readonly number[];
  /** By the name of the axis. */
  readonly parameters: Readonly<Record<string, readonly (string | number)[]>>;
  readonly names: readonly string[];
  readonly numbers: string;
  readonly texts: RowBlock['texts'];
}

export function packed({ runs, parameters, block }: RunBlock): Packed {
  const { names, numbers, texts } = block;
  const axes = Object.keys(parameters[0] ?? {}).map((name) => {
    return [name, parameters.map((each) => each[name] ?? '')] as const;
  });
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return {
    points: runs.map(({ point }) => point),
    replications: runs.map(({ replication }) => replication),
    parameters: Object.fromEntries(axes),
    names,
    numbers: bytes.toString('base64'),
    texts,
  };
}

export function unpacked({ points, replications, parameters, ...rest }: Packed): RunBlock {
  const bytes = Buffer.from(rest.numbers, 'base64');
  // Of its own, so that numbers begin at a multiple of their size.
  const numbers = new Float64Array(new Uint8Array(bytes).buffer);
  const axes = Object.entries(parameters);
  return {
    runs: points.map((point, row) => ({ point, replication: replications[row] as number })),
    parameters: points.map((_, row) => {
      return Object.fromEntries(axes.map(([name, labels]) => [name, labels[row] ?? '']));
    }),
    block: { ...rest, rows: points.length, numbers },
  };
}

/** One run as columns. */
export function blockOfOne({ point, replication, parameters, ...row }: RunRecord): RunBlock {
  return { runs: [{ point, replication }], parameters: [parameters], block: blockOf([row]) };
}

/** One run of several. */
export function recordAt({ runs, parameters, block }: RunBlock, row: number): RunRecord {
  const { point, replication } = runs[row] as RunNumber;
  return { point, replication, parameters: parameters[row] ?? {}, ...rowAt(block, row) };
}
