/** Options of `import`. */
import type { Argv } from 'yargs';
import { JSON_OPTION, QUIET_OPTION } from './run-choices.ts';

export async function importOptions(parser: Argv) {
  const { FORMATS, formatTitles } = await import('../../study/import/formats.ts');
  return parser
    .usage(
      '$0 import <files..>\n\nReads logs of real migrations: rounds, totals, what is missing, ' +
        'and warnings where the figures of the source do not add up.',
    )
    .positional('files', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'logs of a format that --format lists',
    })
    .option('format', {
      choices: FORMATS.map(({ name }) => name),
      describe: `how to read the files; by default, by what they hold. ${formatTitles(FORMATS)}`,
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
