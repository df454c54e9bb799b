/** Tests of the product run what `npm run build` makes; it is built once, before them, if stale. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built command; undefined for tests that do not run it. */
    command?: string;
  }
}

/** What the build is made of. */
const SOURCES = /^(?:sim|models|docs|README\.md|tools|package.*\.json|tsconfig.*\.json|vite\..*)$/;

/** Vitest calls it before the first test of the product. */
export function setup(project: TestProject): void {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  const products = [resolve(bin.precopy), resolve('dist/lab.html')];
  const builtMs = Math.min(
    ...products.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)),
  );
  const sources = readdirSync('.').filter((name) => SOURCES.test(name));
  if (sources.some((path) => newestMs(path) > builtMs)) {
    process.stderr.write('dist/ is missing or older than its sources: building it ...\n');
    execFileSync(process.execPath, ['tools/build.mjs'], { stdio: 'inherit' });
  }
  project.provide('command', products[0]);
}

/** When anything in a file or folder changed last; a folder changes when an entry goes. */
function newestMs(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
