/**
 * All that must hold before a change goes in: the build, types, style, dead code and every test.
 * Each of the four checks counts as one test in the last line, `N passed, N failed`.
 *
 * With `--fast`: no build, no check for dead code, and only the tests of what git says has changed.
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

const checks = [
  ['build', () => isFast || succeeds('.ci/build.mjs')],
  ['types', () => succeeds('node_modules/typescript/bin/tsc', '--noEmit')],
  ['style', () => succeeds('node_modules/@biomejs/biome/bin/biome', 'check', '.')],
  ['dead code', () => isFast || succeeds('node_modules/knip/bin/knip.js')],
];

/** Runs vitest and returns its own counts; a run that died without a report is one failure. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const which = isFast ? ['--changed', '--passWithNoTests'] : [];
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

const failedChecks = checks.filter(([name, passes]) => {
  console.log(`\n== ${name} ==`);
  return !passes();
});
console.log('\n== tests ==');
const tests = runTests();

for (const [name] of failedChecks) console.log(`failed: ${name}`);
const failed = tests.failed + failedChecks.length;
console.log(`${tests.passed + checks.length - failedChecks.length} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
