/** `precopy merge`: the journals of all shards into the results of one sweep. */
import { dirname } from 'node:path';
import { deliverResults } from './sweep.ts';

export function mergeCommand(args: {
  readonly files: readonly string[];
  readonly out?: string | undefined;
  readonly quiet: boolean;
}): void {
  const [first = ''] = args.files;
  deliverResults(args.files, args.out ?? dirname(first), args.quiet);
}
