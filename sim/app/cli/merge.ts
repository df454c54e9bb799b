/** `precopy merge`: merges the journals of all shards into the results of one sweep. */
import { dirname } from 'node:path';
import type { Argv } from 'yargs';
import { declareCommand, type Given } from './command.ts';
import * as option from './options.ts';
import { deliverResults } from './sweep.ts';

function options(parser: Argv) {
  return parser.positional('files', option.files('journals of all shards')).options({
    out: option.text('folder of the results; default: that of the first'),
    parquet: option.parquet,
    quiet: option.quietTable,
  });
}

export const command = declareCommand(options, mergeCommand);

function mergeCommand({ files, out, ...how }: Given<typeof options>): void {
  deliverResults(files, out ?? dirname(files[0] ?? ''), how);
}
