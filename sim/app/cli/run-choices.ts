/** Options that mean the same in every command that has them. */
import { Problem } from '../../text/problem.ts';

/** One seed for all. */
export const SEED_OPTION = {
  type: 'string',
  describe: "seed of all chance, instead of the file's",
} as const;

/** How many threads. */
export const WORKERS_OPTION = {
  type: 'number',
  describe: 'threads that share the runs; default: one per processor, same bytes with any',
} as const;

/** An option that may be given again: a list of its texts. */
function listed(describe: string) {
  const none: string[] = [];
  return { type: 'string', array: true, nargs: 1, default: none, describe } as const;
}

/** Values that replace those of the scenario. */
export const SET_OPTION = listed(
  'set a value of the scenario: path=value, such as "source.dom0.cap=40 %"; may be repeated',
);

/** Rows of a CSV file. */
export const WHERE_OPTION = listed('only rows with column=value; may be repeated');

/** The whole result, for a program. */
export const JSON_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'all of it as one JSON object',
} as const;

/** For commands whose result goes to stdout. */
export const QUIET_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'only the result: no warnings, no progress',
} as const;

/** For commands whose result goes to files. */
export const QUIET_TABLE_OPTION = {
  type: 'boolean',
  default: false,
  describe: 'no table, no warnings, no progress',
} as const;

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
