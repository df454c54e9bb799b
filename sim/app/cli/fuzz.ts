/** `precopy fuzz`: draws scenarios from a seed, runs them, and checks what must hold of each. */

import { availableParallelism, constants } from 'node:os';
import type { Argv } from 'yargs';
import { largestOf } from '../../engine/kernel/lists.ts';
import { CHECKS } from '../../study/fuzz/checks.ts';
import { drawScenario } from '../../study/fuzz/draw/scenario.ts';
import type { Finding } from '../../study/fuzz/fuzz.ts';
import { showTree } from '../../study/fuzz/show-tree.ts';
import type { FuzzTally } from '../../study/fuzz/tally.ts';
import { Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import { fuzzInThreads } from '../pool/fuzz-threads.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { print, remark } from './terminal.ts';

/** One in so many scenarios has a check beside those that all have. */
const EVERY = 50;

function options(parser: Argv) {
  return parser
    .options({
      seed: option.text('seed of all scenarios; default: another each time, which is printed'),
      start: option.number('number of the first scenario; default 0'),
      count: option.number('how many scenarios; default: as many as the time allows'),
      time: option.text('how long, such as `1m` or `8 h`; default 1 min, no bound with --count'),
      only: option.number('only the scenario of this number, with all that is drawn for it'),
      show: option.flag('with --only: print the scenario and do not run it'),
      every: option.number(
        `one in so many scenarios has a check beside the common ones; default ${EVERY}`,
      ),
      check: option.text('only this check beside the common ones; default: each in its turn'),
      checks: option.flag('print all checks and run nothing'),
      counts: option.flag('print at the end how many scenarios had each kind of what is drawn'),
      findings: option.number('after so many findings it ends; default 1'),
      workers: option.workers,
      quiet: option.flag('print no progress'),
    })
    .epilogue(
      examples(
        ['fuzz --time 1m', 'fresh scenarios for a minute'],
        ['fuzz --seed 7 --only 4711', 'one scenario again'],
      ),
    );
}

type FuzzArguments = Given<typeof options>;

export const command = declareCommand(options, fuzzCommand);

const EXIT_FAULT = 70;

/** @returns the exit code: 0, 70 for a finding, or 128 and the number of the signal. */
async function fuzzCommand(args: FuzzArguments): Promise<number> {
  if (args.checks) {
    const width = largestOf(CHECKS.map(({ name }) => name.length));
    print(CHECKS.map(({ name, about }) => `${name.padEnd(width)}  ${about}`).join('\n'));
    return 0;
  }
  const seed = args.seed ?? String(Date.now());
  if (args.show) {
    print(showTree(drawScenario(seed, requireOnly(args))));
    return 0;
  }
  const { start, end } = rangeOf(args);
  const timeMs = timeOf(args);
  const workers = Math.min(args.workers ?? availableParallelism(), end - start);
  print(`seed ${seed}`);
  const startMs = Date.now();
  const { signal, off } = interrupted();
  const tally = await fuzzInThreads({
    ...{ seed, start, end, workers, timeMs, signal: signal.signal },
    every: args.every ?? EVERY,
    check: checkNamed(args.check),
    findingsMost: args.findings ?? 1,
    onFinding: (finding) => print(showFinding(seed, finding, args)),
    onProgress: progressOf(args.quiet, start, startMs),
  });
  off();
  print(showTally(tally, { seconds: (Date.now() - startMs) / 1000, workers }));
  if (args.counts) print(showCounts(tally));
  if (tally.findings > 0) return EXIT_FAULT;
  const { reason } = signal.signal as { reason?: keyof typeof constants.signals };
  return signal.signal.aborted && reason !== undefined ? 128 + constants.signals[reason] : 0;
}

/** @throws Problem for a wrong range. */
function rangeOf({ only, start = 0, count }: FuzzArguments): { start: number; end: number } {
  if (only !== undefined) return { start: only, end: only + 1 };
  return { start, end: count === undefined ? 2 ** 31 - 1 : start + count };
}

function requireOnly({ only }: FuzzArguments): number {
  if (only !== undefined) return only;
  throw new Problem([{ where: '--show', message: 'which one?', hint: 'say `--only NUMBER`' }]);
}

/** @throws Problem for what is not a time. */
function timeOf({ time, count, only }: FuzzArguments): number {
  if (time === undefined) return count === undefined && only === undefined ? 60_000 : Infinity;
  const minutes = time.replace(/^(\d+(?:\.\d+)?)m$/u, '$1 min');
  const reading = readQuantity(minutes.replace(/^([\d.]+)([a-z]+)$/u, '$1 $2'), 'ns');
  if (reading.ok) return reading.value / 1e6;
  throw new Problem([{ where: '--time', message: reading.message, hint: reading.hint }]);
}

/** @throws Problem where there is none of that name. */
function checkNamed(name: string | undefined): string | undefined {
  if (name === undefined || CHECKS.some((check) => check.name === name)) return name;
  const hint = '`precopy fuzz --checks` lists them';
  throw new Problem([{ where: '--check', message: `no check \`${name}\``, hint }]);
}

/** Signals end it after the scenarios that were begun. */
function interrupted() {
  const signal = new AbortController();
  const hear = (name: NodeJS.Signals): void => signal.abort(name);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, hear);
  const off = (): void => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, hear);
  };
  return { signal, off };
}

function showFinding(seed: string, finding: Finding, { every, check }: FuzzArguments): string {
  const { number, check: name, broken, tree } = finding;
  const more = [
    ...(every === undefined ? [] : [`--every ${every}`]),
    ...(check === undefined ? [] : [`--check ${check}`]),
  ];
  const again = ['precopy fuzz', `--seed ${seed}`, `--only ${number}`, ...more].join(' ');
  const shown = tree === undefined ? [] : ['', showTree(tree).trimEnd(), ''];
  return [`scenario ${number}, ${name}: ${broken}`, ...shown, `again: ${again}`].join('\n');
}

/** The figures of a whole run. */
function showTally(
  { scenarios, refused, costly, migrations, findings, checks, digest }: FuzzTally,
  { seconds, workers }: { readonly seconds: number; readonly workers: number },
): string {
  const rate = (scenarios / seconds).toFixed(0);
  const made = Object.entries(checks).sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    `${scenarios} scenarios in ${seconds.toFixed(1)} s, ${rate} a second, threads: ${workers}`,
    `  migrations  ${migrations}`,
    `  no model    ${refused} with expected values of what they have no model of`,
    `  costly      ${costly.length} given up after so many events${someOf(costly)}`,
    `  checks      ${made.map(([name, times]) => `${name} ${times}`).join(', ') || 'none'}`,
    `  digest      ${digest.toString(16).padStart(8, '0')}`,
    `  findings    ${findings}`,
  ].join('\n');
}

const NUMBERS_SHOWN = 5;

function someOf(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  const rest = numbers.length > NUMBERS_SHOWN ? ', ...' : '';
  return `: ${numbers.slice(0, NUMBERS_SHOWN).join(', ')}${rest}`;
}

function showCounts({ kinds }: FuzzTally): string {
  const sorted = Object.entries(kinds).sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([kind, times]) => `  ${String(times).padStart(9)}  ${kind}`).join('\n');
}

const LINE_MS = 60_000;

/** A line a minute. */
function progressOf(quiet: boolean, start: number, startMs: number): (begun: number) => void {
  let lastMs = startMs;
  return (begun) => {
    const nowMs = Date.now();
    if (quiet || nowMs - lastMs < LINE_MS) return;
    lastMs = nowMs;
    const rate = (((begun - start) / (nowMs - startMs)) * 1000).toFixed(0);
    remark(`${begun - start} scenarios, ${rate} a second`);
  };
}
