/** `precopy sensitivity`: which parameters of a scenario move total time and downtime most. */
import { basename, extname, join } from 'node:path';
import {
  type QuantityEffects,
  sensitivityCsv,
  sensitivityReport,
} from '../../output/text/sensitivity-report.ts';
import { effects } from '../../study/fit/elementary-effects.ts';
import { writeResults } from '../batch/results.ts';
import { writeAll } from '../files/files.ts';
import { exitCodeOf } from './batch-exit.ts';
import { requireWhole } from './numbers.ts';
import {
  planOfSensitivity,
  type SensitivityPlan,
  type SensitivityPlanArguments,
} from './plan-of-sensitivity.ts';
import { refuseForms } from './run-choices.ts';
import { print } from './terminal.ts';
import { type WorkArguments, work } from './work.ts';

export interface SensitivityArguments extends SensitivityPlanArguments, WorkArguments {
  readonly out?: string | undefined;
  readonly json: boolean;
  readonly csv: boolean;
}

const QUANTITIES = [
  { quantity: 'totalSeconds', title: 'total time, s' },
  { quantity: 'downtimeSeconds', title: 'downtime, s' },
] as const;

/** @returns the exit code, as `precopy sweep`. */
export async function sensitivityCommand(args: SensitivityArguments): Promise<number> {
  refuseForms('sensitivity', { json: args.json, csv: args.csv });
  requireWhole('--workers', args.workers);
  requireWhole('--trajectories', args.trajectories);
  const made = await planOfSensitivity(args);
  const folder = args.out ?? `${basename(args.file, extname(args.file))}.sensitivity`;
  const end = await work(made.plan, folder, args);
  if (end.signal !== undefined) return exitCodeOf(end.signal, end);
  const quantities = effectsIn(end.journalPath, folder, made);
  const { title, points } = made.plan.header;
  const { length: trajectories } = made.trajectories;
  const json = JSON.stringify({ schemaVersion: 1, title, trajectories, runs: points, quantities });
  const csv = sensitivityCsv(quantities);
  writeAll(folder, { 'sensitivity.json': `${json}\n`, 'sensitivity.csv': csv });
  if (args.json) print(json);
  else if (args.csv) print(csv);
  else if (!args.quiet) {
    const counts = `${trajectories} trajectories, ${points} runs; seconds over the whole range`;
    const place = join(folder, 'sensitivity.csv');
    print(`${title}\n${counts}\n\n${sensitivityReport(quantities)}\n\nin ${place}`);
  }
  return 0;
}

/** Writes the results of the runs, and makes effects of them. */
function effectsIn(
  journal: string,
  folder: string,
  { inputs, trajectories }: SensitivityPlan,
): QuantityEffects[] {
  const steps = inputs.length + 1;
  const outputs = QUANTITIES.map(() => trajectories.map((): number[] => []));
  writeResults([journal], folder, ({ point, runs: [run] }) => {
    for (const [index, { quantity }] of QUANTITIES.entries()) {
      if (run !== undefined) outputs[index]?.[Math.floor(point / steps)]?.push(run[quantity]);
    }
  });
  return QUANTITIES.map(({ quantity, title }, index) => {
    const found = effects(trajectories, outputs[index] ?? []).map((effect, input) => {
      const { path, values } = inputs[input] as (typeof inputs)[number];
      return { parameter: path, from: values[0] ?? '', to: values.at(-1) ?? '', ...effect };
    });
    const sorted = found.toSorted((one, other) => other.muStar - one.muStar);
    return { quantity, title, effects: sorted };
  });
}
