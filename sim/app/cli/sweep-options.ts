/** Options of `precopy sweep`, `merge` and `sensitivity`. */
import type { Argv } from 'yargs';
import {
  JSON_OPTION,
  QUIET_TABLE_OPTION,
  SEED_OPTION,
  SET_OPTION,
  WORKERS_OPTION,
} from './run-choices.ts';

/** What every command says that makes a batch of runs. */
function batchOptions(parser: Argv) {
  return parser
    .positional('file', { type: 'string', demandOption: true, describe: 'scenario file (YAML)' })
    .option('set', SET_OPTION)
    .option('seed', SEED_OPTION)
    .option('policy', {
      type: 'string',
      describe: 'a JavaScript module that decides for every migration',
    })
    .option('verify', {
      type: 'boolean',
      default: false,
      describe: 'follow the content of every page and require it to arrive',
    })
    .option('workers', WORKERS_OPTION)
    .option('quiet', QUIET_TABLE_OPTION);
}

export function sweepOptions(parser: Argv) {
  return batchOptions(parser)
    .option('out', {
      type: 'string',
      describe:
        'folder of the journal and the results; default: NAME.sweep; goes on with what is there',
    })
    .option('shard', {
      type: 'string',
      describe: 'only a part of the runs, such as 3/16; `precopy merge` puts the parts together',
    })
    .option('shards', {
      type: 'number',
      describe: 'how many parts, where SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX says which',
    })
    .option('slurm', {
      type: 'boolean',
      default: false,
      describe: 'run nothing: write job files for Slurm into the folder',
    })
    .example('$0 sweep caps.yaml', 'all runs; started again after an interruption, those that lack')
    .example('$0 sweep caps.yaml --slurm --shards 16', 'the same on a cluster');
}

export function mergeOptions(parser: Argv) {
  return parser
    .positional('files', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'journals of all shards',
    })
    .option('out', {
      type: 'string',
      describe: 'folder of the results; default: that of the first',
    })
    .option('quiet', QUIET_TABLE_OPTION);
}

export function sensitivityOptions(parser: Argv) {
  return batchOptions(parser)
    .option('vary', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe:
        'path=low..high, perhaps with ` log` behind; default: all stated ranges of the machine',
    })
    .option('trajectories', {
      type: 'number',
      default: 10,
      describe: 'ways through the ranges; each takes a run more than there are parameters',
    })
    .option('out', { type: 'string', describe: 'folder of the journal; default: NAME.sensitivity' })
    .option('json', JSON_OPTION)
    .option('csv', { type: 'boolean', default: false, describe: 'as CSV' })
    .example(
      '$0 sensitivity guest.yaml --vary "source.dom0.cap=20 %..100 %"',
      'how much this one moves',
    );
}
