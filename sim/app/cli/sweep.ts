/** `precopy sweep`: runs a scenario file's sweep of any size; resumes where it was interrupted. */
import { basename, extname, join } from 'node:path';
import type { Argv } from 'yargs';
import { pointTable } from '../../output/document/sweep.ts';
import { renderTable } from '../../output/text/render.ts';
import { Problem } from '../../text/problem.ts';
import type { PointRuns } from '../sweep/results.ts';
import { resultFiles, writeResults } from '../sweep/results.ts';
import { readShard, type Shard, showShard, WHOLE } from '../sweep/shard.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { planOfSweep } from './plan-of-sweep.ts';
import { exitCodeOf, runPlan } from './run-plan.ts';
import { writeSlurmJobs } from './slurm-jobs.ts';
import { print, remark } from './terminal.ts';

/** The options of every command that makes a sweep of runs. */
export function sweepOptions(parser: Argv) {
  const { scenarioFile, set, seed, policy, verify, workers, quietTable: quiet } = option;
  const options = { set, seed, policy, verify, workers, quiet };
  return parser.positional('file', scenarioFile).options(options);
}

function options(parser: Argv) {
  return sweepOptions(parser)
    .options({
      out: option.text(
        'folder of the journal and the results, to resume from as well; default: NAME.sweep',
      ),
      shard: option.text('only a part of the runs, such as 3/16; `precopy merge` joins the parts'),
      shards: option.number(
        'number of parts, where SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX says which',
      ),
      parquet: option.parquet,
      slurm: option.flag('run nothing: write job files for Slurm into the folder'),
    })
    .epilogue(
      examples(
        ['sweep caps.yaml', 'all runs; after an interruption, those that are missing'],
        ['sweep caps.yaml --slurm --shards 16', 'the same on a cluster'],
      ),
    );
}

type SweepArguments = Given<typeof options>;

export const command = declareCommand(options, sweepCommand);

/** Most points in the table on the terminal. */
const POINTS_SHOWN = 50;

/** @returns the exit code: 0, or 128 and the number of the signal that ended it early. */
async function sweepCommand(args: SweepArguments): Promise<number> {
  const folder = args.out ?? defaultFolder(args.file);
  if (args.slurm) {
    await planOfSweep(args, WHOLE);
    writeSlurmJobs(args, folder);
    return 0;
  }
  const shard = shardOf(args);
  const plan = await planOfSweep(args, shard ?? WHOLE);
  const end = await runPlan(plan, folder, args);
  if (end.signal !== undefined) return exitCodeOf(end.signal, end);
  const { journalPath, runs } = end;
  if (shard !== undefined && shard.count > 1) {
    const others = join(folder, `journal-*-of-${shard.count}.jsonl`);
    if (!args.quiet) print(`${showShard(shard)}: all ${runs} runs are in ${journalPath}`);
    if (!args.quiet) print(`when all shards are done: precopy merge ${others}`);
    return 0;
  }
  deliverResults([journalPath], folder, args);
  return 0;
}

/** Writes the results and prints their table. @throws Problem. */
export function deliverResults(
  journals: readonly string[],
  folder: string,
  { quiet, parquet }: { readonly quiet: boolean; readonly parquet: boolean },
): void {
  const shown: PointRuns[] = [];
  const take = (point: PointRuns): void => {
    if (shown.length < POINTS_SHOWN) shown.push(point);
  };
  const { points, title } = writeResults(journals, folder, take, { parquet });
  if (quiet) return;
  const groups = shown.map(({ runs }) => {
    return runs.map((row) => ({ parameters: row.parameters, replication: row.replication, row }));
  });
  const more = points > shown.length ? `\n... ${points - shown.length} more points` : '';
  const files = resultFiles({ parquet })
    .map((name) => join(folder, name))
    .join(', ');
  print(`${title}\n\n${renderTable(pointTable(groups))}${more}\n\nin ${files}`);
}

/** In the working directory, named after the scenario. */
function defaultFolder(file: string): string {
  return `${basename(file, extname(file))}.sweep`;
}

function shardOf({ shard, shards, quiet }: SweepArguments): Shard | undefined {
  const found = readShard({ shard, shards, environment: process.env });
  if (found !== undefined && shard === undefined && !quiet) remark(`${showShard(found)}`);
  if (found !== undefined || shards === undefined) return found;
  const message = 'cannot determine the index of this part';
  const hint = 'pass `--shard i/n`, or `--slurm` to write a job file';
  throw new Problem([{ where: `--shards ${shards}`, message, hint }]);
}
