/**
 * The results of a sweep from its journals, in the order of points and replications whatever the
 * order in which they were made: `results.jsonl`, `runs.csv` with a row a run, and `points.csv`
 * with means; or, without any text, `runs.parquet`. One point is held at a time.
 */

import { numberAt } from '../../run/result/row-block.ts';
import { axisCells, runCells, runColumns, type TableShape } from '../../run/result/run-table.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import { writeRecord } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import type { Header } from './header.ts';
import { type RunRecord, recordAt } from './run-block.ts';
import { type IndexedRun, RunIndex } from './run-index.ts';
import { RunsParquet } from './runs-parquet.ts';
import { showShard } from './shard.ts';
import { isMine, wantedOf } from './sweep-plan.ts';
import { type Write, writeWhole } from './whole-files.ts';

/** One point with all its runs, in the order of their replications. */
export class PointRuns {
  readonly point: number;
  readonly indexed: readonly IndexedRun[];

  constructor(point: number, indexed: readonly IndexedRun[]) {
    this.point = point;
    this.indexed = indexed;
  }

  /** As records: made for each call, since not all that look at points need them. */
  get runs(): RunRecord[] {
    return this.indexed.map(({ runs, row }) => recordAt(runs, row));
  }
}

/** Quantities of which `points.csv` has means. */
const MEANS = [
  'totalSeconds',
  'downtimeSeconds',
  'pagesSent',
  'bytesSent',
  'rounds',
  'stoppedSeconds',
  'lostSeconds',
  'sourceDom0CpuSeconds',
  'destinationDom0CpuSeconds',
] as const;

/** The files, in the order in which they appear. */
export const RESULT_FILES = ['results.jsonl', 'runs.csv', 'points.csv'] as const;
const PARQUET = 'runs.parquet';

/** What is written. */
export interface ResultOptions {
  /** Whether the runs are written as columns, and no text is. */
  readonly parquet?: boolean;
}

/** @returns the files that these options give, in the order in which they appear. */
export function resultFiles({ parquet = false }: ResultOptions) {
  return parquet ? ([PARQUET] as const) : RESULT_FILES;
}

/**
 * Writes the results into a folder.
 * @param journals of all shards.
 * @param onPoint receives each point in its order.
 * @returns the header that they share.
 * @throws Problem when runs are missing or there twice, or a file cannot be read or written.
 */
export function writeResults(
  journals: readonly string[],
  folder: string,
  onPoint: (point: PointRuns, header: Header) => void,
  options: ResultOptions = {},
): Header {
  const index = new RunIndex(journals);
  try {
    const { header, someStay, mayFail, several } = index;
    const shape = { axes: header.axes, someStay, mayFail, several };
    const names: readonly (typeof PARQUET | (typeof RESULT_FILES)[number])[] = resultFiles(options);
    return writeWhole(folder, names, (write) => {
      const { [PARQUET]: bytes } = write;
      const take = options.parquet ? columnsTo(bytes, shape) : textTo(write, header, shape);
      for (const point of pointsOf(index, journals)) {
        take.add(point);
        onPoint(point, header);
      }
      take.end();
      return header;
    });
  } finally {
    index.close();
  }
}

/** Takes the points in their order. */
interface Taker {
  readonly add: (point: PointRuns) => void;
  readonly end: () => void;
}

function columnsTo(write: Write, shape: TableShape): Taker {
  const columns = new RunsParquet(shape, write);
  return {
    add: ({ indexed }) => {
      for (const { runs, row } of indexed) columns.add(runs, row);
    },
    end: () => columns.end(),
  };
}

type TextFile = (typeof RESULT_FILES)[number];

function textTo(
  write: Readonly<Record<TextFile, Write>>,
  header: Header,
  shape: TableShape,
): Taker {
  write['runs.csv'](writeRecord(runColumns(shape)));
  write['points.csv'](writeRecord(meanColumns(header)));
  const add = ({ runs }: PointRuns): void => {
    for (const row of runs) {
      const { parameters, replication } = row;
      write['results.jsonl'](`${JSON.stringify(row)}\n`);
      write['runs.csv'](writeRecord(runCells(shape, { parameters, replication, row })));
    }
    write['points.csv'](writeRecord(meanCells(header, runs)));
  };
  return { add, end: () => undefined };
}

function meanColumns({ axes }: Header): string[] {
  const means = MEANS.flatMap((name) => [name, `${name}HalfWidth`]);
  return [...axes.map(({ name }) => name), 'runs', ...means];
}

/** Half widths are of 95 % intervals, empty for a single run. */
function meanCells({ axes }: Header, runs: readonly RunRecord[]): (string | number)[] {
  const cells = MEANS.flatMap((name) => {
    const { mean, half } = meansInterval(runs.map((run) => run[name]));
    return [mean, half ?? ''];
  });
  return [...axisCells(axes, runs[0]?.parameters ?? {}), runs.length, ...cells];
}

/** Every point with its runs. @throws Problem at the first missing run. */
function* pointsOf(index: RunIndex, journals: readonly string[]): Generator<PointRuns> {
  const { header } = index;
  const found = index.runs();
  let next = found.next();
  for (let point = 0; point < header.points; point += 1) {
    const indexed: IndexedRun[] = [];
    while (!next.done && next.value.point === point) {
      indexed.push(next.value);
      next = found.next();
    }
    const runs = new PointRuns(point, indexed);
    requireAll(runs, header, journals);
    yield runs;
  }
}

function requireAll(
  { point, indexed }: PointRuns,
  header: Header,
  journals: readonly string[],
): void {
  const gap = indexed.findIndex(({ replication }, index) => replication !== index + 1);
  const whole = gap < 0 ? indexed.length : gap;
  const { until } = header;
  const own = until === undefined ? [] : indexed.slice(0, whole);
  const values = own.map(({ runs, row }) => numberAt(runs.block, row, until?.quantity ?? ''));
  if (gap < 0 && enough(header, values, whole)) return;
  const shard = shardOf(header, { point, replication: whole + 1 });
  const where = journals.length === 1 ? (journals[0] ?? '') : `${journals.length} journals`;
  const message = `point ${point}, replication ${whole + 1} is missing, of ${showShard(shard)}`;
  const hint =
    header.shard.count === 1 || journals.length > 1
      ? 'start its `precopy sweep` again: it resumes where it was'
      : 'give the journals of all shards';
  throw new Problem([{ where, message, hint }]);
}

/** Whether the runs of a point are all that it should have, by every look at them on the way. */
function enough(header: Header, values: readonly number[], runs: number): boolean {
  let asked = 0;
  while (asked < runs) {
    const wanted = wantedOf(header, values.slice(0, asked));
    if (wanted === asked || wanted > runs) return wanted === runs;
    asked = wanted;
  }
  return wantedOf(header, values.slice(0, asked)) === runs;
}

function shardOf(header: Header, run: { point: number; replication: number }) {
  const { count } = header.shard;
  let index = 1;
  while (index < count && !isMine({ ...header, shard: { index, count } }, run)) index += 1;
  return { index, count };
}
