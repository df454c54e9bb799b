/** Options of `run`. */
import type { Argv } from 'yargs';
import { FIDELITY_OPTION } from './fidelity-option.ts';
import { MACHINE_OPTION } from './machine-option.ts';
import { withRunOutputs } from './report-options.ts';
import {
  JSON_OPTION,
  QUIET_TABLE_OPTION,
  SEED_OPTION,
  SET_OPTION,
  WORKERS_OPTION,
} from './run-choices.ts';

function performanceOptions(parser: Argv) {
  return parser
    .option('performance', {
      type: 'boolean',
      default: false,
      describe: 'how its guests fare over time, 0 to 1, as CSV',
    })
    .option('step', {
      type: 'string',
      default: '100 ms',
      describe: 'least time between two rows of --performance',
    });
}

/** What `run` may be told. */
export function runOptions(parser: Argv) {
  return withRunOutputs(performanceOptions(parser))
    .positional('file', { type: 'string', demandOption: true, describe: 'scenario file (YAML)' })
    .option('machine', MACHINE_OPTION)
    .option('set', SET_OPTION)
    .option('seed', SEED_OPTION)
    .option('fidelity', FIDELITY_OPTION)
    .option('json', JSON_OPTION)
    .option('csv', {
      type: 'boolean',
      default: false,
      describe:
        'rounds as CSV; of a sweep a row a run, axes as bare numbers in the unit of the file',
    })
    .option('log', {
      type: 'boolean',
      default: false,
      describe: 'the lines that xend would have logged',
    })
    .option('out', {
      type: 'string',
      describe: 'also write JSON, CSV, log and performance into this folder',
    })
    .option('verify', {
      type: 'boolean',
      default: false,
      describe: 'follow the content of every page and require it to arrive',
    })
    .option('policy', {
      type: 'string',
      describe: 'a JavaScript module that decides for every migration, instead of their policies',
    })
    .option('workers', WORKERS_OPTION)
    .option('quiet', QUIET_TABLE_OPTION)
    .example('$0 run guest.yaml --policy mine.mjs', 'decide with a module of your own');
}
