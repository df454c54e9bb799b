/**
 * `npm run soak -- --mutants`: plants faults in the engine, each of which `precopy fuzz` has to
 * find within a minute. Nothing of the source is touched: texts are replaced while it is bundled.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundleFuzz, inRoot } from './fuzz-bundle.mjs';

/** What is planted: in which file, and which text becomes which. */
export const MUTANTS = [
  {
    name: 'a lost CLEAN: some of what it found is forgotten',
    file: 'sim/engine/machine/memory/guest-memory.ts',
    text: '    into.set(dirty);',
    by: '    into.set(dirty); into[1] = 0;',
  },
  {
    name: 'a CLEAN that does not empty the log',
    file: 'sim/engine/machine/memory/guest-memory.ts',
    text: '    this.#dirty.fill(0);\n    this.#forget();\n    this.watcher?.cleaned();',
    by: '    this.#forget();\n    this.watcher?.cleaned();',
  },
  {
    name: 'a double resume: at the source, though the guest runs',
    file: 'sim/engine/mechanism/fate.ts',
    text: '      guest.resume(source);\n    }\n    this.#course',
    by: '    }\n    guest.resume(source);\n    this.#course',
  },
  {
    name: 'a second copy: the guest stays at the source as well',
    file: 'sim/engine/machine/guest/guest.ts',
    text: '      this.host.removeGuest(this);\n',
    by: '',
  },
  {
    name: 'a forgotten cancel: an event that was taken back happens',
    file: 'sim/engine/kernel/simulation.ts',
    text: '    handle.action = null;',
    by: '',
  },
  {
    name: 'a stale try: it goes on beside the one after it',
    file: 'sim/engine/mechanism/course.ts',
    text: '    scope.stop();\n',
    by: '',
  },
  {
    name: 'a retry too many',
    file: 'sim/run/run.ts',
    text: 'failed.length >= times)',
    by: 'failed.length > times)',
  },
  {
    name: 'room that is not given back after a migration has failed',
    file: 'sim/run/run.ts',
    text: 'if (!isHopeless) admission.leave(from, to);',
    by: 'if (!isHopeless && result.abandoned !== true) admission.leave(from, to);',
  },
];

/** Bundles the command with a fault in it. @returns its path. @throws where there is no such text. */
async function build({ file, text, by }) {
  let times = 0;
  const plant = {
    name: 'plant',
    transform(code, id) {
      if (id !== inRoot(file)) return null;
      times = code.split(text).length - 1;
      return code.replace(text, by);
    },
  };
  const folder = await bundleFuzz('mutant', [plant]);
  if (times !== 1) throw new Error(`${file} has this text ${times} times: ${text}`);
  return join(folder, 'main.js');
}

const SECONDS = 60;

/** Plants each fault and looks for it. @returns whether all were found. */
export async function findMutants(only = '') {
  let areAllFound = true;
  for (const mutant of MUTANTS.filter(({ name }) => name.includes(only))) {
    const command = await build(mutant);
    const startMs = Date.now();
    const words = ['fuzz', '--seed', '1', '--every', '20', '--time', `${SECONDS} s`, '--quiet'];
    const { stdout, status } = spawnSync(process.execPath, [command, ...words], {
      encoding: 'utf8',
    });
    const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
    const found = /^scenario (\d+), (\S+): (.*)$/m.exec(stdout);
    const isFound = status === 70 && found !== null;
    areAllFound &&= isFound;
    const how = isFound
      ? `${seconds} s, scenario ${found[1]}, ${found[2]}: ${found[3].slice(0, 90)}`
      : `NOT FOUND in ${seconds} s`;
    console.log(`${mutant.name}\n    ${how}`);
  }
  return areAllFound;
}
