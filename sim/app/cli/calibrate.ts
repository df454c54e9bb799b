/** `precopy calibrate`: values that make the simulation meet measurements. */
import { basename, dirname, extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { calibrationReport } from '../../output/text/calibration-report.ts';
import { writeMachineFile } from '../../scenario/machine-file.ts';
import { type CalibrateOptions, calibrate } from '../../study/calibrate/calibrate.ts';
import type { Calibration } from '../../study/calibrate/calibration.ts';
import { readShare } from '../../study/calibrate/hold-out.ts';
import { calibratedMachine } from '../../study/calibrate/machine.ts';
import { readUnknown } from '../../study/calibrate/unknown.ts';
import { readWeights } from '../../study/calibrate/weights.ts';
import { Problem } from '../../text/problem.ts';
import { writeAll } from '../files/files.ts';
import { scenarioPool } from '../pool/run-scenarios.ts';
import { VERSION } from '../version.ts';
import {
  type CalibrationScenario,
  calibrationScenario,
  type InputArguments,
  machineOf,
  measuredData,
} from './calibrate-inputs.ts';
import { openMemory } from './calibrate-memory.ts';
import { searchProgress } from './calibrate-progress.ts';
import { requireWhole } from './numbers.ts';
import { print, remark, warn } from './terminal.ts';

export interface CalibrateArguments extends InputArguments {
  readonly fit: readonly string[];
  readonly quantity: readonly string[];
  readonly weight: readonly string[];
  readonly holdOut?: string | undefined;
  readonly replications: number;
  readonly budget?: number | undefined;
  readonly resume?: string | undefined;
  readonly workers?: number | undefined;
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

const PLACES_PER_VALUE = 60;
/** What a shell gives a program that was interrupted. */
const EXIT_INTERRUPTED = 130;

/** @returns the exit code. */
export async function calibrateCommand(args: CalibrateArguments): Promise<number> {
  requireWhole('--workers', args.workers);
  requireWhole('--replications', args.replications);
  requireWhole('--budget', args.budget);
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
      memoryOf: (of) => openMemory(args.resume, of),
    });
    progress.end();
    if (calibration.end === 'stopped') return interrupted(args, calibration);
    deliver(args, calibration, read);
    return 0;
  } finally {
    progress.end();
    await pool.close();
  }
}

type Asked = Omit<CalibrateOptions, 'budget' | 'goOn' | 'runScenarios' | 'memoryOf'>;

/** @throws Problem for what cannot be asked for, before anything is simulated. */
function askedFor(args: CalibrateArguments, read: CalibrationScenario): Asked {
  const { template, scenario } = read;
  const data = measuredData(args, read);
  if (!args.quiet) warn(data.flatMap(({ warnings }) => warnings));
  const { profile } = machineOf(read);
  const unknowns = args.fit.map((written) => readUnknown(written, { template, scenario, profile }));
  if (args.out !== undefined && unknowns.every(({ parameter }) => parameter === undefined)) {
    const hint = 'what is fitted stands in the scenario: set it there';
    throw new Problem([{ where: '--out', message: 'nothing of the machine is fitted', hint }]);
  }
  return {
    template,
    data,
    unknowns,
    weights: readWeights(args.quantity, args.weight),
    holdOut: args.holdOut === undefined ? undefined : readShare(args.holdOut),
    machine: scenario.machineFile ?? scenario.machine,
    replications: args.replications,
    seed: String(scenario.seed),
  };
}

/** Nothing is printed on stdout and no file is written: it would look like a result. */
function interrupted({ resume }: CalibrateArguments, { values, tried }: Calibration): number {
  const set = values.map(({ path, text }) => `--set "${path}=${text}"`).join(' ');
  remark(`interrupted after ${tried} places; best so far: ${set}`);
  if (resume === undefined) remark('with --resume FILE, the same command would go on from here');
  else remark(`the same command goes on from here: ${resume} has what was simulated`);
  return EXIT_INTERRUPTED;
}

function deliver(args: CalibrateArguments, found: Calibration, read: CalibrationScenario): void {
  const { out, where } = args;
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
  print(args.json ? JSON.stringify(found) : calibrationReport(found));
  if (out !== undefined && !args.json && !args.quiet) {
    remark(`written: ${out}; precopy run FILE --machine ${out} takes it`);
  }
}
