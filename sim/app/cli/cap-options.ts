/** Options of `predict` and `plan`: they ask the same experiments. */
import type { Argv } from 'yargs';
import { FIDELITY_OPTION } from './fidelity-option.ts';
import { MACHINE_OPTION } from './machine-option.ts';
import {
  JSON_OPTION,
  QUIET_OPTION,
  SEED_OPTION,
  SET_OPTION,
  WHERE_OPTION,
  WORKERS_OPTION,
} from './run-choices.ts';

const MODELS = ['power', 'power-offset', 'hyperbola-floor', 'change-point'] as const;

/** What both commands take. */
function shared(parser: Argv) {
  return parser
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'scenario file (YAML), or measured or simulated points (.csv)',
    })
    .option('of', {
      choices: ['total', 'downtime'] as const,
      default: 'total' as const,
      describe: 'total time or downtime',
    })
    .option('cap', {
      choices: ['source', 'destination', 'both'] as const,
      default: 'source' as const,
      describe: 'whose Dom0 is capped; the other host stays as in the file',
    })
    .option('model', {
      choices: MODELS,
      default: 'power' as const,
      describe: "fitted curve; the paper's is the power law",
    })
    .option('replications', {
      type: 'number',
      default: 5,
      describe: 'runs per cap, each with its own seed',
    })
    .option('machine', MACHINE_OPTION)
    .option('set', SET_OPTION)
    .option('seed', SEED_OPTION)
    .option('fidelity', FIDELITY_OPTION)
    .option('workers', WORKERS_OPTION)
    .option('json', JSON_OPTION)
    .option('quiet', QUIET_OPTION);
}

/** Where the points of a CSV file are. */
function columns<Options>(parser: Argv<Options>) {
  return parser
    .option('x', {
      type: 'string',
      default: 'source.dom0.cap',
      describe: 'of a CSV: column of the cap, percent',
    })
    .option('y', {
      type: 'string',
      describe: 'of a CSV: column of the time, seconds; default totalSeconds or downtimeSeconds',
    })
    .option('where', { ...WHERE_OPTION, describe: `of a CSV: ${WHERE_OPTION.describe}` });
}

export function predictOptions(parser: Argv) {
  return columns(
    shared(
      parser.usage(
        '$0 predict <file>\n\nHow long a migration takes at given caps: simulated, from a curve ' +
          'fitted to five caps (10, 30, 50, 70, 90 %), and at most, by the intensive benchmark ' +
          "of the guest's kind. Intervals are of 95 %, for one more run.",
      ),
    ),
  )
    .option('at', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'cap in percent; may be repeated; default 10, 20, ..., 100 %',
    })
    .option('csv', { type: 'boolean', default: false, describe: 'a row for each cap, as CSV' })
    .example('$0 predict guest.yaml --at "35 %"', 'total time with Dom0 of the source at 35 %')
    .example('$0 predict points.csv --at 35 --at 45', 'from a curve through your own points');
}

export function planOptions(parser: Argv) {
  return columns(
    shared(
      parser.usage(
        '$0 plan <file> --target TIME\n\nThe least cap of Dom0 that meets a target: searched on ' +
          'the simulator, and read off a curve. If no cap meets it, what bounds the time.',
      ),
    ),
  )
    .option('target', {
      type: 'string',
      demandOption: true,
      describe: 'most time allowed, such as "30 s" or "200 ms"',
    })
    .option('judge', {
      choices: ['mean', 'worst'] as const,
      default: 'mean' as const,
      describe: 'what must meet the target: the mean of the replications or each of them',
    })
    .option('exhaustive', {
      type: 'boolean',
      default: false,
      describe: 'simulate every cap from 1 to 100 %, for times that do not fall steadily',
    })
    .example('$0 plan guest.yaml --target "30 s"', 'the least cap of the source')
    .example('$0 plan guest.yaml --target "200 ms" --of downtime --cap both', 'of both hosts');
}
