/** `precopy sweep --slurm`: job files for a cluster, one for the shards and one for the merge. */
import { join, resolve } from 'node:path';
import { Problem } from '../../text/problem.ts';
import { writeAll } from '../files/files.ts';
import { print, shellWord } from './terminal.ts';

/** What the jobs repeat of the command that writes them. */
interface JobArguments {
  readonly file: string;
  readonly set: readonly string[];
  readonly seed?: string | undefined;
  readonly policy?: string | undefined;
  readonly verify: boolean;
  readonly workers?: number | undefined;
  readonly shards?: number | undefined;
  readonly parquet: boolean;
}

const SWEEP_JOB = 'sweep.sbatch';
const MERGE_JOB = 'merge.sbatch';

/** Writes the job files and prints how to submit them. @throws Problem. */
export function writeSlurmJobs(args: JobArguments, folder: string): void {
  const { shards } = args;
  if (shards === undefined) {
    const message = 'a job array has a number of tasks';
    throw new Problem([{ where: '--slurm', message, hint: 'add such as `--shards 16`' }]);
  }
  const place = resolve(folder);
  writeAll(folder, {
    [SWEEP_JOB]: sweepJob(args, place, shards),
    [MERGE_JOB]: mergeJob(place, shards, args.parquet),
  });
  const [sweep, merge] = [SWEEP_JOB, MERGE_JOB].map((name) => shellWord(join(folder, name)));
  print(
    `${join(folder, SWEEP_JOB)} runs ${shards} shards, ${MERGE_JOB} beside it merges them:\n\n` +
      `id=$(sbatch --parsable ${sweep})\nsbatch --dependency=afterok:$id ${merge}`,
  );
}

/** The array of shards; one that a node's failure ended is started again and resumes. */
function sweepJob(args: JobArguments, place: string, shards: number): string {
  const { file, set, seed, policy, verify, workers = 1 } = args;
  const options = [
    ...set.flatMap((pair) => ['--set', pair]),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...(policy === undefined ? [] : ['--policy', resolve(policy)]),
    ...(verify ? ['--verify'] : []),
    '--out',
    place,
  ];
  const words = ['sweep', resolve(file), ...options].map(shellWord).join(' ');
  return `#!/bin/sh
#SBATCH --job-name=precopy
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=${workers}
#SBATCH --output=${shellWord(`${place}/slurm-%A_%a.log`)}
#SBATCH --requeue
exec ${program()} ${words} \\
  --shard "$SLURM_ARRAY_TASK_ID/${shards}" --workers "\${SLURM_CPUS_PER_TASK:-${workers}}"
`;
}

function mergeJob(place: string, shards: number, parquet: boolean): string {
  const more = parquet ? ' --parquet' : '';
  const journals = `${shellWord(place)}/journal-*-of-${shards}.jsonl`;
  return `#!/bin/sh
#SBATCH --job-name=precopy-merge
#SBATCH --output=${shellWord(`${place}/slurm-merge-%j.log`)}
exec ${program()} merge ${journals} --out ${shellWord(place)}${more}
`;
}

/** The program of this process, for a shell on another machine with the same disk. */
function program(): string {
  const [node = '', script = ''] = process.argv;
  return [node, ...process.execArgv, script].map(shellWord).join(' ');
}
