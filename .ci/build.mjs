/** Builds dist/ afresh with tsc, so that nothing of a deleted file stays, and marks the command. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(inRoot('dist'), { recursive: true, force: true });
const compile = [inRoot('node_modules/typescript/bin/tsc'), '-p', inRoot('tsconfig.build.json')];
const { status } = spawnSync(process.execPath, compile, { stdio: 'inherit' });
const command = inRoot('dist/sim/cli/main.js');
if (existsSync(command)) chmodSync(command, 0o755);
process.exitCode = status ?? 1;
