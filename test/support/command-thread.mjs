/**
 * The built command in a thread that stays, for `cli.ts`: what it loads and compiles serves all
 * calls. Each call runs `main.js` from its start, with its own words, environment and exit code.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { command, turn, answers } = workerData;
let printed = { out: '', err: '' };
let calls = 0;

for (const [name, stream] of Object.entries({ out: process.stdout, err: process.stderr })) {
  stream.write = (text) => {
    printed[name] += text;
    return true;
  };
}

/** Wakes the test, which waits for its turn. */
function answer(code, hasEnded) {
  answers.postMessage({ ended: { code, ...printed }, hasEnded });
  Atomics.store(turn, 0, 1);
  Atomics.notify(turn, 0);
}

/** Also of what ends a process: `process.exit`, an error that nothing catches. */
process.on('exit', (code) => answer(code, true));

parentPort.on('message', async ({ args, cwd, env }) => {
  printed = { out: '', err: '' };
  // A thread keeps the folder that it saw first.
  process.cwd = () => cwd;
  process.argv.splice(1, Number.POSITIVE_INFINITY, command, ...args);
  process.env = env;
  process.exitCode = undefined;
  calls += 1;
  let code = 1;
  try {
    await import(`${pathToFileURL(command)}?call=${calls}`);
    code = process.exitCode ?? 0;
  } catch (error) {
    printed.err += `${error.stack}\n`;
  }
  process.stdout.removeAllListeners('error');
  process.exitCode = undefined;
  answer(code, false);
});
