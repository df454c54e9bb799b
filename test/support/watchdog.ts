/**
 * Ends the process of a test that hangs and never gives way, such as a loop without an end: no
 * timer of vitest can act in it. `setupFiles` in vitest.config.ts has it.
 */
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach } from 'vitest';

/** After the limit of the test itself, which says more where it can act. */
const GRACE_MS = 5000;

const WATCH = `
const { parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let timer;
parentPort.on('message', (test) => {
  clearTimeout(timer);
  if (test === undefined) return;
  timer = setTimeout(() => {
    writeSync(2, \`hangs: \${test.name}\\n\`);
    process.kill(process.pid, 'SIGKILL');
  }, test.limitMs);
});
`;

/** One for all files of a process; this file runs before each of them. */
const shared: { watchdog?: Worker } = globalThis as object;
shared.watchdog ??= new Worker(WATCH, { eval: true, execArgv: [] });
const { watchdog } = shared;
watchdog.unref();

beforeEach(({ task }) => {
  // `npm run soak` sets no limit.
  if (!(task.timeout > 0 && task.timeout < 1e9)) return;
  watchdog.postMessage({ name: task.fullName, limitMs: task.timeout + GRACE_MS });
});

afterEach(() => watchdog.postMessage(undefined));
