/** Options that mean the same in every command that has them. */
import { Problem } from '../../text/problem.ts';

/** An option that may be repeated: a list of its texts. */
export function repeated(describe: string) {
  const none: string[] = [];
  return { type: 'string', array: true, nargs: 1, default: none, describe } as const;
}

/** An option that is on or off. */
export function flag(describe: string) {
  return { type: 'boolean', default: false, describe } as const;
}

/** An option with a text. */
export function text(describe: string) {
  return { type: 'string', describe } as const;
}

/** An argument that must be there. */
export function required(describe: string) {
  return { type: 'string', demandOption: true, describe } as const;
}

/** A list of files, at least one. */
export function files(describe: string) {
  return { type: 'string', array: true, demandOption: true, describe } as const;
}

/** A number, with a default or without. */
export function number(describe: string) {
  return { type: 'number', describe } as const;
}

/** The scenario of most commands. */
export const scenarioFile = required('scenario file (YAML)');

export const machine = text('machine file or profile name (overrides the scenario)');
export const set = repeated(
  'set a value of the scenario: path=value, such as "source.dom0.cap=40 %"; may be repeated',
);
export const seed = text("random seed (overrides the file's)");
export const where = repeated('only rows with column=value; may be repeated');
export const workers = number('number of threads; default: one per processor, same bytes with any');
export const policy = text(
  "JavaScript module that decides for every migration, instead of the scenario's policies",
);
export const verify = flag('check that the content of every page arrives');
export const report = text('also write an HTML report with plots to this file');
export const plot = {
  type: 'boolean',
  describe: 'draw the curve below the table; default: on a terminal',
} as const;
export const json = flag('print everything as one JSON object');
/** Intervals of 90 %. */
export const draws = number('runs of an interval, each with its own seed and draw; default 40');
export const quiet = flag('print only the result: no warnings, no progress');
/** For commands whose result goes to files. */
export const quietTable = flag('no table, no warnings, no progress');
export const parquet = flag(
  'write the runs as columns, runs.parquet, in place of text; `precopy merge` gives that as well',
);
export const fidelity = {
  choices: ['page-exact', 'expected'],
  describe: "every page and every CPU slice, or expected values (overrides the file's)",
} as const;

/** How a scenario is simulated, beside what its file says. */
export const simulation = { machine, set, seed, fidelity, workers } as const;

/** The options that count something. */
const COUNTS = [
  ...['workers', 'replications', 'draws', 'budget', 'shards', 'trajectories'],
  ...['count', 'every', 'findings'],
] as const;

/** @throws Problem for a number of things that is not a whole number of at least 1. */
export function requireCounts(args: Readonly<Record<string, unknown>>): void {
  for (const name of COUNTS) {
    const value = args[name];
    if (value === undefined || (Number.isInteger(value) && (value as number) >= 1)) continue;
    const message = `expected a whole number of at least 1, got ${value}`;
    throw new Problem([{ where: `--${name}`, message }]);
  }
}

/** @throws Problem when more than one form of a result is asked for, such as JSON and CSV. */
export function refuseForms(
  command: string,
  asked: Readonly<Record<string, boolean>>,
  more = '',
): void {
  if (Object.values(asked).filter((isAsked) => isAsked).length < 2) return;
  const names = Object.keys(asked).map((name) => `--${name}`);
  const forms = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const hint = `ask for one of ${forms}${more}`;
  throw new Problem([{ where: `precopy ${command}`, message: 'stdout holds one form', hint }]);
}
