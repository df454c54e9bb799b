#!/usr/bin/env node
/**
 * The command line. A command is loaded when its name is among the words, so that help and short
 * runs start quickly.
 *
 * Exit codes: 0 done, 1 `reproduce --check` or `validate` found a limit missed, `compare` an error
 * above its tolerance or `calibrate` no fit, 2 a mistake of the user's, 70 a fault of precopy, 128
 * and more a signal that ended `sweep` early.
 */
import yargs, { type Argv } from 'yargs';
import { InvariantError } from '../../engine/kernel/assert.ts';
import { Problem, showMistakeInLine } from '../../text/problem.ts';
import { didYouMean, quote } from '../../text/suggest.ts';
import { pathProblem } from '../files/path-problem.ts';
import { VERSION } from '../version.ts';
import type { Command, Work } from './command.ts';
import { commandLine, remark } from './terminal.ts';

const EXIT_MISTAKE = 2;
const EXIT_FAULT = 70;

/** A command's words, what it does, and the module that has its options and its action. */
type Entry = readonly [string, string, () => Promise<{ readonly command: Command }>];

const COMMANDS: readonly Entry[] = [
  ['demo', 'a first migration as a picture', () => import('./demo.ts')],
  ['run <file>', 'simulate a scenario file', () => import('./run.ts')],
  ['check <file>', 'check a scenario file and print what it contains', () => import('./check.ts')],
  ['lab', 'watch a migration in the browser', () => import('./lab.ts')],
  ['sweep <file>', 'run a sweep; resumes if interrupted', () => import('./sweep.ts')],
  ['merge <files..>', 'merge the journals of the shards of a sweep', () => import('./merge.ts')],
  ['sensitivity <file>', 'rank parameters by their effect', () => import('./sensitivity.ts')],
  ['fit <file>', 'fit a curve to two columns of a CSV file', () => import('./fit.ts')],
  ['predict <file>', 'the time of a migration at given caps', () => import('./predict.ts')],
  ['plan <file>', 'the setting or evacuation that meets targets', () => import('./plan.ts')],
  ['compare', 'compare measured with simulated points', () => import('./compare.ts')],
  ['calibrate', 'fit a machine or workload to measurements', () => import('./calibrate.ts')],
  ['explain <files..>', 'explain a real migration from its log', () => import('./explain.ts')],
  ['import <files..>', 'read logs of real migrations', () => import('./import.ts')],
  [
    'reproduce',
    "reproduce the paper's experiments, claim by claim",
    () => import('./reproduce.ts'),
  ],
  ['validate [campaigns..]', 'compare with measured migrations', () => import('./validate.ts')],
  ['machine [name]', 'the parameters of a machine and their sources', () => import('./machine.ts')],
  ['fuzz', 'look for faults of precopy in random scenarios', () => import('./fuzz.ts')],
  ['report <results..>', 'write an HTML report of saved results', () => import('./report.ts')],
];

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.exit(report(pathProblem('stdout', error)));
});

try {
  const code = await (await workIn(process.argv.slice(2)))?.();
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  process.exitCode = report(error);
}

/**
 * What the words ask for; undefined when it is done already, such as help. The parser knows only
 * the command that is named: with all of them, it would lay out a help page before every run.
 * @throws Problem for a mistake in the words.
 */
async function workIn(words: readonly string[]): Promise<Work | undefined> {
  let work: Work | undefined;
  const start = (asked: Work): void => {
    work = asked;
  };
  const isCompletion = words[0] === '--get-yargs-completions';
  const at = isCompletion ? -1 : words.findIndex((word) => entryOf(word) !== undefined);
  const named = entryOf(words[at]);
  if (named === undefined) {
    requireNoOther(words);
    await parserOfAll(words, start).then((parser) => parser.parseAsync());
  } else {
    const [usage, describe, load] = named;
    const name = nameOf(usage);
    const { command } = await load();
    const parser = strict(yargs(words.toSpliced(at, 1)).scriptName(`precopy ${name}`));
    await command(parser, usage.replace(name, '$0'), describe, start).parseAsync();
  }
  return work;
}

/** @throws Problem for a first word that is no command. */
function requireNoOther([word = '']: readonly string[]): void {
  if (word === '' || word.startsWith('-') || word === 'completion') return;
  const hint = didYouMean(
    word,
    COMMANDS.map(([usage]) => nameOf(usage)),
  );
  throw new Problem([{ where: 'precopy', message: `no such command: ${quote(word)}`, hint }]);
}

function nameOf(usage: string): string {
  return usage.replace(/ .*/u, '');
}

function entryOf(word: string | undefined): Entry | undefined {
  return COMMANDS.find(([usage]) => nameOf(usage) === word);
}

/** The parser of help and completion; of a command among the words it knows the options. */
async function parserOfAll(words: readonly string[], start: (work: Work) => void): Promise<Argv> {
  const parser = strict(yargs([...words]).scriptName('precopy'))
    .usage('$0 <command>\n\nHow long a live migration takes, how long the guest is down, and why.')
    .completion('completion', 'print a completion script for bash or zsh')
    .demandCommand(1, 'Name a command.');
  for (const [usage, describe, load] of COMMANDS) {
    if (!words.includes(nameOf(usage))) parser.command(usage, describe);
    else (await load()).command(parser, usage, describe, start);
  }
  return parser;
}

/** With help and version; a mistake in the words is thrown. */
function strict(parser: Argv): Argv {
  return parser
    .strict()
    .fail((message, error) => {
      if (error !== undefined && error !== null) throw error;
      throw new Problem([{ where: 'precopy', message, hint: 'see precopy --help' }]);
    })
    .help()
    .version(VERSION)
    .wrap(Math.min(100, process.stdout.columns ?? 100));
}

/** Prints what went wrong. @returns the exit code. */
function report(error: unknown): number {
  if (error instanceof Problem) {
    remark(error.mistakes.map(showMistakeInLine).join('\n'));
    return EXIT_MISTAKE;
  }
  if (error instanceof InvariantError) {
    remark(`a fault of precopy, not yours; this repeats it: ${commandLine()}`);
    remark(error.message);
    return EXIT_FAULT;
  }
  throw error;
}
