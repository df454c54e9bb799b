/**
 * `npm run soak`: `precopy fuzz` and the property tests with fresh seeds and many more cases, round
 * after round: a minute of the one, then all of the other.
 *
 *     npm run soak -- --minutes 60    no new round after an hour (default 10)
 *     npm run soak -- --mutants       plants faults and looks whether they are found, instead
 *     npm run soak -- --blocks soak.jsonl --seed 7 --count 1000000
 *                                     so many scenarios of a seed, in blocks of --size (10000), and
 *                                     a line for each in the file; what it has is not run again
 *     npm run soak -- --rounds 3      three rounds
 *     npm run soak -- --factor 50     50 times the cases that tests name (default 10)
 *     npm run soak -- test/laws       only files whose path has this in it
 *
 * It prints the seed of each round; a round that fails is the last, and is repeated by its seed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: 'Infinity' },
    factor: { type: 'string', default: '10' },
    mutants: { type: 'boolean', default: false },
    blocks: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000000' },
    size: { type: 'string', default: '10000' },
  },
});
if (values.mutants) {
  const { findMutants } = await import('./mutants.mjs');
  process.exit((await findMutants(positionals[0])) ? 0 : 1);
}
if (values.blocks !== undefined) {
  const { runBlocks } = await import('./blocks.mjs');
  const { blocks: log, seed } = values;
  const [count, size] = [values.count, values.size].map(Number);
  if (!(count > 0 && size > 0)) throw new Error('--count and --size take a number above 0');
  process.exit((await runBlocks({ log, seed, count, size })) ? 0 : 1);
}
const [minutes, rounds, factor] = [values.minutes, values.rounds, values.factor].map(Number);
if (![minutes, rounds, factor].every((value) => value > 0)) {
  throw new Error('--minutes, --rounds and --factor take a number above 0');
}

/** Test files with properties. */
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((path) => readFileSync(join(root, path), 'utf8').includes("from 'fast-check'"))
  .filter((path) => positionals.every((part) => path.includes(part)));

if (files.length === 0) throw new Error('no file of properties has this in its path');

/** Random scenarios for a minute; true when nothing is found. It prints what repeats a finding. */
function fuzzes(seed) {
  const command = join(root, 'sim/app/cli/main.ts');
  const args = ['--import', 'tsx', command, 'fuzz', '--seed', `${seed}`, '--time', '1m'];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Runs all properties once; true when they hold. */
function hold(seed) {
  const env = { ...process.env, PROPERTY_SEED: `${seed}`, PROPERTY_FACTOR: `${factor}` };
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout=0'];
  const args = [...vitest, '--reporter=dot', ...files];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status === 0;
}

const endMs = Date.now() + minutes * 60_000;
for (let round = 1; round <= rounds && Date.now() < endMs; round += 1) {
  const seed = randomInt(2 ** 31);
  console.log(`\n== round ${round}: seed ${seed}, ${factor} times the cases ==`);
  if (positionals.length === 0 && !fuzzes(seed)) {
    process.exitCode = 1;
    break;
  }
  if (hold(seed)) continue;
  const variables = `PROPERTY_SEED=${seed} PROPERTY_FACTOR=${factor}`;
  console.log(`A property failed. To repeat it: ${variables} npx vitest run FILE`);
  process.exitCode = 1;
  break;
}
