/**
 * Builds dist/ from scratch, so that nothing of a deleted file stays:
 *
 *     cli/main.js     the command, with the packages that it needs at once bundled in
 *     lib/index.js    the library with its declarations; packages stay imports
 *     report-page.js  the script of report pages
 *     lab.html        the lab as one page
 */
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { build as vite } from 'vite';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Loaded from where it is installed: piscina starts a file of its own. */
const NOT_BUNDLED = ['piscina'];

/** Parts that commands share, in few files: to open one takes longer than to read it. */
const SHARED = [
  {
    name: 'base',
    test: /\/(sim\/text\/(problem|suggest|visible)|kernel\/assert|app\/version|cli\/(terminal|options))\.ts$/,
  },
  {
    name: 'engine',
    test: /\/(sim\/(text|scenario|engine|run|output\/(csv|text)|app\/files)|models)\/|\/(zod|yaml|js-yaml|seedrandom)\//,
  },
];

/** Less text is read sooner; names stay, for the traces of faults. */
const SHORTER = { mangle: false, compress: true, codegen: { removeWhitespace: true } };

/** Writes one bundle. @returns the ids of the modules in it. */
async function bundle(folder, input, { external, plugins = [], output = {} }) {
  const made = await rolldown({
    cwd: inRoot('.'),
    input,
    platform: 'node',
    external,
    plugins,
    checks: { pluginTimings: false },
  });
  const { output: files } = await made.write({
    dir: inRoot(folder),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    ...output,
  });
  await made.close();
  return files.flatMap(({ moduleIds = [] }) => moduleIds);
}

/** The licences of the packages in a bundle, as each of them asks for. */
function writeLicences(file, moduleIds) {
  const folders = moduleIds.flatMap(
    (id) => /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().flatMap((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const licences = readdirSync(folder).filter((each) => /^(licen[cs]e|notice)/i.test(each));
    const bodies = licences.map((each) => readFileSync(`${folder}/${each}`, 'utf8').trim());
    return [`${name} ${version}\n\n${bodies.join('\n\n')}\n`];
  });
  writeFileSync(inRoot(file), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

rmSync(inRoot('dist'), { recursive: true, force: true });
const commandModules = await bundle(
  'dist/cli',
  {
    main: inRoot('sim/app/cli/main.ts'),
    worker: inRoot('sim/app/pool/worker.ts'),
    'fuzz-worker': inRoot('sim/app/pool/fuzz-worker.ts'),
  },
  { external: NOT_BUNDLED, output: { codeSplitting: { groups: SHARED }, minify: SHORTER } },
);
writeLicences('dist/cli/third-party-licences.txt', commandModules);
chmodSync(inRoot('dist/cli/main.js'), 0o755);
await bundle(
  'dist',
  { 'report-page': inRoot('sim/output/page/main.ts') },
  { output: { format: 'iife', minify: true } },
);
await bundle(
  'dist/lib',
  { index: inRoot('sim/index.ts') },
  { external: /^[a-z@][^:]*$/, plugins: [dts({ tsconfig: inRoot('tsconfig.build.json') })] },
);
// The public types use none of zod's; a bare import of it would still ask for the package.
const types = inRoot('dist/lib/index.d.ts');
writeFileSync(types, readFileSync(types, 'utf8').replace(/^import \{ z \} from "zod";\n+/m, ''));
await vite({ configFile: inRoot('vite.config.ts'), logLevel: 'warn' });
