/** Commands that make more runs than one process may live for. */
import type { Argv } from 'yargs';
import { mergeOptions, sensitivityOptions, sweepOptions } from './sweep-options.ts';

export function batchCommands(parser: Argv): Argv {
  return parser
    .command(
      'sweep <file>',
      "all runs of a scenario file's sweep; goes on where it was",
      sweepOptions,
      async (argv) => {
        process.exitCode = await (await import('./sweep.ts')).sweepCommand(argv);
      },
    )
    .command(
      'merge <files..>',
      'the journals of all shards of a sweep into its results',
      mergeOptions,
      async (argv) => {
        (await import('./merge.ts')).mergeCommand(argv);
      },
    )
    .command(
      'sensitivity <file>',
      'which parameters move total time and downtime most',
      sensitivityOptions,
      async (argv) => {
        process.exitCode = await (await import('./sensitivity.ts')).sensitivityCommand(argv);
      },
    );
}
