/** Options of `calibrate`. */
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

/** What was measured, and in which scenario. */
function measurements(parser: Argv) {
  return parser
    .option('scenario', {
      type: 'string',
      describe: "scenario file (YAML); with --campaign, instead of the campaign's own",
    })
    .option('measured', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe:
        'CSV whose columns are named as paths and quantities, a log that `import` reads, or its ' +
        'CSV; may be repeated',
    })
    .option('column', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe:
        'what a column of another name means: "cap=source.dom0.cap", "seconds=totalSeconds"',
    })
    .option('campaign', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'rows of a campaign of `validate`; may be repeated if they share a scenario',
    })
    .option('data', { type: 'string', describe: 'folder with the files of the campaign' })
    .option('where', WHERE_OPTION);
}

/** What is searched, and how it is judged. */
function searched<Options>(parser: Argv<Options>) {
  return parser
    .option('fit', {
      type: 'string',
      array: true,
      nargs: 1,
      demandOption: true,
      describe:
        'parameter of the machine or path of the scenario to find, with its range if wanted: ' +
        '"sourceCpuPerPage=5 us..50 us"; may be repeated',
    })
    .option('quantity', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'compare only this quantity; may be repeated; default: all but rounds',
    })
    .option('weight', {
      type: 'string',
      array: true,
      nargs: 1,
      default: [] as string[],
      describe: 'how much relative errors of a quantity count: "downtimeSeconds=0.2"; default 1',
    })
    .option('hold-out', {
      type: 'string',
      describe: 'share of the settings to keep from the fit and to predict, such as "25 %"',
    });
}

function manner<Options>(parser: Argv<Options>) {
  return parser
    .option('machine', MACHINE_OPTION)
    .option('fidelity', FIDELITY_OPTION)
    .option('set', SET_OPTION)
    .option('replications', {
      type: 'number',
      default: 3,
      describe: 'runs of each setting, each with its own seed',
    })
    .option('budget', {
      type: 'number',
      describe: 'most places to try; default 60 for each value that is fitted',
    })
    .option('seed', SEED_OPTION)
    .option('resume', {
      type: 'string',
      describe: 'file that keeps what was simulated; run again with it after an interruption',
    })
    .option('workers', WORKERS_OPTION);
}

export function calibrateOptions(parser: Argv) {
  return manner(
    searched(
      measurements(
        parser.usage(
          '$0 calibrate --scenario S --measured M --fit NAME...\n\nFinds values of the machine ' +
            'or of the workload that make the simulation meet measurements, with 95 % intervals.',
        ),
      ),
    ),
  )
    .option('out', {
      type: 'string',
      describe: 'write the machine that was found into this file, with its provenance',
    })
    .option('name', { type: 'string', describe: 'name of that machine; default: of the file' })
    .option('json', JSON_OPTION)
    .option('quiet', QUIET_OPTION)
    .example(
      '$0 calibrate --scenario guest.yaml --measured caps.csv --fit linkRate --out lab.yaml',
      'then: $0 run other.yaml --machine lab.yaml',
    )
    .example(
      '$0 calibrate --scenario guest.yaml --measured xl.log --fit vm.workload.rate',
      'the dirty rate that explains a log',
    );
}
