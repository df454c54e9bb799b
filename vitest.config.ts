/**
 * How the tests run: in Node, two files at a time, each in a process of its own. The timeouts end
 * what hangs and judge no speed; a test that takes longer on a busy machine says so itself.
 */
import { defineConfig } from 'vitest/config';

/** Folders of tests that run the build in dist/, which is made first if it is stale. */
const PRODUCT = ['bench', 'docs', 'sim/app'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['test/support/properties.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: PRODUCT } },
      {
        extends: true,
        test: {
          name: 'product',
          include: PRODUCT,
          globalSetup: ['test/support/built-product.ts'],
        },
      },
    ],
  },
});
