/** What a plan varies a quantity of, and where its values stand in the file. */
import { InvariantError } from '../../../engine/kernel/assert.ts';
import type { SetOption } from '../../../scenario/load.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { ScenarioTemplate } from '../../../scenario/template.ts';
import { Problem } from '../../../text/problem.ts';
import { asMap, getIn, own } from '../../../text/tree.ts';
import type { Metric } from '../evaluations.ts';
import type { CapSide } from '../variants.ts';
import type { Ladder } from './ladder.ts';

/** A scenario, read and unread. */
export interface Subject {
  readonly template: ScenarioTemplate;
  /** As the file is. */
  readonly scenario: Scenario;
  /** The file, for messages. */
  readonly file: string;
  /** Whose Dom0 is capped. */
  readonly side: CapSide;
  /** The guest whose dirty rate is meant, where several differ. */
  readonly guest?: string | undefined;
}

/** A quantity of one scenario: the values that are looked at, and how they are set. */
export interface Scale {
  /** What is varied, such as 'Dom0 of the source capped'. */
  readonly what: string;
  readonly ladder: Ladder;
  /** Where the search begins, and its first step in places of the ladder. */
  readonly start: number;
  readonly stride: number;
  readonly set: (value: number) => SetOption[];
}

/** A quantity on a scale of numbers, of which a bound is searched. */
export interface Quantity {
  /** As a table names it. */
  readonly name: string;
  /** Which end is searched; the other one is easier to meet. */
  readonly direction: 'least' | 'largest';
  readonly unit: 'percent' | 'pages/s' | 'bit/s' | 'ns';
  /** The metrics that a step to the easier end never makes worse. */
  readonly steady: readonly Metric[];
  /** @throws Problem for a scenario that has no such quantity. */
  readonly open: (subject: Subject) => Scale;
}

/** The mistake of a scenario that a quantity does not suit. */
export function unsuitable({ file }: Subject, message: string, hint: string): Problem {
  return new Problem([{ where: file, message, hint }]);
}

/** The name under which the file has a host or guest; members of a group are under the group's. */
export function nameInFile(raw: unknown, kind: 'hosts' | 'guests', name: string): string {
  const entries = asMap(getIn(raw, [kind]));
  if (own(entries, name) !== undefined) return name;
  const group = name.replace(/-\d+$/u, '');
  if (own(entries, group) !== undefined) return group;
  throw new InvariantError(`${name} is not among the ${kind} of the file`);
}
