/**
 * Packages that the lab needs only sometimes: packed text, of which a module is made on demand.
 * To read the text of a script takes a browser as long as to run a simulation.
 */
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

/** An import whose value is taken apart at once: so it is known what of a package is needed. */
const LAZY_IMPORT = /(\{ [\w, ]+ \}) = await import\('(mathjs[^']*)'\)/g;

/** The text of a module with these exports of a package, packed as links to scenarios are. */
async function packedModule(names: string, from: string): Promise<string> {
  const entry = 'packed-entry';
  const code = `export ${names} from '${from}'`;
  const bundle = await rolldown({
    input: entry,
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    platform: 'browser',
    plugins: [
      {
        name: entry,
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  await bundle.close();
  return deflateRawSync(output[0].code, { level: 9 }).toString('base64url');
}

/** Turns dynamic imports of mathjs into ones of packed text. */
export function packedPackages(): Plugin {
  const loader = fileURLToPath(new URL('sim/app/lab/engine/packed.ts', import.meta.url));
  return {
    name: 'packed-packages',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.ts')) return undefined;
      const imports = [...code.matchAll(LAZY_IMPORT)];
      if (imports.length === 0) return undefined;
      let changed = `import { importPacked } from '${loader}';\n${code}`;
      for (const [text, names = '', from = ''] of imports) {
        const packed = await packedModule(names, from);
        changed = changed.replace(text, `${names} = await importPacked('${packed}')`);
      }
      return { code: changed, map: null };
    },
  };
}
