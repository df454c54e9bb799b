/** Options of `reproduce`. */
import type { Argv } from 'yargs';
import { withReport } from './report-options.ts';
import { JSON_OPTION, QUIET_OPTION, WORKERS_OPTION } from './run-choices.ts';

export function reproduceOptions(parser: Argv) {
  return withReport(parser)
    .option('figure', { type: 'number', describe: 'only the claims of this figure' })
    .option('replications', { type: 'number', describe: 'runs per point, default 5' })
    .option('seed', { type: 'string', describe: "seed of all chance, instead of the files'" })
    .option('json', JSON_OPTION)
    .option('csv', { type: 'boolean', default: false, describe: 'a row for each claim, as CSV' })
    .option('out', {
      type: 'string',
      describe: "also write the claims, each experiment's runs (CSV) and fitted models there",
    })
    .option('figures', {
      type: 'string',
      describe: "also write the paper's figures into this folder, as SVG; needs Chromium",
    })
    .option('check', { type: 'boolean', default: false, describe: 'exit with 1 if a row fails' })
    .option('sensitivity', {
      type: 'boolean',
      default: false,
      describe: 'also at both ends of the range of every assumed parameter (takes minutes)',
    })
    .option('workers', WORKERS_OPTION)
    .option('quiet', QUIET_OPTION);
}
