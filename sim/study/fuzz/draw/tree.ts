/** A drawn scenario: the tree of a scenario file, with the parts that every drawn one has. */
import { PROFILES } from '../../../../models/machine/registry.ts';
import { check } from '../../../scenario/check.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { Problem } from '../../../text/problem.ts';
import type { Source } from '../../../text/source.ts';
import { showPath } from '../../../text/tree.ts';
import { readDrawn } from './formulas.ts';

/** A map of the file. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Tree extends Fields {
  readonly machine: string;
  readonly hosts: Readonly<Record<string, Fields>>;
  readonly guests: Readonly<Record<string, Fields>>;
  readonly migrations: readonly Fields[];
  readonly faults?: readonly Fields[];
  readonly changes?: readonly { readonly at: string; readonly set: Fields }[];
}

/** The checked scenario of a tree. @throws Problem with its mistakes, by their paths. */
export function scenarioOf(tree: Tree): Scenario {
  const source: Source = {
    raw: tree,
    place: (path) => showPath(path),
    lineAt: () => undefined,
    isOverlaid: () => false,
  };
  const { scenario, mistakes } = check(source, { profiles: PROFILES, readFormula: readDrawn });
  if (scenario === undefined) throw new Problem(mistakes);
  return scenario;
}
