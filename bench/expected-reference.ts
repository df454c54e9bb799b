/**
 * `npx tsx bench/expected-reference.ts [POINTS [FROM]]`: page-exact means of the samples in
 * `expected-sample.ts` and `expected-kinds.ts`, appended to the files that the tests hold
 * `fidelity: expected` to. Points that are in them stay; remove a file to make all again. Takes
 * minutes.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { firstOf } from '../sim/run/result/together.ts';
import { run } from '../sim/run/run.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';
import { KIND_POINTS, KIND_SEEDS, KINDS, kindScenario } from './expected-kinds.ts';
import { samplePoint, scenarioOf, seedsOf } from './expected-sample.ts';

const FIELDS =
  'index,seeds,totalSeconds,totalDeviation,downtimeSeconds,downtimeDeviation,rounds,pagesSent\n';

const points = Number(process.argv[2] ?? 60);
const from = Number(process.argv[3] ?? 0);
const sample = openTable('reference.csv', FIELDS);
for (let index = from; index < points; index += 1) {
  if (sample.has(`${index},`)) continue;
  const point = samplePoint(index);
  const cells = meansOf(seedsOf(point), (seed) => scenarioOf(point, 'page-exact', seed));
  sample.add(`${index},${cells}`);
}
const kinds = openTable('kinds.csv', `kind,${FIELDS}`);
for (const kind of Object.keys(KINDS)) {
  for (let index = 0; index < KIND_POINTS; index += 1) {
    const head = `"${kind}",${index},`;
    if (kinds.has(head)) continue;
    const cells = meansOf(KIND_SEEDS, (seed) => kindScenario(kind, index, 'page-exact', seed));
    kinds.add(head + cells);
  }
}

/** A file of the tests, a row a point. */
function openTable(name: string, head: string) {
  const path = new URL(`../test/sim/run/expected/${name}`, import.meta.url);
  if (!existsSync(path)) writeFileSync(path, head);
  const known = readFileSync(path, 'utf8').split('\n');
  return {
    has: (start: string): boolean => known.some((line) => line.startsWith(start)),
    add: (row: string): void => appendFileSync(path, `${row}\n`),
  };
}

/** Means and deviations over page-exact runs, as cells. */
function meansOf(seeds: number, scenarioWith: (seed: number) => Scenario): string {
  const runs = Array.from({ length: seeds }, (_, at) => firstOf(run(scenarioWith(at + 1))));
  const total = spread(runs.map(({ totalSeconds }) => totalSeconds));
  const down = spread(runs.map(({ downtimeSeconds }) => downtimeSeconds));
  const rounds = spread(runs.map((result) => result.rounds.length));
  const pages = spread(runs.map(({ pagesSent }) => pagesSent));
  const cells = [total.mean, total.deviation, down.mean, down.deviation, rounds.mean, pages.mean];
  return [seeds, ...cells.map((cell) => cell.toPrecision(6))].join(',');
}

function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
