/**
 * All that must hold before a change goes in: the build, types, style, dead code and every test.
 * Each check counts as one test in the last line, `N passed, N failed`.
 *
 * With `--fast`: types, style, the house rules, and the tests that changes since the last commit
 * touch; no build and no search for dead code.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isFast = process.argv.includes('--fast');

/** Runs a program of Node in the project's folder; true when it ends well. */
function succeeds(path, ...args) {
  const options = { cwd: root, stdio: 'inherit' };
  return spawnSync(process.execPath, [join(root, path), ...args], options).status === 0;
}

/** The lab has a browser's types, everything else Node's. */
const checksTypes = (project) =>
  succeeds('node_modules/typescript/bin/tsc', '--noEmit', '-p', project);

const all = [
  { name: 'build', passes: () => succeeds('tools/build.mjs') },
  { name: 'types', passes: () => checksTypes('.') && checksTypes('sim/app/lab') },
  { name: 'style', passes: () => succeeds('node_modules/@biomejs/biome/bin/biome', 'check', '.') },
  { name: 'dead code', passes: () => succeeds('node_modules/knip/bin/knip.js') },
];
const checks = isFast ? all.filter(({ name }) => name === 'types' || name === 'style') : all;

/** Runs vitest and returns its own counts; a run that died without a report is one failure. */
function runTests(...which) {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isFine = succeeds('node_modules/vitest/vitest.mjs', 'run', ...reporters, ...which);
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    // A file that cannot be loaded has no test that failed, yet the run did.
    return {
      passed: numPassedTests,
      failed: isFine ? numFailedTests : Math.max(1, numFailedTests),
    };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const results = checks.map(({ name, passes }) => {
  console.log(`\n== ${name} ==`);
  const isFine = passes();
  return { name, passed: isFine ? 1 : 0, failed: isFine ? 0 : 1 };
});
console.log('\n== tests ==');
if (isFast) {
  results.push({ name: 'house rules', ...runTests('test/tidy.test.ts') });
  results.push({ name: 'changed', ...runTests('--changed', '--passWithNoTests') });
} else {
  results.push({ name: 'tests', ...runTests() });
}

const sum = (count) => results.reduce((total, result) => total + count(result), 0);
for (const { name, failed } of results) if (failed > 0) console.log(`failed: ${name}`);
console.log(`${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed`);
process.exitCode = results.every(({ failed }) => failed === 0) ? 0 : 1;
