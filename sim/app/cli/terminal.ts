/** What the commands print: results on stdout, everything else on stderr. */
import { isAbsolute, relative } from 'node:path';
import { styleText } from 'node:util';
import type { Paint } from '../../output/text/render.ts';
import { type Mistake, showMistakeInLine } from '../../text/problem.ts';
import { visible } from '../../text/visible.ts';
import { pathProblem } from '../files/path-problem.ts';

/**
 * Prints a result for readers: what a terminal would obey is shown, but for our own colours.
 * @throws Problem when it cannot be written.
 */
export function print(text: string): void {
  const { start, end } = COLOURS;
  const shown = visible(text);
  const codes = (found: string): string => start.get(found) ?? end;
  write(process.stdout.isTTY ? shown.replace(COLOUR_MARKS, codes) : shown);
}

/**
 * Prints a result for programs, such as CSV: as it is, but on a terminal.
 * @throws Problem when it cannot be written.
 */
export function printData(text: string): void {
  write(process.stdout.isTTY ? visible(text) : text);
}

/** Prints a log character for character. @throws Problem when it cannot be written. */
export const printLog = (text: string): void => write(text);

function write(text: string): void {
  try {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    throw pathProblem('stdout', error);
  }
}

/** Prints remarks that are not part of the result; where that fails, nothing else is left. */
export function remark(text: string): void {
  try {
    process.stderr.write(`${visible(text)}\n`);
  } catch {}
}

export function warn(warnings: readonly Mistake[]): void {
  for (const warning of warnings) remark(`warning: ${showMistakeInLine(warning)}`);
}

/** Whether a plot is wanted under a table: asked for, or on a terminal. */
export function wantsPlot(asked: boolean | undefined): boolean {
  return asked ?? process.stdout.isTTY === true;
}

const CURVE_COLOURS = ['cyan', 'yellow', 'green', 'magenta', 'blue', 'red'] as const;
const COLUMNS_OF_A_PIPE = 80;

type Colour = (typeof CURVE_COLOURS)[number] | 'gray';

/** A noncharacter of Unicode stands for the code of a colour until a text is printed. */
const FIRST_MARK = 0xfdd0;
const END_MARK = '\ufdef';
const COLOUR_MARKS = /[\ufdd0-\ufdef]/g;
const COLOUR_NAMES: readonly Colour[] = [...CURVE_COLOURS, 'gray'];
const COLOURS = {
  start: new Map(
    COLOUR_NAMES.map((name, index) => [
      String.fromCharCode(FIRST_MARK + index),
      styleText(name, 'x').replace(/x.*/u, ''),
    ]),
  ),
  end: styleText('gray', 'x').replace(/.*x/u, ''),
};

/** How wide plots may be, and the colours of their curves on a terminal. */
export function plotTerminal() {
  return {
    columns: process.stdout.columns ?? COLUMNS_OF_A_PIPE,
    paint: (curve: number, text: string): string => {
      return colour(CURVE_COLOURS[curve % CURVE_COLOURS.length] ?? 'cyan', text);
    },
  };
}

/** Colours verdicts on a terminal; `NO_COLOR` is respected. */
export const paintVerdict: Paint = (mark, text) =>
  colour(mark === 'pass' ? 'green' : mark === 'fail' ? 'red' : 'gray', text);

/** Colours a text on a terminal, unless `NO_COLOR` is set to something. */
function colour(name: Colour, text: string): string {
  const { NO_COLOR = '' } = process.env;
  if (!process.stdout.isTTY || NO_COLOR !== '') return text;
  return `${String.fromCharCode(FIRST_MARK + COLOUR_NAMES.indexOf(name))}${text}${END_MARK}`;
}

/** The command of this process as a shell takes it, its paths as seen from here. */
export function commandLine(): string {
  return ['precopy', ...process.argv.slice(2).map(fromHere)].map(shellWord).join(' ');
}

/** A word, or what follows the = of an option, as a path from here if it is a whole one. */
function fromHere(word: string): string {
  const [, option = '', value = ''] = /^(--?[\w-]+=)?(.*)$/su.exec(word) ?? [];
  if (!isAbsolute(value) || value.includes('\n')) return word;
  return option + (relative('.', value) || '.');
}

/** A word in the quotes that a shell needs. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
