/** Options of `import`. */
import type { Argv } from 'yargs';
import { JSON_OPTION, QUIET_OPTION } from './run-choices.ts';

export function importOptions(parser: Argv) {
  return parser
    .usage(
      '$0 import <files..>\n\nReads logs of real migrations: rounds, totals, what is missing, ' +
        'and warnings where the figures of the source do not add up.',
    )
    .positional('files', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'xend.log, xl -vvv migrate, QEMU query-migrate replies, or CSV of this command',
    })
    .option('format', {
      choices: ['xend', 'xl', 'qemu', 'csv'] as const,
      describe:
        'how to read the files; without it, by what they hold. xend: xc_save of Xen 3.0 to 4.5; ' +
        'xl: Xen 4.6 and later, time-stamped; qemu: JSON replies; csv: what --csv wrote',
    })
    .option('json', JSON_OPTION)
    .option('csv', {
      type: 'boolean',
      default: false,
      describe: "a row for each round, with its migration's totals",
    })
    .option('quiet', QUIET_OPTION)
    .example('$0 import xend.log', 'a table for each migration in it')
    .example('$0 import before.log after.log --csv', 'the rounds of both, to read with fit');
}
