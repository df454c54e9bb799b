/**
 * `npx tsx bench/expected-accuracy.ts`: `fidelity: expected` against the page-exact means in
 * `test/sim/run/expected/reference.csv`, point by point, with quantiles of the errors; and kind by
 * kind against those in `kinds.csv`.
 */
import { readFileSync } from 'node:fs';
import { table } from '../sim/output/text/table.ts';
import { firstOf } from '../sim/run/result/together.ts';
import { run } from '../sim/run/run.ts';
import { kindRows } from './expected-kind-rows.ts';
import { KINDS, kindScenario } from './expected-kinds.ts';
import { samplePoint, scenarioOf } from './expected-sample.ts';

const PATH = new URL('../test/sim/run/expected/reference.csv', import.meta.url);
const [, ...lines] = readFileSync(PATH, 'utf8').trim().split('\n');
const rows = lines.map((line) => {
  const [index = 0, seeds = 0, total = 0, , down = 0] = line.split(',').map(Number);
  const point = samplePoint(index);
  const mean = firstOf(run(scenarioOf(point, 'expected')));
  const errors = { total: mean.totalSeconds / total - 1, down: mean.downtimeSeconds / down - 1 };
  return { point, seeds, total, down, ...{ errors } };
});

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
const cells = rows.map(({ point, seeds, total, down, errors }) => [
  `${point.index}`,
  point.scheduler,
  `${point.sourceCapPercent}, ${point.destinationCapPercent} %`,
  `${point.memoryMib} MiB`,
  `${point.writesPerSecond} ${point.pattern}`,
  `${seeds}`,
  total.toFixed(2),
  percent(errors.total),
  down.toFixed(3),
  percent(errors.down),
]);
const titles = ['point', '', 'caps', 'memory', 'writes/s', 'runs', 'total s', '', 'down s', ''];
const columns = titles.map((title, index) => ({ title, right: index !== 1 }));
process.stdout.write(`${table(columns, cells)}\n\n`);
for (const form of ['fluid', 'on-off'] as const) {
  const own = rows.filter(({ point }) => point.scheduler === form);
  const total = quantiles(own.map(({ errors }) => errors.total));
  const down = quantiles(own.map(({ errors }) => errors.down));
  process.stdout.write(`${form}, ${own.length} points: total ${total}, downtime ${down}\n`);
}

const known = kindRows();
for (const kind of Object.keys(KINDS)) {
  const own = known.filter((row) => row.kind === kind);
  const runs = own.map(({ index }) => firstOf(run(kindScenario(kind, index, 'expected'))));
  const total = quantiles(runs.map((each, at) => each.totalSeconds / own[at]!.total - 1));
  const down = quantiles(runs.map((each, at) => each.downtimeSeconds / own[at]!.down - 1));
  process.stdout.write(`${kind}, ${own.length} points: total ${total}, downtime ${down}\n`);
}

function quantiles(errors: readonly number[]): string {
  const sorted = errors.map(Math.abs).sort((a, b) => a - b);
  const at = (part: number): string =>
    percent(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
  return `median ${at(0.5)}, 95th percentile ${at(0.95)}`;
}
