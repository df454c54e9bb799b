/**
 * A run that may take long, in slices of real time: between two of them it says where it is, and
 * hears of Ctrl-C. The run itself knows no clock, and goes the same way.
 */
import { setImmediate } from 'node:timers/promises';
import { percent } from '../../output/document/numbers.ts';
import type { MoveNow, Steps, Whereabouts } from '../../run/result/steps.ts';
import { MS_BETWEEN_LINES, rewrite, showTime } from './progress.ts';
import { remark } from './terminal.ts';

const SLICE_MS = 200;
/** Silence until the first word, and between two on a terminal. */
const MS_BEFORE_WORDS = 2000;
const MS_PER_SECOND = 1000;
/** Moves that are shown one by one. */
const MOVES_SHOWN = 3;
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/** @param quiet whether it keeps silent; an interruption is told nonetheless. */
export async function inSlices<Result>(steps: Steps<Result>, quiet: boolean): Promise<Result> {
  const startMs = Date.now();
  let pauseMs = startMs + SLICE_MS;
  let wordMs = startMs + MS_BEFORE_WORDS;
  let look: (() => Whereabouts) | undefined;
  let release = (): void => undefined;
  const isTerminal = process.stderr.isTTY === true;
  try {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      const nowMs = Date.now();
      if (nowMs < pauseMs) continue;
      const isFirst = look === undefined;
      look = step.value;
      if (isFirst) release = onInterrupt(() => showWhere((look ?? step.value)()));
      if (!quiet && nowMs >= wordMs) {
        const text = showWhere(look(), (nowMs - startMs) / MS_PER_SECOND);
        if (isTerminal) rewrite(text);
        else remark(text);
        wordMs = nowMs + (isTerminal ? MS_BEFORE_WORDS : MS_BETWEEN_LINES);
      }
      await setImmediate();
      pauseMs = Date.now() + SLICE_MS;
    }
  } finally {
    release();
    if (isTerminal && !quiet && wordMs > startMs + MS_BEFORE_WORDS) rewrite();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What is said of an interruption before it ends the program. @returns takes it back. */
export function onInterrupt(where: () => string): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    remark(`interrupted: ${where()}`);
    process.exit(signal === 'SIGTERM' ? EXIT_OF_SIGNAL.SIGTERM : EXIT_OF_SIGNAL.SIGINT);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

/** Where a run is, in one line. @param realSeconds since it began; absent: no pace is told. */
export function showWhere(where: Whereabouts, realSeconds?: number): string {
  const { seconds, migrations, ended, moves } = where;
  const pace = realSeconds === undefined ? undefined : seconds / realSeconds;
  const shown = moves.slice(0, MOVES_SHOWN).map((move) => showMove(move, pace));
  if (moves.length > MOVES_SHOWN) shown.push(`${moves.length - MOVES_SHOWN} more under way`);
  if (moves.length === 0) shown.push('none under way');
  const head = `${showTime(seconds)} of simulated time`;
  return [`${head}, ${ended} of ${migrations} migrations ended`, ...shown].join('; ');
}

function showMove({ guest, round, due, done, leastSecondsLeft }: MoveNow, pace?: number): string {
  if (round === 0) return `${guest} before its first round`;
  const share = percent(due > 0 ? done / due : 1);
  const head = `${guest} in round ${round}, ${share} of ${due} pages`;
  if (pace === undefined || leastSecondsLeft === 0) return head;
  const real = showTime(leastSecondsLeft / pace);
  return `${head}, the rest takes at least ${showTime(leastSecondsLeft)}, ${real} at this pace`;
}
