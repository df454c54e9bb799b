/**
 * What `npm start` shows: a first migration at once, then the claims of the paper, one by one.
 * With `--brief`, only the first.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const words = process.argv.slice(2);
const isBrief = words.includes('--brief');

/** Runs the built command. @returns its exit code. */
function precopy(...args) {
  return spawnSync(process.execPath, [command, ...args], { stdio: 'inherit' }).status ?? 1;
}

process.exitCode = precopy('demo');
if (!isBrief && process.exitCode === 0) {
  console.log('\nThe claims of the paper, from simulations that start now (a minute or two):\n');
  process.exitCode = precopy('reproduce', ...words);
}
