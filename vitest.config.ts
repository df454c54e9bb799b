/**
 * How the tests run: in Node, in two processes; three are no quicker on two cores, and Slurm's jobs
 * then wait for a core. The timeouts end what hangs and judge no speed; a test that takes longer on
 * a busy machine says so itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Folders of tests that run the build in dist/, which is made first if it is stale. */
const PRODUCT = ['bench', 'docs', 'sim/app'].map((folder) => `test/${folder}/**/*.test.ts`);

/** Files that replace a module, which no other file may see. */
const MOCKING = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((path) => readFileSync(path, 'utf8').includes('vi.mock('));

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['test/support/properties.ts', 'test/support/watchdog.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 55_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    // Modules hold no state but caches: each process loads them once.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...PRODUCT, ...MOCKING],
        },
      },
      { extends: true, test: { name: 'mocking', isolate: true, include: MOCKING } },
      {
        extends: true,
        test: {
          name: 'product',
          include: PRODUCT,
          exclude: MOCKING,
          globalSetup: ['test/support/built-product.ts'],
        },
      },
    ],
  },
});
