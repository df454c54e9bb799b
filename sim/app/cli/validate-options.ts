/** Options of `validate`. */
import type { Argv } from 'yargs';
import { withReport } from './report-options.ts';
import { JSON_OPTION, QUIET_OPTION, WORKERS_OPTION } from './run-choices.ts';

export function validateOptions(parser: Argv) {
  return withReport(parser)
    .usage(
      '$0 validate [campaigns..]\n\nSimulates measured migrations and compares row by row: ' +
        'errors of total time, downtime, pages and rounds beside those of a simple baseline, and ' +
        'whether the limits of acceptance are met. Exit code 1 when one is missed.',
    )
    .positional('campaigns', {
      type: 'string',
      array: true,
      describe: 'names such as xen417-dom0-cap; default: all that have measurements',
    })
    .option('data', {
      type: 'string',
      describe:
        'folder with files of the same names and columns, also deeper in it, instead of the ' +
        'shipped measurements',
    })
    .option('machine', {
      type: 'string',
      describe: 'machine file, instead of the profile that it changes, in the campaigns on that',
    })
    .option('rows', {
      type: 'boolean',
      default: false,
      describe: 'also every row, measured and simulated',
    })
    .option('replications', {
      type: 'number',
      describe: 'runs of everything that was set alike, each with its own seed; default 3',
    })
    .option('seed', { type: 'string', describe: "seed of all chance, instead of the files'" })
    .option('json', JSON_OPTION)
    .option('csv', {
      type: 'boolean',
      default: false,
      describe: 'a CSV line for each row and quantity',
    })
    .option('workers', WORKERS_OPTION)
    .option('quiet', QUIET_OPTION)
    .example('$0 validate', 'all shipped measurements')
    .example('$0 validate xen417-link-rate --rows', 'one campaign, row by row')
    .example('$0 validate --data measured', 'your own files of the same kind');
}
