/**
 * Builds dist/ afresh, so that nothing of a deleted file stays: programs with tsc, the lab with vite
 * as one HTML file; and marks the command.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(inRoot('dist'), { recursive: true, force: true });
const compile = [inRoot('node_modules/typescript/bin/tsc'), '-p', inRoot('tsconfig.build.json')];
const bundle = [inRoot('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
const statuses = [compile, bundle].map((task) => {
  return spawnSync(process.execPath, task, { cwd: inRoot('.'), stdio: 'inherit' }).status ?? 1;
});
const command = inRoot('dist/sim/app/cli/main.js');
if (existsSync(command)) chmodSync(command, 0o755);
process.exitCode = Math.max(...statuses);
