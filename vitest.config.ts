/**
 * How the tests run: in Node, two files at a time, each in a process of its own. A test may take
 * long on a busy machine; the timeouts end what hangs and judge no speed.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    restoreMocks: true,
  },
});
