#!/usr/bin/env node
/**
 * The command line. Each command is imported when it is called, so that help stays quick.
 *
 * Exit codes: 0 done, 1 `reproduce --check` or `validate` found a limit missed or `compare` an
 * error above its tolerance, 2 a mistake of the user's, 70 a fault of ours,
 * 128 and more a signal that ended `sweep` early.
 */
import yargs, { type Argv } from 'yargs';
import { InvariantError } from '../../engine/kernel/assert.ts';
import { Problem } from '../../text/problem.ts';
import { VERSION } from '../version.ts';
import { batchCommands } from './batch-commands.ts';
import { calibrateOptions } from './calibrate-options.ts';
import { planOptions, predictOptions } from './cap-options.ts';
import { compareOptions } from './compare-options.ts';
import { fitOptions } from './fit-options.ts';
import { importOptions } from './import-options.ts';
import { labOptions } from './lab-options.ts';
import { MACHINE_OPTION } from './machine-option.ts';
import { reportCommands } from './report-options.ts';
import { reproduceOptions } from './reproduce-options.ts';
import { JSON_OPTION, QUIET_OPTION, SET_OPTION } from './run-choices.ts';
import { runOptions } from './run-options.ts';
import { remark } from './terminal.ts';
import { validateOptions } from './validate-options.ts';

const EXIT_MISTAKE = 2;
const EXIT_FAULT = 70;

const args = process.argv.slice(2);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await commands(yargs(args)).parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

function commands(parser: Argv): Argv {
  const named = parser
    .scriptName('precopy')
    .usage('$0 <command>\n\nHow long will this live migration take, how long is it down, and why.');
  return withCommands(named)
    .completion('completion', 'print a completion script for bash or zsh')
    .demandCommand(1, 'Name a command.')
    .strict()
    .fail((message, error) => {
      if (error !== undefined && error !== null) throw error;
      throw new Problem([
        { where: 'precopy', message, hint: 'precopy --help shows what there is' },
      ]);
    })
    .help()
    .version(VERSION)
    .wrap(Math.min(100, process.stdout.columns ?? 100));
}

function withCommands(parser: Argv): Argv {
  const withBatches = batchCommands(scenarioCommands(parser));
  return reportCommands(paperCommands(curveCommands(withBatches)));
}

function scenarioCommands(parser: Argv): Argv {
  return parser
    .command('run <file>', 'simulate a scenario file', runOptions, async (argv) => {
      await (await import('./run.ts')).runCommand(argv);
    })
    .command(
      'check <file>',
      'read a scenario file and say what it holds',
      checkOptions,
      async (argv) => {
        await (await import('./check.ts')).checkCommand(argv);
      },
    )
    .command(
      'lab',
      'a page in the browser: watch a migration, turn its knobs, take lessons',
      labOptions,
      async (argv) => {
        await (await import('./lab.ts')).labCommand(argv);
      },
    );
}

function curveCommands(parser: Argv): Argv {
  return parser
    .command('fit <file>', 'fit a curve to two columns of a CSV file', fitOptions, async (argv) => {
      await (await import('./fit.ts')).fitCommand(argv);
    })
    .command(
      'predict <file>',
      'the time of a migration at given caps',
      predictOptions,
      async (argv) => {
        await (await import('./predict.ts')).predictCommand(argv);
      },
    )
    .command(
      'plan <file>',
      'the least cap of Dom0 that meets a target',
      planOptions,
      async (argv) => {
        await (await import('./plan.ts')).planCommand(argv);
      },
    )
    .command(
      'compare',
      'measured against simulated, point by point',
      compareOptions,
      async (argv) => {
        process.exitCode = await (await import('./compare.ts')).compareCommand(argv);
      },
    );
}

function paperCommands(parser: Argv): Argv {
  return parser
    .command(
      'calibrate',
      'values of a machine or a workload that make the simulation meet measurements',
      calibrateOptions,
      async (argv) => {
        process.exitCode = await (await import('./calibrate.ts')).calibrateCommand(argv);
      },
    )
    .command(
      'import <files..>',
      'read what a real migration printed into one tidy form',
      importOptions,
      async (argv) => {
        (await import('./import.ts')).importCommand(argv);
      },
    )
    .command(
      'reproduce',
      "the paper's experiments, claim by claim",
      reproduceOptions,
      async (argv) => {
        process.exitCode = await (await import('./reproduce.ts')).reproduceCommand(argv);
      },
    )
    .command(
      'validate [campaigns..]',
      'measured migrations of real hypervisors, simulated and compared',
      validateOptions,
      async (argv) => {
        process.exitCode = await (await import('./validate.ts')).validateCommand(argv);
      },
    )
    .command(
      'machine [name]',
      'the numbers of a machine and their sources',
      machineOptions,
      async (argv) => {
        (await import('./machine.ts')).machineCommand(argv);
      },
    );
}

function checkOptions(parser: Argv) {
  return parser
    .positional('file', { type: 'string', demandOption: true, describe: 'scenario file (YAML)' })
    .option('machine', MACHINE_OPTION)
    .option('set', SET_OPTION)
    .option('json', JSON_OPTION)
    .option('quiet', QUIET_OPTION);
}

function machineOptions(parser: Argv) {
  return parser
    .positional('name', {
      type: 'string',
      default: 'opteron-xen-3.2.1',
      describe: 'machine profile, or path of a machine file',
    })
    .option('json', JSON_OPTION);
}

/** Says what went wrong and returns the exit code. */
function tell(error: unknown): number {
  if (error instanceof Problem) {
    remark(error.message);
    return EXIT_MISTAKE;
  }
  if (error instanceof InvariantError) {
    remark(`a fault of precopy, not yours: ${error.message}`);
    remark(`this repeats it: precopy ${args.map((word) => JSON.stringify(word)).join(' ')}`);
    return EXIT_FAULT;
  }
  throw error;
}
