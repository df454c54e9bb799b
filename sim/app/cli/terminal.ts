/** What the commands print: results on stdout, everything else on stderr. */
import { styleText } from 'node:util';
import type { Paint } from '../../output/text/render.ts';
import { type Mistake, showMistakeInLine } from '../../text/problem.ts';

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints remarks that are not part of the result. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
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
function colour(name: Parameters<typeof styleText>[0], text: string): string {
  const { NO_COLOR = '' } = process.env;
  return process.stdout.isTTY && NO_COLOR === '' ? styleText(name, text) : text;
}

/** The command of this process as a shell takes it. */
export function commandLine(): string {
  return ['precopy', ...process.argv.slice(2)].map(shellWord).join(' ');
}

/** A word in the quotes that a shell needs. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
