/** What `precopy fit` takes. */
import type { Argv } from 'yargs';
import { withPlot, withReport } from './report-options.ts';
import { JSON_OPTION, QUIET_OPTION, WHERE_OPTION } from './run-choices.ts';

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
    .option('where', WHERE_OPTION)
    .option('points', {
      choices: kinds,
      default: 'means' as const,
      describe: 'fit the means over rows of equal x, or every row',
    })
    .option('json', JSON_OPTION)
    .option('csv', {
      type: 'boolean',
      default: false,
      describe: 'a row for each parameter of each curve, as CSV',
    })
    .option('quiet', QUIET_OPTION);
}
