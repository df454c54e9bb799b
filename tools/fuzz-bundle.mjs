/** `precopy fuzz` in one folder, as it is now: what is changed meanwhile does not reach it. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

export const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** @param plugins of the bundler. @returns the folder, with `main.js` and `fuzz-threads.js`. */
export async function bundleFuzz(name, plugins = []) {
  const folder = inRoot(`node_modules/.cache/${name}`);
  rmSync(folder, { recursive: true, force: true });
  const made = await rolldown({
    cwd: inRoot('.'),
    input: {
      main: inRoot('sim/app/cli/main.ts'),
      'fuzz-threads': inRoot('sim/app/pool/fuzz-threads.ts'),
      'fuzz-worker': inRoot('sim/app/pool/fuzz-worker.ts'),
    },
    platform: 'node',
    external: ['piscina'],
    plugins,
    checks: { pluginTimings: false },
  });
  const names = { entryFileNames: '[name].js', chunkFileNames: '[name].js' };
  await made.write({ dir: folder, format: 'esm', ...names });
  await made.close();
  return folder;
}
