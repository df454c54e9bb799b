/** A file with one guest whose workload is asked for, for the tests of workloads over time. */
import { formulaReader } from '../../../sim/scenario/formula/read-formula.ts';
import type { LoadOptions } from '../../../sim/scenario/load.ts';
import { load, mistakesOf } from './support.ts';

export const readFormula = await formulaReader();

export type Options = Omit<LoadOptions, 'profiles'>;

/** The file; the workload stands in its seventh line. */
export const text = (workload: string): string => `title: Varying
hosts: {a: {}, b: {}}
guests:
  vm:
    host: a
    memory: 1 GiB
    workload: ${workload}
migrations: [{guest: vm, to: b}]
`;

/** The checked workload. */
export const workloadOf = (workload: string, options: Options = { readFormula }) =>
  load(text(workload), options).scenario.guests.vm?.workload;

/** The mistakes. */
export const wrong = (workload: string, options: Options = { readFormula }): string[] =>
  mistakesOf(() => load(text(workload), options));

export const FORMULA = 'kind: formula, workingSet: 64 MiB';
export const REPLAY = 'kind: replay, workingSet: 64 MiB';
