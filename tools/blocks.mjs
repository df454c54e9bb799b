/**
 * `npm run soak -- --blocks LOG`: as many scenarios of one seed as told, in blocks, each of which
 * leaves a line in a log. What the log has is not run again, so that an interrupted soak goes on.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFuzz, inRoot } from './fuzz-bundle.mjs';

/** Numbers that no line of the log has, as ranges without their ends, in order. */
export function missing(lines, count) {
  const done = lines.map(({ from, to }) => [from, to]).sort(([one], [other]) => one - other);
  const ranges = [];
  let next = 0;
  for (const [from, to] of [...done, [count, count]]) {
    if (from > next) ranges.push([next, Math.min(from, count)]);
    next = Math.max(next, to);
    if (next >= count) break;
  }
  return ranges;
}

/** Runs what is missing. @returns whether nothing was found in any block of the log. */
export async function runBlocks({ log, seed, count, size, workers = availableParallelism() }) {
  const name = `blocks-${process.pid}`;
  const { fuzzInThreads } = await import(
    pathToFileURL(join(await bundleFuzz(name), 'fuzz-threads.js')).href
  );
  const commit = spawnSync('git', ['describe', '--always', '--dirty'], { cwd: inRoot('.') });
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupt.abort());
  const block = { seed, commit: String(commit.stdout).trim(), workers };
  for (const [first, last] of missing(linesOf(log, seed), count)) {
    for (let from = first; from < last && !interrupt.signal.aborted; from += size) {
      const line = await runBlock(fuzzInThreads, block, {
        range: [from, Math.min(from + size, last)],
        signal: interrupt.signal,
      });
      appendFileSync(log, `${JSON.stringify(line)}\n`);
      console.log(shown(line));
    }
  }
  const lines = linesOf(log, seed);
  const sum = lines.reduce((all, { from, to }) => all + to - from, 0);
  const found = lines.reduce((all, { findings }) => all + findings.length, 0);
  console.log(`seed ${seed}: ${sum} of ${count} scenarios are done, findings: ${found}`);
  return found === 0;
}

function linesOf(log, seed) {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line)).filter((line) => line.seed === seed);
}

/**
 * Numbers are given out in order, so those that were begun are the first of the block. What a
 * thread had counted before it was stuck is lost.
 */
async function runBlock(fuzzInThreads, block, { range: [from, end], signal }) {
  const findings = [];
  const startMs = Date.now();
  const cpu = process.cpuUsage();
  const tally = await fuzzInThreads({
    ...{ seed: block.seed, start: from, end, workers: block.workers, signal },
    ...{ every: 50, timeMs: Infinity, findingsMost: Infinity },
    onFinding: (finding) => {
      findings.push(finding);
      console.log(JSON.stringify(finding));
    },
    onProgress: () => undefined,
  });
  const { user, system } = process.cpuUsage(cpu);
  const { scenarios, refused, costly, migrations, digest, checks } = tally;
  const times = { seconds: (Date.now() - startMs) / 1000, cpuSeconds: (user + system) / 1e6 };
  const counts = { refused, costly, migrations, checks: sumOf(checks), digest };
  const to = signal.aborted ? from + scenarios : end;
  return { ...block, from, to, scenarios, ...times, ...counts, findings };
}

const sumOf = (counts) => Object.values(counts).reduce((sum, times) => sum + times, 0);

function shown({ seed, from, to, commit, seconds, cpuSeconds, costly, findings }) {
  const rate = ((to - from) / seconds).toFixed(1);
  const each = ((1000 * cpuSeconds) / (to - from)).toFixed(2);
  const rest = `costly: ${costly.length}, findings: ${findings.length}`;
  return `${seed} ${from} to ${to} at ${commit}: ${rate} a second, ${each} ms of CPU each, ${rest}`;
}
