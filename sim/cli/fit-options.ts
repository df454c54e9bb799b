/** What `precopy fit` takes. */
import type { Argv } from 'yargs';
import { withPlot, withReport } from './report-options.ts';

export function fitOptions(parser: Argv) {
  const models = ['power', 'power-offset', 'hyperbola-floor', 'change-point', 'all'] as const;
  const kinds = ['means', 'rows'] as const;
  return withPlot(withReport(parser))
    .positional('file', { type: 'string', demandOption: true, describe: 'CSV file with a header' })
    .option('x', { type: 'string', demandOption: true, describe: 'column of x' })
    .option('y', { type: 'string', demandOption: true, describe: 'column of y' })
    .option('model', {
      choices: models,
      default: 'power' as const,
      describe: 'curve; all ranks them',
    })
    .option('where', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'only rows with column=value; may be repeated',
    })
    .option('points', {
      choices: kinds,
      default: 'means' as const,
      describe: 'fit the means over rows of equal x, or every row',
    })
    .option('json', { type: 'boolean', default: false, describe: 'as one JSON object' });
}
