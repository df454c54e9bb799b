/**
 * `npx tsx bench/expected-reference.ts [POINTS [FROM]]`: page-exact means of the sample in
 * `expected-sample.ts`, appended to the file that the tests hold `fidelity: expected` to. Points
 * that are in it stay; remove the file to make all again. Takes minutes.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { firstOf } from '../sim/run/result/together.ts';
import { run } from '../sim/run/run.ts';
import { samplePoint, scenarioOf, seedsOf } from './expected-sample.ts';

const PATH = new URL('../test/sim/run/expected/reference.csv', import.meta.url);
const HEAD =
  'index,seeds,totalSeconds,totalDeviation,downtimeSeconds,downtimeDeviation,rounds,pagesSent\n';

const points = Number(process.argv[2] ?? 60);
const from = Number(process.argv[3] ?? 0);
if (!existsSync(PATH)) writeFileSync(PATH, HEAD);
const known = readFileSync(PATH, 'utf8').split('\n');
for (let index = from; index < points; index += 1) {
  if (known.some((line) => line.startsWith(`${index},`))) continue;
  const point = samplePoint(index);
  const seeds = seedsOf(point);
  const runs = Array.from({ length: seeds }, (_, at) =>
    firstOf(run(scenarioOf(point, 'page-exact', at + 1))),
  );
  const total = spread(runs.map(({ totalSeconds }) => totalSeconds));
  const down = spread(runs.map(({ downtimeSeconds }) => downtimeSeconds));
  const rounds = spread(runs.map((result) => result.rounds.length));
  const pages = spread(runs.map(({ pagesSent }) => pagesSent));
  const cells = [total.mean, total.deviation, down.mean, down.deviation, rounds.mean, pages.mean];
  const line = [index, seeds, ...cells.map((cell) => cell.toPrecision(6))].join(',');
  appendFileSync(PATH, `${line}\n`);
}

function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
