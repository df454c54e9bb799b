/** What the commands say: results on stdout, everything else on stderr. */
import { styleText } from 'node:util';
import type { Paint } from '../../output/text/claim-report.ts';
import type { PaintLimit } from '../../output/text/validation-report.ts';
import type { Mistake } from '../../text/problem.ts';
import { showMistake } from '../../text/problem.ts';

/** Prints a result. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints remarks that are no part of the result. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function warn(warnings: readonly Mistake[]): void {
  for (const warning of warnings) remark(`warning: ${showMistake(warning)}`);
}

const MS_BETWEEN_UPDATES = 100;
const BAR_WIDTH = 30;

/** A progress line on stderr, only on a terminal; gone when all is done. */
export function progressLine(quiet: boolean): (done: number, all: number) => void {
  const startMs = Date.now();
  let lastMs = 0;
  return (done, all) => {
    if (quiet || !process.stderr.isTTY) return;
    const nowMs = Date.now();
    if (done < all && nowMs - lastMs < MS_BETWEEN_UPDATES) return;
    lastMs = nowMs;
    const full = Math.round((BAR_WIDTH * done) / all);
    const bar = `${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}`;
    const leftSeconds = (((nowMs - startMs) / done) * (all - done)) / 1000;
    const text = `${bar} ${done}/${all} runs, ${leftSeconds.toFixed(0)} s left`;
    process.stderr.write(done < all ? `\r${text}\u001b[K` : '\r\u001b[K');
  };
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
export const paintVerdict: Paint = paint;

/** The same for limits of `validate`. */
export const paintLimit: PaintLimit = paint;

function paint(verdict: string, text: string): string {
  return colour(verdict === 'pass' ? 'green' : verdict === 'fail' ? 'red' : 'gray', text);
}

/** Only on a terminal, and not where `NO_COLOR` is set to something. */
function colour(name: Parameters<typeof styleText>[0], text: string): string {
  const { NO_COLOR = '' } = process.env;
  return process.stdout.isTTY && NO_COLOR === '' ? styleText(name, text) : text;
}
