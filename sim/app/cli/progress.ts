/** How far a command is, on stderr: a line that is rewritten on a terminal. */
import type { Header } from '../sweep/header.ts';
import type { Progress } from '../sweep/run-sweep.ts';
import { remark } from './terminal.ts';

const MS_BETWEEN_UPDATES = 100;
export const MS_BETWEEN_LINES = 60_000;
const BAR_WIDTH = 30;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_HOURS = 24;

/** Rewrites the line of a terminal; without a text, clears it. */
export function rewrite(text = ''): void {
  process.stderr.write(`\r${text}\u001b[K`);
}

function bar(part: number): string {
  const full = Math.round(BAR_WIDTH * part);
  return `${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}`;
}

/** '35 s', '12 min', '3.5 h', '99 days'. */
export function showTime(seconds: number): string {
  if (seconds < 2 * MINUTE_SECONDS) return `${seconds.toFixed(0)} s`;
  if (seconds < 2 * HOUR_SECONDS) return `${(seconds / MINUTE_SECONDS).toFixed(0)} min`;
  const hours = seconds / HOUR_SECONDS;
  return hours < 2 * DAY_HOURS ? `${hours.toFixed(1)} h` : `${(hours / DAY_HOURS).toFixed(0)} days`;
}

/** Progress of runs that are held in memory, only on a terminal; cleared when all are done. */
export function progressLine(quiet: boolean, what = 'runs'): (done: number, all: number) => void {
  const startMs = Date.now();
  let lastMs = 0;
  return (done, all) => {
    if (quiet || !process.stderr.isTTY) return;
    const nowMs = Date.now();
    if (done < all && nowMs - lastMs < MS_BETWEEN_UPDATES) return;
    lastMs = nowMs;
    const leftSeconds = (((nowMs - startMs) / done) * (all - done)) / 1000;
    if (done === all) rewrite();
    else rewrite(`${bar(done / all)} ${done}/${all} ${what}, ${showTime(leftSeconds)} left`);
  };
}

/** Runs of this shard; where a rule decides the number of runs, its points. */
function shareOf({ until, points, replications, shard }: Header): number {
  const all = until === undefined ? points * replications : points;
  return Math.ceil((all - shard.index + 1) / shard.count);
}

/**
 * Progress of a sweep; without a terminal, a line a minute. The time left is estimated from the
 * pace of this process: runs of an earlier one do not count.
 */
export function sweepProgress(header: Header, known: number, quiet: boolean) {
  const isTerminal = process.stderr.isTTY === true;
  const startMs = Date.now();
  const all = shareOf(header);
  const isRuled = header.until !== undefined;
  let first: number | undefined;
  let lastMs = isTerminal ? 0 : startMs;
  const show = ({ runs, points }: Progress): void => {
    const done = isRuled ? points : runs;
    first ??= isRuled ? points : known;
    const nowMs = Date.now();
    const pauseMs = isTerminal ? MS_BETWEEN_UPDATES : MS_BETWEEN_LINES;
    if (quiet || nowMs - lastMs < pauseMs) return;
    lastMs = nowMs;
    const pace = (done - first) / (nowMs - startMs);
    const left = pace > 0 ? `, ${showTime((all - done) / pace / 1000)} left` : '';
    const counts = isRuled
      ? `${Math.floor(done)}/${all} points, ${runs} runs`
      : `${done}/${all} runs`;
    if (isTerminal) rewrite(`${bar(done / all)} ${counts}${left}`);
    else remark(`${counts}${left}`);
  };
  return { show, clear: (): void => (isTerminal && !quiet ? rewrite() : undefined) };
}

/**
 * Progress of a search: the best misfit and the time left at most. The first interruption ends the
 * search after its round, the second ends the program.
 */
export function searchProgress(quiet: boolean, budget: number) {
  const startMs = Date.now();
  const isShown = !quiet && process.stderr.isTTY;
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    process.off('SIGINT', interrupt);
  };
  process.on('SIGINT', interrupt);
  return {
    /** Whether the search is to continue. */
    goOn: (tried: number, misfit: number): boolean => {
      if (isShown) {
        const leftSeconds = ((Date.now() - startMs) / 1000 / tried) * Math.max(0, budget - tried);
        const head = `${tried} places of at most ${budget}, misfit ${(misfit * 100).toFixed(2)} %`;
        rewrite(`${head}, at most ${showTime(leftSeconds)} left`);
      }
      return !interrupted;
    },
    end: (): void => {
      process.off('SIGINT', interrupt);
      if (isShown) rewrite();
    },
  };
}
