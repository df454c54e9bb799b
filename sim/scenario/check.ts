/** All checks of one tree of a scenario, and the places of what they find. */

import { addAll } from '../engine/kernel/lists.ts';
import { present } from '../text/fields.ts';
import { type Mistake, Problem, showMistake } from '../text/problem.ts';
import type { Source } from '../text/source.ts';
import type { Finding } from '../text/tree.ts';
import { checkSettings, readChanges } from './changes.ts';
import { checkDisks } from './disks.ts';
import { checkFaults } from './faults.ts';
import { aboutMachine, chosenMachine } from './fitting-machine.ts';
import { resolveGuests } from './formula/resolve.ts';
import type { ReadFormula } from './formula/tree.ts';
import { withGroups } from './groups.ts';
import { checkGuestTypes } from './guest-types.ts';
import { findingsOf } from './issues.ts';
import { checkLimits } from './limits.ts';
import type { ReadMachine } from './machine.ts';
import { withMachinePolicy } from './machine-policy.ts';
import { checkNames, type NamedMachine, readMachine, readParameters } from './names.ts';
import { type Draft, type Profiles, type Scenario, toScenario } from './scenario.ts';
import { fileSchema, type ScenarioFile } from './schema.ts';
import { type ReadTable, withSeries } from './series.ts';
import { probesOf, spreadsIn, uncertainOf } from './uncertain.ts';
import { warningsOf } from './warnings.ts';

/** More mistakes are of no use at once. */
export const MISTAKES_SHOWN = 100;

/** What checking gives: the scenario, unless there are mistakes. */
export interface Checked {
  readonly scenario?: Scenario;
  readonly sweep?: ScenarioFile['sweep'];
  readonly mistakes: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** What a tree is checked with, beside the schema. */
export interface CheckOptions {
  /** The machine profiles that a file may name. */
  readonly profiles: Profiles;
  /** Reads formulas; a file that has any cannot do without. */
  readonly readFormula?: ReadFormula | undefined;
  /** Reads the CSV files of series; likewise. */
  readonly readTable?: ReadTable | undefined;
  /** Reads machine files; likewise. */
  readonly readMachine?: ReadMachine | undefined;
}

/** Checks one tree, its uncertain values at their middles and ends. */
export function check(written: Source, options: CheckOptions): Checked {
  const { spreads, findings } = spreadsIn(written.raw);
  if (findings.length > 0) return { mistakes: locate(findings, written), warnings: [] };
  if (spreads.length === 0) return checkCertain(written, options);
  const probes = probesOf(written, spreads);
  const middle = checkCertain(probes.middle, options);
  const ends = probes.ends.map((pair) => pair.map((end) => checkCertain(end, options)));
  const corners = probes.corners.map((corner) => checkCertain(corner, options));
  const all = [middle, ...ends.flat(), ...corners];
  const mistakes = distinct(all.flatMap((each) => each.mistakes));
  if (middle.scenario === undefined || mistakes.length > 0) return { mistakes, warnings: [] };
  const { scenario } = middle;
  const found = spreads.map((spread, index) => {
    const [low, high] = (ends[index] ?? []).map((end) => end.scenario);
    return uncertainOf(spread, scenario, [low ?? scenario, high ?? scenario]);
  });
  const refused = found.flatMap((each) => ('message' in each ? [each] : []));
  if (refused.length > 0) return { mistakes: locate(refused, written), warnings: [] };
  const uncertain = found.flatMap((each) => ('spread' in each ? [each] : []));
  return { ...middle, scenario: { ...scenario, uncertain } };
}

/** Checks one tree without ranges. Checks that need numbers wait until the schema is content. */
function checkCertain(written: Source, options: CheckOptions): Checked {
  const series = withSeries(written, options.readTable);
  if (series.mistakes.length > 0) return { mistakes: series.mistakes, warnings: [] };
  const { source, findings: groupFindings } = withGroups(series.source);
  const { raw } = source;
  const parsed = fileSchema.safeParse(raw);
  const { changes, findings: changeFindings } = readChanges(raw);
  // A group may have as many findings as members: more than a call takes as arguments.
  const ofSchema = parsed.success ? [] : findingsOf(parsed.error.issues, raw);
  const ofRest = [...series.findings, ...groupFindings, ...checkNames(raw), ...changeFindings];
  const findings = [...ofSchema, ...ofRest].slice(0, MISTAKES_SHOWN);
  // Places are looked for by walking the text's tree: not for more findings than are reported.
  const refuse = (): Checked => ({
    mistakes: locate(findings.slice(0, MISTAKES_SHOWN), source),
    warnings: [],
  });
  const { profiles } = options;
  const { name, by: machineBy } = chosenMachine(raw, parsed.data, profiles);
  if (typeof name !== 'string') return refuse();
  const machine = machineOrMistakes(name, options);
  if (Array.isArray(machine)) return { mistakes: machine, warnings: [] };
  if ('message' in machine) {
    findings.push(machine);
    return refuse();
  }
  const { parameters, findings: parameterFindings } = readParameters(raw, machine.profile);
  addAll(findings, parameterFindings);
  if (!parsed.success) return refuse();
  const { guests, findings: formulaFindings } = resolveGuests(
    parsed.data.guests,
    options.readFormula,
  );
  const { profile, file: machineFile } = machine;
  const migrations = withMachinePolicy(parsed.data.migrations, raw, profile);
  const file = { ...parsed.data, machine: name, guests, migrations };
  const own = { file, profile, parameters, changes };
  const draft: Draft = present({ ...own, machineFile, machineBy });
  const ofNumbers = [...formulaFindings, ...checkLimits(draft), ...checkGuestTypes(draft)];
  addAll(findings, ofNumbers.slice(0, MISTAKES_SHOWN));
  for (const checkAll of [checkDisks, checkFaults, checkSettings])
    addAll(findings, checkAll(draft));
  if (findings.length > 0) return refuse();
  const warnings = [...aboutMachine(file, raw, profiles), ...warningsOf(draft, raw)];
  return {
    scenario: toScenario(draft),
    sweep: parsed.data.sweep,
    mistakes: [],
    warnings: locate(warnings, source),
  };
}

/** The mistakes of a machine file have places of their own. */
function machineOrMistakes(
  name: string,
  options: CheckOptions,
): NamedMachine | Finding | Mistake[] {
  try {
    return readMachine(name, options.profiles, options.readMachine);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [...error.mistakes];
  }
}

/**
 * Findings with their places. Of several values that take part, one that was set from outside is to
 * blame.
 */
export function locate(findings: readonly Finding[], source: Source): Mistake[] {
  return findings.map(({ path, atKey = false, also = [], message, hint }) => {
    const blamed = [path, ...also].find((candidate) => source.isOverlaid(candidate)) ?? path;
    const where = source.place(blamed, atKey ? 'key' : 'value');
    return present({ where, message, hint, line: source.lineAt(where) });
  });
}

/** The mistakes without repetitions. */
export function distinct(mistakes: readonly Mistake[]): Mistake[] {
  return [...new Map(mistakes.map((mistake) => [showMistake(mistake), mistake])).values()];
}

/** Options first, then by line and column. */
export function inFileOrder(mistakes: readonly Mistake[]): Mistake[] {
  const position = ({ where }: Mistake): number => {
    const [, line = '0', column = '0'] = /:(\d+):(\d+)$/u.exec(where) ?? [];
    return Number(line) * 2 ** 21 + Number(column);
  };
  return mistakes.toSorted((left, right) => position(left) - position(right));
}
