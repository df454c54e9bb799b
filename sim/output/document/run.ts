/** One run: its migrations, and what its guests lost; with details on pages, the time line. */

import type { RunResult } from '../../run/result/result.ts';
import { together } from '../../run/result/together.ts';
import { profileOf } from '../../run/world/machine-of.ts';
import type { DrawnValue } from '../../scenario/drawn-value.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { drawn } from '../../scenario/uncertain.ts';
import type { RunIntervals } from '../../study/interval/interval.ts';
import { numeric, type ReportDocument, type Section, worded } from './document.ts';
import { faultSections } from './fate.ts';
import { guestSection } from './guests.ts';
import { intervalSection } from './interval.ts';
import { DETAILED_MOST, manyTable } from './many.ts';
import { migrationSection } from './migration.ts';
import { type SeenRun, timeLineBlocks } from './time-line-section.ts';
import { verdictOf } from './verdict.ts';

/** What is known of a run beside its result. */
export interface KnownOfRun {
  readonly scenario: Scenario;
  /** Where its times lie, if that was asked for. */
  readonly intervals?: RunIntervals | undefined;
}

/** A run with what was seen of it. */
export interface RunDetail extends SeenRun, KnownOfRun {}

/** @param known nothing of a result that was kept; the scenario of a run that was not watched. */
export function runDocument(
  result: RunResult,
  known: RunDetail | KnownOfRun | undefined = undefined,
): ReportDocument {
  const scenario = known && drawn(known.scenario).scenario;
  const seen = known !== undefined && 'recording' in known ? known : undefined;
  const { title, machine, seed, fidelity, migrations, drawn: values = [] } = result;
  const isCertain = fidelity === 'expected' && values.length === 0;
  const ofSeed = fidelity === 'expected' ? `seed ${seed}: expected values` : `seed ${seed}`;
  const chance = isCertain ? 'expected values' : ofSeed;
  const isMany = migrations.length > DETAILED_MOST;
  const many = { title: 'Every migration', blocks: [manyTable(migrations)] };
  return {
    title,
    facts: [
      { name: 'machine', value: machine },
      { name: 'seed', value: isCertain ? 'none: expected values' : seed },
    ],
    lead: [...aboutMachine(scenario), title, `${machine}, ${chance}`].join('\n'),
    sections: [
      ...(values.length > 0 ? [drawnSection(values)] : []),
      ...(isMany ? [many] : migrations.map((each) => migrationSection(each, scenario))),
      { title: 'Time line', onPage: true, blocks: timeLineBlocks(result, seen) },
      guestSection(result),
      ...(migrations.length > 1 ? [togetherSection(result)] : []),
      ...(known?.intervals === undefined ? [] : [intervalSection(known.intervals)]),
      ...faultSections(result),
      ...(seen === undefined ? [] : [parameterSection(scenario ?? seen.scenario)]),
      ...(scenario === undefined ? [] : [verdictSection(verdictOf(result, scenario))]),
    ],
  };
}

/** Says so when the file did not choose its machine. */
function aboutMachine(scenario: Scenario | undefined): string[] {
  if (scenario?.machineBy === undefined) return [];
  const { title, year } = profileOf(scenario);
  return scenario.machineBy === 'default'
    ? [`The file names no machine, so these are the paper's hosts of ${year}: ${title}.`]
    : [`The machine that fits the file, of ${year}: ${title}.`];
}

function verdictSection(sentence: string): Section {
  return { title: 'In a sentence', blocks: [{ kind: 'text', text: sentence }] };
}

function drawnSection(values: readonly DrawnValue[]): Section {
  const facts = values.map(({ path, value }) => ({ name: path, value: String(value) }));
  return { title: 'Drawn from the ranges', isTitled: true, blocks: [{ kind: 'facts', facts }] };
}

function togetherSection(result: RunResult): Section {
  const { migrations, seconds, downtimeSumSeconds, downtimeMostSeconds } = together(result);
  const facts = [
    { name: `all ${migrations}`, value: `${seconds.toFixed(3)} s` },
    { name: 'downtimes, sum', value: `${downtimeSumSeconds.toFixed(3)} s` },
    { name: 'downtime, longest', value: `${downtimeMostSeconds.toFixed(3)} s` },
  ];
  return { title: 'All migrations', blocks: [{ kind: 'facts', facts }] };
}

function parameterSection(scenario: Scenario): Section {
  const overridden = Object.entries(scenario.parameters);
  const text =
    overridden.length === 0
      ? `All numbers of the machine are those of ${scenario.machine}. This lists them with their ` +
        `sources: precopy machine ${scenario.machine}`
      : `These numbers are not those of ${scenario.machine}:`;
  const table = {
    kind: 'table' as const,
    columns: [...worded('parameter'), ...numeric('value')],
    rows: overridden.map(([name, value]) => [name, String(value)]),
  };
  return {
    title: 'Parameters',
    onPage: true,
    blocks: [
      { kind: 'text', text },
      ...(overridden.length === 0 ? [] : [table]),
      { kind: 'code', folded: 'The scenario as it was run', text: shown(scenario) },
    ],
  };
}

const SCENARIO_MOST = 20_000;

/** JSON; long series of numbers are not for reading and are cut. */
function shown(scenario: Scenario): string {
  const text = JSON.stringify(scenario, null, 1);
  return text.length <= SCENARIO_MOST ? text : `${text.slice(0, SCENARIO_MOST)}\n… (cut)`;
}
