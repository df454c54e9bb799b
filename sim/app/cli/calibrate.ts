/** `precopy calibrate`: values that make the simulation meet measurements. */
import { basename, dirname, extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Argv } from 'yargs';
import { calibrationDocument } from '../../output/document/calibration.ts';
import { renderText } from '../../output/text/render.ts';
import { writeMachineFile } from '../../scenario/machine-file.ts';
import { type CalibrateOptions, calibrate } from '../../study/calibrate/calibrate.ts';
import type { Calibration } from '../../study/calibrate/calibration.ts';
import { readShare } from '../../study/calibrate/hold-out.ts';
import { calibratedMachine } from '../../study/calibrate/machine.ts';
import { readWeights } from '../../study/calibrate/quantities.ts';
import { DEFAULT_SCATTER, readScatter } from '../../study/calibrate/repetitions.ts';
import { readUnknown } from '../../study/calibrate/unknown.ts';
import { Problem } from '../../text/problem.ts';
import { openMemory } from '../files/evaluation-log.ts';
import { writeAll } from '../files/files.ts';
import { scenarioPool } from '../pool/run-scenarios.ts';
import { VERSION } from '../version.ts';
import {
  type CalibrationScenario,
  calibrationScenario,
  inputOptions,
  machineOf,
  measuredData,
} from './calibrate-inputs.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { searchProgress } from './progress.ts';
import { print, remark, warn } from './terminal.ts';

const SCATTER =
  'by how much repetitions of one setting differ by chance, beside what the simulation does; ' +
  'those that differ by more are refused';

function options(parser: Argv) {
  const searched = inputOptions(parser).options({
    fit: {
      ...option.repeated(
        'parameter of the machine or path of the scenario to find, with a range if wanted: ' +
          '"sourceCpuPerPage=5 us..50 us"; may be repeated',
      ),
      default: undefined,
      demandOption: true,
    },
    quantity: option.repeated(
      'compare only this quantity; may be repeated; default: all but rounds',
    ),
    weight: option.repeated(
      'weight of the relative errors of a quantity: "downtimeSeconds=0.2"; default 1',
    ),
    'hold-out': option.text('share of the settings to predict instead of fitting, such as "25 %"'),
    replications: { ...option.number('runs of each setting, each with its own seed'), default: 3 },
    scatter: { ...option.text(SCATTER), default: DEFAULT_SCATTER },
    budget: option.number('most places to try; default 60 for each value that is fitted'),
    resume: option.text('file that keeps what was simulated; the same command resumes from it'),
    workers: option.workers,
  } as const);
  return searched
    .options({
      out: option.text('write the machine that was found into this file, with its provenance'),
      name: option.text('name of that machine; default: of the file'),
      json: option.json,
      quiet: option.quiet,
    })
    .epilogue(
      examples(
        [
          'calibrate --scenario guest.yaml --measured caps.csv --fit linkRate --out lab.yaml',
          'then: precopy run other.yaml --machine lab.yaml',
        ],
        [
          'calibrate --scenario guest.yaml --measured xl.log --fit vm.workload.rate',
          'the dirty rate that explains a log',
        ],
        [
          'calibrate --scenario guest.yaml --measured xl.log --settings caps.csv --fit linkRate',
          'a log of several settings: caps.csv has `migration,source.dom0.cap`',
        ],
      ),
    );
}

export type CalibrateArguments = Given<typeof options>;

const ABOUT =
  'Finds values of the machine or of ' +
  'the workload with which the simulation meets measurements, with 95 % intervals.';

export const command = declareCommand(options, calibrateCommand, ABOUT);

const PLACES_PER_VALUE = 60;
/** What a shell gives a program that was interrupted. */
const EXIT_INTERRUPTED = 130;
/** As of a limit that was missed. */
const EXIT_NO_FIT = 1;

/** @returns the exit code. */
export async function calibrateCommand(args: CalibrateArguments): Promise<number> {
  const read = await calibrationScenario(args);
  const asked = askedFor(args, read);
  const budget = args.budget ?? PLACES_PER_VALUE * asked.unknowns.length;
  const pool = scenarioPool({ workers: args.workers, policyFolder: dirname(read.file) });
  const progress = searchProgress(args.quiet, budget);
  try {
    const calibration = await calibrate({
      ...asked,
      budget,
      goOn: progress.goOn,
      runScenarios: async (scenarios, onProgress) => {
        // Lets an interruption in: runs on this thread leave no room for one.
        await setImmediate();
        return pool.run(scenarios, onProgress);
      },
      memoryOf: (of) => openMemory(args.resume, [VERSION, of]),
    });
    progress.end();
    if (calibration.end === 'stopped') return interrupted(args, calibration);
    deliver(args, calibration, read);
    return calibration.noFit === null ? 0 : EXIT_NO_FIT;
  } finally {
    progress.end();
    await pool.close();
  }
}

type Asked = Omit<CalibrateOptions, 'budget' | 'goOn' | 'runScenarios' | 'memoryOf'>;

/** @throws Problem for what cannot be asked for, before anything is simulated. */
function askedFor(args: CalibrateArguments, read: CalibrationScenario): Asked {
  const { template, scenario } = read;
  const { 'hold-out': holdOut } = args;
  const data = measuredData(args, read);
  if (!args.quiet) warn(data.flatMap(({ warnings }) => warnings));
  const { profile } = machineOf(read);
  const unknowns = args.fit.map((written) => readUnknown(written, { template, scenario, profile }));
  if (args.out !== undefined && unknowns.every(({ parameter }) => parameter === undefined)) {
    const hint = 'what is fitted is part of the scenario: set it there';
    throw new Problem([{ where: '--out', message: 'nothing of the machine is fitted', hint }]);
  }
  return {
    template,
    data,
    unknowns,
    weights: readWeights(args.quantity, args.weight),
    scatter: readScatter(args.scatter),
    holdOut: holdOut === undefined ? undefined : readShare(holdOut),
    machine: scenario.machineFile ?? scenario.machine,
    replications: args.replications,
    seed: String(scenario.seed),
  };
}

/** Nothing is printed on stdout and no file is written: it would look like a result. */
function interrupted({ resume }: CalibrateArguments, { values, tried }: Calibration): number {
  const set = values.map(({ path, text }) => `--set "${path}=${text}"`).join(' ');
  remark(`interrupted after ${tried} places; best so far: ${set}`);
  if (resume === undefined) remark('with --resume FILE, the same command would resume from here');
  else remark(`the same command resumes from here: ${resume} has what was simulated`);
  return EXIT_INTERRUPTED;
}

/** Without a fit no machine is written: it would be a worse one. */
function deliver(args: CalibrateArguments, found: Calibration, read: CalibrationScenario): void {
  const { where } = args;
  const out = found.noFit === null ? args.out : undefined;
  if (out !== undefined) {
    const machine = calibratedMachine(found, {
      name: args.name ?? basename(out, extname(out)),
      base: machineOf(read).base,
      file: read.machineFile,
      scenario: read.scenario,
      scenarioFile: read.name,
      where,
      version: VERSION,
    });
    writeAll(dirname(out), { [basename(out)]: writeMachineFile(machine) });
  }
  print(args.json ? JSON.stringify(found) : renderText(calibrationDocument(found)));
  if (out !== undefined && !args.json && !args.quiet) {
    remark(`written: ${out}; precopy run FILE --machine ${out} uses it`);
  }
  if (found.noFit !== null && args.out !== undefined) remark(`not written: ${args.out}`);
}
