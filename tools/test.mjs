/**
 * All that must hold before a change goes in: the build, types, style, dead code and every test.
 * Each check counts as one test in the last line, `N passed, N failed`. Tests whose needs are not
 * met (Chromium, Slurm, QEMU) do not run; a line for each need says so.
 *
 * With `--all` a need that is not met counts as a failure. With `--fast`: types, style, the house
 * rules, and the tests that changes since the last commit touch; no build, no search for dead code.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isFast = process.argv.includes('--fast');
const wantsAll = process.argv.includes('--all');

/** Runs a program of Node in the project's folder; true when it ends well. */
function succeeds(stdio, path, ...args) {
  const child = spawn(process.execPath, [join(root, path), ...args], { cwd: root, stdio });
  const text = [];
  child.stdout?.on('data', (data) => text.push(data));
  child.stderr?.on('data', (data) => text.push(data));
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ isFine: status === 0, text: text.join('') }));
  });
}

/** A program whose output is shown when its turn comes. */
const check = (name, path, ...args) => ({ name, ended: succeeds('pipe', path, ...args) });

/** Checks that run at the same time. The lab has a browser's types, everything else Node's. */
function startChecks() {
  const tsc = 'node_modules/typescript/bin/tsc';
  return [
    ...(isFast ? [] : [check('build', 'tools/build.mjs')]),
    check('types', tsc, '--noEmit', '-p', '.'),
    check('types of the lab', tsc, '--noEmit', '-p', 'sim/app/lab'),
    check('style', 'node_modules/@biomejs/biome/bin/biome', 'check', '.'),
    ...(isFast ? [] : [check('dead code', 'node_modules/knip/bin/knip.js')]),
  ];
}

/** Runs vitest and returns its own counts; a run that died without a report is one failure. */
async function runTests(name, ...which) {
  const folder = mkdtempSync(join(tmpdir(), 'precopy-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...which];
  const { isFine } = await succeeds('inherit', ...vitest);
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that cannot be loaded has no test that failed, yet the run did.
    const failed = isFine ? numFailedTests : Math.max(1, numFailedTests);
    return { name, passed: numPassedTests, failed, notRun: reasonsIn(testResults) };
  } catch {
    return { name, passed: 0, failed: 1, notRun: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why tests did not run, with their number: names hold `[not run: REASON]`. */
function reasonsIn(testResults) {
  const counts = new Map();
  for (const { fullName } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const reason = /\[not run: (.*?)\]/.exec(fullName)?.[1];
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `${count} tests did not run: ${reason}`);
}

const results = [];
for (const { name, ended } of startChecks()) {
  const { isFine, text } = await ended;
  console.log(`\n== ${name} ==\n${text}`.trimEnd());
  results.push({ name, passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, notRun: [] });
}
console.log('\n== tests ==');
if (isFast) {
  results.push(await runTests('house rules', 'test/tidy.test.ts'));
  results.push(await runTests('changed', '--changed', '--passWithNoTests'));
} else {
  results.push(await runTests('tests'));
}

const notRun = results.flatMap((result) => result.notRun);
for (const { name, failed } of results) if (failed > 0) console.log(`failed: ${name}`);
for (const line of notRun) console.log(wantsAll ? `failed: ${line}` : line);
const sum = (count) => results.reduce((total, result) => total + count(result), 0);
const failed = sum((result) => result.failed) + (wantsAll ? notRun.length : 0);
console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
