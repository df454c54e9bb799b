/**
 * The results of a sweep from its journals, in the order of points and replications whatever the
 * order in which they were made: `results.jsonl`, `runs.csv` with a row a run, and `points.csv`
 * with means. Who wants columns gets `runs.parquet` too. One point is held at a time.
 */

import { axisCells, runCells, runColumns } from '../../run/result/run-table.ts';
import { meansInterval } from '../../study/fit/statistics.ts';
import { writeRecord } from '../../text/csv.ts';
import { Problem } from '../../text/problem.ts';
import type { Header } from './header.ts';
import type { RunRecord } from './journal.ts';
import { type IndexedRun, RunIndex } from './run-index.ts';
import { RunsParquet } from './runs-parquet.ts';
import { showShard } from './shard.ts';
import { isMine, wantedOf } from './sweep-plan.ts';
import { writeWhole } from './whole-files.ts';

/** One point with all its runs, in the order of their replications. */
export interface PointRuns {
  readonly point: number;
  readonly runs: readonly RunRecord[];
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
  /** Whether the runs are written as columns too. */
  readonly parquet?: boolean;
}

/** @returns the files that these options give, in the order in which they appear. */
export function resultFiles({ parquet = false }: ResultOptions) {
  return parquet ? ([...RESULT_FILES, PARQUET] as const) : RESULT_FILES;
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
    return writeWhole(folder, resultFiles(options), (write) => {
      const columns = PARQUET in write ? new RunsParquet(shape, write[PARQUET]) : undefined;
      write['runs.csv'](writeRecord(runColumns(shape)));
      write['points.csv'](writeRecord(meanColumns(header)));
      for (const point of pointsOf(index, journals)) {
        for (const { text } of point.indexed) write['results.jsonl'](`${text}\n`);
        for (const row of point.runs) {
          const { parameters, replication } = row;
          const placed = { parameters, replication, row };
          write['runs.csv'](writeRecord(runCells(shape, placed)));
          columns?.add(placed);
        }
        write['points.csv'](writeRecord(meanCells(header, point)));
        onPoint(point, header);
      }
      columns?.end();
      return header;
    });
  } finally {
    index.close();
  }
}

function meanColumns({ axes }: Header): string[] {
  const means = MEANS.flatMap((name) => [name, `${name}HalfWidth`]);
  return [...axes.map(({ name }) => name), 'runs', ...means];
}

/** Half widths are of 95 % intervals, empty for a single run. */
function meanCells({ axes }: Header, { runs }: PointRuns): (string | number)[] {
  const cells = MEANS.flatMap((name) => {
    const { mean, half } = meansInterval(runs.map((run) => run[name]));
    return [mean, half ?? ''];
  });
  return [...axisCells(axes, runs[0]?.parameters ?? {}), runs.length, ...cells];
}

interface GatheredPoint extends PointRuns {
  readonly indexed: readonly IndexedRun[];
}

/** Every point with its runs. @throws Problem at the first missing run. */
function* pointsOf(index: RunIndex, journals: readonly string[]): Generator<GatheredPoint> {
  const { header } = index;
  const runs = index.runs();
  let next = runs.next();
  for (let point = 0; point < header.points; point += 1) {
    const indexed: IndexedRun[] = [];
    while (!next.done && next.value.run.point === point) {
      indexed.push(next.value);
      next = runs.next();
    }
    const own = indexed.map(({ run }) => run);
    requireAll({ point, runs: own }, header, journals);
    yield { point, runs: own, indexed };
  }
}

function requireAll({ point, runs }: PointRuns, header: Header, journals: readonly string[]): void {
  const gap = runs.findIndex(({ replication }, index) => replication !== index + 1);
  const whole = gap < 0 ? runs.length : gap;
  const { until } = header;
  const values = until === undefined ? [] : runs.slice(0, whole).map((run) => run[until.quantity]);
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
