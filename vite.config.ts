/**
 * How the lab is bundled: as one HTML file, which `precopy lab` serves and which works from disk,
 * where browsers load no modules and no other files.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { markdownPages } from './vite.markdown.ts';
import { packedPackages } from './vite.packed.ts';

const inRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a page may load: nothing but its own script and style, and a worker made of them. */
function contentPolicy(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  const rules = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}" />`;
}

/** The text of a script that does not end the element that holds it. */
const withinScript = (code: string): string => code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c');

/** A script that is text to the page, to be found by the name of its file. */
const textScript = (path: string, code: string): string =>
  `<script type="text/plain" id="${posix.basename(path)}">${withinScript(code)}</script>`;

/** Puts script and style into the page; the script runs when the page's elements are there. */
function inOneFile(): Plugin {
  return {
    name: 'in-one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') return;
      let [script, style, texts] = ['', '', ''];
      for (const [name, file] of Object.entries(bundle)) {
        if (file === page) continue;
        if (file.type === 'chunk') script += withinScript(file.code);
        else if (name.endsWith('.css')) style += String(file.source);
        else texts += textScript(name, String(file.source));
        delete bundle[name];
      }
      const bare = String(page.source).replaceAll(
        /<(?:script|link)[^>]*assets[^>]*>(?:<\/script>)?/g,
        '',
      );
      page.fileName = 'lab.html';
      page.source = bare
        .replace('<head>', (start) => `${start}${contentPolicy(script)}`)
        .replace('</head>', (end) => `<style>${style}</style>${end}`)
        .replace('</body>', (end) => `${texts}<script>${script}</script>${end}`);
    },
  };
}

export default defineConfig({
  root: inRoot('sim/app/lab'),
  base: './',
  // The package's own build for browsers, which has no use for Node's buffers.
  resolve: { alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' } },
  plugins: [markdownPages(), inOneFile()],
  worker: { format: 'iife', plugins: () => [packedPackages()] },
  build: {
    outDir: inRoot('dist'),
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: {
      output: { format: 'iife', codeSplitting: false },
      checks: { pluginTimings: false },
    },
  },
});
