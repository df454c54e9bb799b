/** `precopy sensitivity`: ranks parameters of a scenario by their effect on its times. */
import { basename, extname, join } from 'node:path';
import type { Argv } from 'yargs';
import { sensitivityCsv } from '../../output/csv/sensitivity-csv.ts';
import { type QuantityEffects, sensitivityDocument } from '../../output/document/sensitivity.ts';
import { renderText } from '../../output/text/render.ts';
import { effects } from '../../study/fit/elementary-effects.ts';
import { writeAll } from '../files/files.ts';
import { writeResults } from '../sweep/results.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { planOfSensitivity, type SensitivityPlan } from './plan-of-sensitivity.ts';
import { exitCodeOf, runPlan } from './run-plan.ts';
import { sweepOptions } from './sweep.ts';
import { print, printData } from './terminal.ts';

function options(parser: Argv) {
  return sweepOptions(parser)
    .options({
      vary: option.repeated(
        'path=low..high, with ` log` behind it for factors; default: the ranges in the file, or ' +
          'all of its machine',
      ),
      trajectories: {
        ...option.number(
          'paths through the ranges; each takes one run more than there are parameters',
        ),
        default: 10,
      },
      out: option.text('folder of the journal; default: NAME.sensitivity'),
      json: option.json,
      csv: option.flag('as CSV'),
    } as const)
    .epilogue(
      examples([
        'sensitivity guest.yaml --vary "source.dom0.cap=20 %..100 %"',
        'the effect of this one',
      ]),
    );
}

export const command = declareCommand(options, sensitivityCommand);

const QUANTITIES = [
  { quantity: 'totalSeconds', title: 'total time, s' },
  { quantity: 'downtimeSeconds', title: 'downtime, s' },
] as const;

/** @returns the exit code, as `precopy sweep`. */
async function sensitivityCommand(args: Given<typeof options>): Promise<number> {
  option.refuseForms('sensitivity', { json: args.json, csv: args.csv });
  const made = await planOfSensitivity(args);
  const folder = args.out ?? `${basename(args.file, extname(args.file))}.sensitivity`;
  const end = await runPlan(made.plan, folder, args);
  if (end.signal !== undefined) return exitCodeOf(end.signal, end);
  const quantities = effectsIn(end.journalPath, folder, made);
  const { title, points } = made.plan.header;
  const { length: trajectories } = made.trajectories;
  const json = JSON.stringify({ schemaVersion: 1, title, trajectories, runs: points, quantities });
  const csv = sensitivityCsv(quantities);
  writeAll(folder, { 'sensitivity.json': `${json}\n`, 'sensitivity.csv': csv });
  if (args.json) print(json);
  else if (args.csv) printData(csv);
  else if (!args.quiet) {
    const counts = `${trajectories} trajectories, ${points} runs; seconds over the whole range`;
    const place = join(folder, 'sensitivity.csv');
    print(
      `${title}\n${counts}\n\n${renderText(sensitivityDocument(title, quantities))}\n\nin ${place}`,
    );
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
