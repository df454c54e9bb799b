/**
 * How the tests run: in Node, in two processes; three are no quicker on two cores, and Slurm's jobs
 * then wait for a core. The timeouts end what hangs and judge no speed; a test that takes longer on
 * a busy machine says so itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders of tests that run the build in dist/, which is made first if it is stale. */
const PRODUCT = ['bench', 'docs', 'sim/app'].map((folder) => `test/${folder}/**/*.test.ts`);

/** Files that replace a module, which no other file may see. */
const MOCKING = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((path) => readFileSync(path, 'utf8').includes('vi.mock('));

/**
 * Files of the product that take ten seconds and more, those first that mostly wait. In a new clone
 * no time is known, and vitest goes by size: short files that take long would end alone.
 */
const LONG = [
  ...['sweep/slurm', 'lab/lab', 'real-qemu/measure', 'docs/pages', 'sweep/killed', 'cli/package'],
  ...['lab/expected', 'lab/same-bytes', 'pool/run-scenarios', 'sweep/memory', 'cli/calibrate'],
].map((name) => `/${name}.test.ts`);

class LongFirst extends BaseSequencer {
  /** Vitest's order, in which projects follow each other, with the long files first in each. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const placeOf = ({ moduleId, project }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return projects.indexOf(project.name) * 100 + (at === -1 ? LONG.length : at);
    };
    return sorted.sort((left, right) => placeOf(left) - placeOf(right));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
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
