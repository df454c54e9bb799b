/** The report of one run. */

import type { PerformanceWindow } from '../../run/performance-curve.ts';
import type { Recording } from '../../run/result/recording.ts';
import type { RunResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { dirtyPlot, performancePlots, sufferTable } from './guest-sections.ts';
import { migrationSections } from './migration-sections.ts';
import type { Block, Page, Section } from './page.ts';
import { timeLine } from './time-line.ts';

/** What every page says of how it was made. */
export interface PageOrigin {
  readonly version: string;
  readonly command: string;
}

/** What was seen of a run beside its result. */
export interface RunDetail {
  readonly recording: Recording;
  readonly curve: readonly PerformanceWindow[];
  readonly scenario: Scenario;
}

/** @param detail undefined when there is nothing but the result. */
export function runPage(
  result: RunResult,
  detail: RunDetail | undefined,
  { version, command }: PageOrigin,
): Page {
  return {
    title: result.title,
    facts: [
      { name: 'machine', value: result.machine },
      { name: 'seed', value: result.seed },
      { name: 'precopy', value: version },
    ],
    command,
    sections: runSections(result, detail),
  };
}

function runSections(result: RunResult, detail: RunDetail | undefined): Section[] {
  const { migrations } = result;
  const sections = migrations.map((each) => migrationSections(each, migrations.length > 1));
  const heads = sections.map(([head]) => head as Section);
  const rests = sections.flatMap(([, ...rest]) => rest);
  return [
    ...heads,
    { title: 'Time line', blocks: detail ? timeLine(detail.recording) : [withoutDetail()] },
    ...rests,
    { title: 'What guests suffered', blocks: guestBlocks(result, detail) },
    ...(detail === undefined ? [] : [parameterSection(detail.scenario)]),
  ];
}

function guestBlocks(result: RunResult, detail: RunDetail | undefined): Block[] {
  if (detail === undefined) return [sufferTable(result)];
  const { curve, recording } = detail;
  return [...performancePlots(curve), sufferTable(result), ...dirtyPlot(recording)];
}

function withoutDetail(): Block {
  const text =
    'A result alone does not say when what ran. Name its scenario, and the run is made again ' +
    'with its seed: precopy report RESULT --scenario FILE. Or ask for the report with the run: ' +
    'precopy run FILE --report FILE.html.';
  return { kind: 'text', text };
}

function parameterSection(scenario: Scenario): Section {
  const overridden = Object.entries(scenario.parameters);
  const text =
    overridden.length === 0
      ? `All numbers of the machine are those of ${scenario.machine}. This lists them with their ` +
        `sources: precopy machine ${scenario.machine}`
      : `These numbers are not those of ${scenario.machine}:`;
  return {
    title: 'Parameters',
    blocks: [
      { kind: 'text', text },
      ...(overridden.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              columns: [{ title: 'parameter' }, { title: 'value', right: true }],
              rows: overridden.map(([name, value]) => [name, String(value)]),
            },
          ]),
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
