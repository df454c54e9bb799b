/**
 * Installs the dependencies when they are missing or older than the lock file; else does nothing.
 * Plain Node, for on a fresh clone there is nothing else.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const lock = inRoot('package-lock.json');
const installed = inRoot('node_modules/.package-lock.json');

const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
if (!isCurrent) {
  console.log('Installing dependencies (npm ci) ...');
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['ci'], { cwd: inRoot('.'), stdio: 'inherit', shell });
  process.exitCode = status ?? 1;
}
