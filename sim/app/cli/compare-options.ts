/** Options of `compare`. */
import type { Argv } from 'yargs';
import { FIDELITY_OPTION } from './fidelity-option.ts';
import { MACHINE_OPTION } from './machine-option.ts';
import { withReport } from './report-options.ts';
import {
  JSON_OPTION,
  QUIET_OPTION,
  SEED_OPTION,
  SET_OPTION,
  WHERE_OPTION,
  WORKERS_OPTION,
} from './run-choices.ts';

/** Which two things are compared. */
function sides(parser: Argv) {
  return withReport(parser)
    .option('simulated', {
      type: 'string',
      demandOption: true,
      describe: 'scenario file (YAML), simulated at the measured points, or its points (.csv)',
    })
    .option('measured', {
      type: 'string',
      demandOption: true,
      describe: 'CSV file with a header; lines that start with # are comments',
    });
}

/** Where the points are in both. */
function columns<Options>(parser: Argv<Options>) {
  return parser
    .option('x', {
      type: 'string',
      default: 'source.dom0.cap',
      describe: 'measured column of x; its name is the path that x sets in the scenario',
    })
    .option('path', {
      type: 'string',
      describe: 'what x is on the simulated side, path or column, if not named as --x',
    })
    .option('unit', {
      type: 'string',
      describe: "unit of bare numbers in x; default: as in the scenario's sweep, % for a cap",
    })
    .option('y', { type: 'string', default: 'totalSeconds', describe: 'measured column of y' })
    .option('of', { type: 'string', describe: 'simulated column of y, if not named as --y' })
    .option('by', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'column, path or axis of both sides that tells curves apart; may be repeated',
    })
    .option('where', {
      ...WHERE_OPTION,
      describe: 'only rows with column=value, on each side that has it; may be repeated',
    });
}

/** What the verdict is. */
function verdict<Options>(parser: Argv<Options>) {
  return parser
    .option('tolerance', {
      type: 'string',
      describe: 'largest error: "10 %" of the measured value, or "2" in the unit of y',
    })
    .option('judge', {
      choices: ['worst', 'median'] as const,
      default: 'worst' as const,
      describe: 'which error of all points must be within it',
    });
}

export function compareOptions(parser: Argv) {
  return verdict(
    columns(
      sides(
        parser.usage(
          '$0 compare --simulated S --measured M.csv\n\nMeasured against simulated, point by ' +
            'point. With --tolerance, exits with 1 if the errors are larger.',
        ),
      ),
    ),
  )
    .option('replications', { type: 'number', describe: "runs per point, instead of the file's" })
    .option('machine', MACHINE_OPTION)
    .option('fidelity', FIDELITY_OPTION)
    .option('set', SET_OPTION)
    .option('seed', SEED_OPTION)
    .option('workers', WORKERS_OPTION)
    .option('json', JSON_OPTION)
    .option('csv', { type: 'boolean', default: false, describe: 'a row for each point, as CSV' })
    .option('quiet', QUIET_OPTION)
    .example('$0 compare --simulated guest.yaml --measured caps.csv', 'x is source.dom0.cap')
    .example(
      '$0 compare --simulated runs.csv --measured caps.csv --x cap --path source.dom0.cap',
      'a column of another name',
    );
}
