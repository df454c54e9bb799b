/** `precopy sweep`: the runs of a scenario file's sweep, however many, and on with them later. */
import { basename, extname, join } from 'node:path';
import { pointsReport } from '../../output/text/sweep-report.ts';
import { Problem } from '../../text/problem.ts';
import type { PointRuns } from '../batch/results.ts';
import { RESULT_FILES, writeResults } from '../batch/results.ts';
import { readShard, type Shard, showShard, WHOLE } from '../batch/shard.ts';
import { exitCodeOf } from './batch-exit.ts';
import { requireWhole } from './numbers.ts';
import { type PlanArguments, planOfSweep } from './plan-of-sweep.ts';
import { writeSlurmJobs } from './slurm-jobs.ts';
import { print, remark } from './terminal.ts';
import { type WorkArguments, work } from './work.ts';

export interface SweepArguments extends PlanArguments, WorkArguments {
  readonly out?: string | undefined;
  readonly shard?: string | undefined;
  readonly shards?: number | undefined;
  readonly slurm: boolean;
}

/** Points that the table on the terminal has at most. */
const POINTS_SHOWN = 50;

/** @returns the exit code: 0, or 128 and the number of the signal that ended it early. */
export async function sweepCommand(args: SweepArguments): Promise<number> {
  requireWhole('--workers', args.workers);
  requireWhole('--shards', args.shards);
  const folder = args.out ?? defaultFolder(args.file);
  if (args.slurm) {
    await planOfSweep(args, WHOLE);
    writeSlurmJobs(args, folder);
    return 0;
  }
  const shard = shardOf(args);
  const plan = await planOfSweep(args, shard ?? WHOLE);
  const end = await work(plan, folder, args);
  if (end.signal !== undefined) return exitCodeOf(end.signal, end);
  const { journalPath, runs } = end;
  if (shard !== undefined && shard.count > 1) {
    const others = join(folder, `journal-*-of-${shard.count}.jsonl`);
    if (!args.quiet) print(`${showShard(shard)}: all ${runs} runs are in ${journalPath}`);
    if (!args.quiet) print(`when all shards are done: precopy merge ${others}`);
    return 0;
  }
  deliverResults([journalPath], folder, args.quiet);
  return 0;
}

/** Writes the results and prints their table. @throws Problem. */
export function deliverResults(journals: readonly string[], folder: string, quiet: boolean): void {
  const shown: PointRuns[] = [];
  const { points, title } = writeResults(journals, folder, (point) => {
    if (shown.length < POINTS_SHOWN) shown.push(point);
  });
  if (quiet) return;
  const groups = shown.map(({ runs }) => {
    return runs.map((row) => ({ parameters: row.parameters, replication: row.replication, row }));
  });
  const more = points > shown.length ? `\n... ${points - shown.length} more points` : '';
  const files = RESULT_FILES.map((name) => join(folder, name)).join(', ');
  print(`${title}\n\n${pointsReport(groups)}${more}\n\nin ${files}`);
}

/** Beside where the program was started, named after the scenario. */
function defaultFolder(file: string): string {
  return `${basename(file, extname(file))}.sweep`;
}

function shardOf({ shard, shards, quiet }: SweepArguments): Shard | undefined {
  const found = readShard({ shard, shards, environment: process.env });
  if (found !== undefined && shard === undefined && !quiet) remark(`${showShard(found)}`);
  if (found !== undefined || shards === undefined) return found;
  const message = 'nothing says which of them this is';
  const hint = 'give `--shard i/n`, or `--slurm` to write a job file';
  throw new Problem([{ where: `--shards ${shards}`, message, hint }]);
}
