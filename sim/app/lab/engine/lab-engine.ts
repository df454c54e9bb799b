/** The engine's side of the lab: the same loading and running as the command line's, on texts. */

import { PROFILES } from '../../../../models/machine/registry.ts';
import type { Migration } from '../../../engine/mechanism/migration.ts';
import { whySlow } from '../../../run/expected/run/way.ts';
import { recordedSteps } from '../../../run/recorded-run.ts';
import { PageRecorder } from '../../../run/result/page-recording.ts';
import type { MigrationResult } from '../../../run/result/result.ts';
import type { Steps, Whereabouts } from '../../../run/result/steps.ts';
import { firstOf } from '../../../run/result/together.ts';
import { run } from '../../../run/run.ts';
import { formulaReader } from '../../../scenario/formula/read-formula.ts';
import { expandSweep, type LoadOptions, loadScenario } from '../../../scenario/load.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { openFitter } from '../../../study/fit/fit.ts';
import type { Point } from '../../../study/fit/model.ts';
import { readCsv } from '../../../text/csv.ts';
import { type Mistake, Problem } from '../../../text/problem.ts';
import { showQuantity } from '../../../text/quantity.ts';
import { writtenLogs } from '../playback/writes.ts';
import type {
  Answer,
  Expectation,
  FittedCurve,
  LabEngine,
  Playable,
  ScenarioInput,
  SweptPoint,
} from './calls.ts';

/** More memory in all cannot be shown page by page. */
const SHOWN_BYTES_MOST = 128 * 2 ** 30;

/** Memory for all of a run's pages together that a browser's tab can hold. */
const PAGE_BYTES_MOST = 256 * 2 ** 20;

export const labEngine: LabEngine = {
  record: (input, onProgress) => answer(() => record(input, onProgress)),
  expect: (input) => answer(() => expectation(input)),
  sweep: (input, onProgress) => answer(() => sweepAll(input, onProgress)),
  runAll: (inputs, onProgress) => answer(() => runAll(inputs, onProgress)),
  fit: (points, places) => answer(async () => fitCurves(points, places)),
};

/** Mistakes and faults as data: an error's class does not survive the way out of a worker. */
async function answer<Value>(work: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, mistakes: error.mistakes };
    return { ok: false, mistakes: [], fault: error instanceof Error ? error.message : `${error}` };
  }
}

async function loadOptions({ text, tables }: ScenarioInput): Promise<LoadOptions> {
  return {
    profiles: PROFILES,
    readFormula: text.includes('formula') ? await formulaReader() : undefined,
    readTable: (path) => {
      const table = Object.hasOwn(tables, path) ? tables[path] : undefined;
      if (table !== undefined) return readCsv(table, path);
      const hint = 'load it together with the scenario: choose or drop both files at once';
      throw new Problem([{ where: path, message: 'this table is not loaded', hint }]);
    },
  };
}

/** Shorter runs are not told of, and news come no faster, ms. */
const NEWS_MS = 300;

/** All steps, with news of where it is. */
function followed<Result>(steps: Steps<Result>, tell: (where: Whereabouts) => void): Result {
  let toldMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - toldMs < NEWS_MS) continue;
    toldMs = performance.now();
    tell(step.value());
  }
}

async function record(
  input: ScenarioInput,
  onProgress: (where: Whereabouts) => void = () => undefined,
): Promise<Playable> {
  const { scenario, warnings } = loadScenario(input.text, input.fileName, await loadOptions(input));
  refuseUnplayable(scenario, input.fileName);
  refuseExpected(scenario, input.fileName);
  refuseHuge(scenario, input.fileName);
  const recorders: PageRecorder[] = [];
  const pagesOf = (migration: Migration): PageRecorder => {
    const recorder = new PageRecorder(migration, PAGE_BYTES_MOST / scenario.migrations.length);
    recorders.push(recorder);
    return recorder;
  };
  const steps = recordedSteps(scenario, { pages: pagesOf });
  const { result, recording } = followed(steps, onProgress);
  // Of a migration that was tried again, the last try.
  const lasts = new Map(recorders.map(({ recording: own }) => [own.guest, own]));
  const pages = [...lasts.values()];
  const logs = pages.map((each) => {
    return writtenLogs(
      each,
      recording.dirty.find(({ guest }) => guest === each.guest),
    );
  });
  return { result, json: JSON.stringify(result), recording, pages, logs, warnings };
}

async function expectation(input: ScenarioInput): Promise<Expectation> {
  const { scenario } = loadScenario(input.text, input.fileName, await loadOptions(input));
  const why = whySlow(scenario);
  if (why !== undefined) return { times: undefined, why };
  refuseUnplayable(scenario, input.fileName);
  const result = run({ ...scenario, fidelity: 'expected' });
  const times = result.migrations.map(({ guest, totalSeconds, downtimeSeconds }) => {
    return { guest, totalSeconds, downtimeSeconds };
  });
  return { times };
}

/** @throws Problem for what the command line can do and a page cannot. */
function refuseUnplayable(scenario: Scenario, fileName: string): void {
  const mistakes: Mistake[] = [];
  if (scenario.migrations.length === 0) {
    const hint = 'add one: `migrations: [{guest: ..., to: ...}]`';
    mistakes.push({ where: fileName, message: 'nothing migrates in this scenario', hint });
  }
  if (scenario.migrations.some(({ policy }) => policy.name === 'module')) {
    const hint = 'run it with `precopy run`';
    const message = 'a policy of your own is a program, which the lab does not load';
    mistakes.push({ where: fileName, message, hint });
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
}

/** @throws Problem for a run with expected numbers of pages, which has no pages to show. */
function refuseExpected({ fidelity }: Scenario, fileName: string): void {
  if (fidelity !== 'expected') return;
  const message = '`fidelity: expected` has no pages to watch';
  const hint = 'leave `fidelity` out here, or run it with `precopy run`';
  throw new Problem([{ where: fileName, message, hint }]);
}

/** @throws Problem for more pages than a page of a browser can show. */
function refuseHuge({ guests, migrations }: Scenario, fileName: string): void {
  const bytes = migrations.reduce((sum, { guest }) => sum + (guests[guest]?.memoryBytes ?? 0), 0);
  if (bytes <= SHOWN_BYTES_MOST) return;
  const message =
    `its guests have ${showQuantity(bytes, 'bytes')} of memory; the lab shows pages of at most ` +
    showQuantity(SHOWN_BYTES_MOST, 'bytes');
  const hint = 'its expected times stand beside the settings; `precopy run` simulates each page';
  throw new Problem([{ where: fileName, message, hint }]);
}

async function sweepAll(
  input: ScenarioInput,
  onProgress: (done: number, all: number) => void,
): Promise<readonly SweptPoint[]> {
  const points = expandSweep(input.text, input.fileName, await loadOptions(input));
  return points.map(({ parameters, replication, scenario }, index) => {
    refuseUnplayable(scenario, input.fileName);
    const migration = firstOf(run(scenario));
    onProgress(index + 1, points.length);
    return { parameters, replication, migration };
  });
}

async function runAll(
  inputs: readonly ScenarioInput[],
  onProgress: (done: number, all: number) => void,
): Promise<readonly MigrationResult[]> {
  const results: MigrationResult[] = [];
  for (const input of inputs) {
    const { text, fileName } = input;
    const { scenario } = loadScenario(text, fileName, await loadOptions(input));
    refuseUnplayable(scenario, fileName);
    results.push(firstOf(run(scenario)));
    onProgress(results.length, inputs.length);
  }
  return results;
}

/** The best fit first. */
async function fitCurves(
  points: readonly Point[],
  places: readonly number[],
): Promise<readonly FittedCurve[]> {
  const { fits } = (await openFitter()).fitAll(points);
  return fits.map(({ predict, predictionInterval: _, ...fit }) => ({
    ...fit,
    values: places.map((x) => predict(x)),
  }));
}
