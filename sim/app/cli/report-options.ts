/** Options of what is drawn, of several commands, and the command `report`. */
import type { Argv } from 'yargs';
import { SET_OPTION } from './run-choices.ts';

/** `--report FILE` for a command that has a result. */
export function withReport<Given>(parser: Argv<Given>) {
  return parser.option('report', {
    type: 'string',
    describe: 'also write an HTML page of it there, with plots; it needs no network',
  });
}

/** `--plot` for a command whose table is a curve. */
export function withPlot<Given>(parser: Argv<Given>) {
  return parser.option('plot', {
    type: 'boolean',
    describe: 'a small plot of the curve under the table; default: on a terminal',
  });
}

/** `--report` and `--trace`. */
export function withRunOutputs<Given>(parser: Argv<Given>) {
  return withPlot(withReport(parser)).option('trace', {
    type: 'string',
    describe: 'also write what ran when there, as Chrome trace events that Perfetto opens',
  });
}

/** Adds `precopy report`. */
export function reportCommands(parser: Argv): Argv {
  return parser.command(
    'report <results..>',
    'an HTML page of results that were written with --json',
    reportOptions,
    async (argv) => {
      await (await import('./report.ts')).reportCommand(argv);
    },
  );
}

function reportOptions(parser: Argv) {
  return parser
    .positional('results', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'JSON of run, fit, compare, validate or reproduce; several become one page',
    })
    .option('o', {
      alias: 'output',
      type: 'string',
      default: 'report.html',
      describe: 'where the page goes',
    })
    .option('scenario', {
      type: 'string',
      describe:
        'scenario file of the one run: it is run again with its seed, for what a result does not ' +
        'say, and must give the same result',
    })
    .option('set', {
      ...SET_OPTION,
      describe: 'what was set when it was run: path=value; may be repeated',
    })
    .option('trace', {
      type: 'string',
      describe: 'with --scenario: also write Chrome trace events there',
    })
    .example('$0 report r.json -o r.html', 'after: precopy run guest.yaml --json > r.json');
}
