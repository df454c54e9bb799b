/** How far a batch is, on stderr: a line that renews itself on a terminal, else one a minute. */
import type { Header } from '../batch/header.ts';
import type { Progress } from '../batch/run-batch.ts';
import { remark } from './terminal.ts';

const MS_BETWEEN_UPDATES = 100;
const MS_BETWEEN_LINES = 60_000;
const BAR_WIDTH = 30;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

/** Runs that this shard makes; the points where a rule decides how many runs those get. */
function shareOf({ until, points, replications, shard }: Header): number {
  const all = until === undefined ? points * replications : points;
  return Math.ceil((all - shard.index + 1) / shard.count);
}

/**
 * Tells progress until it is done. The time left is that of what is left at the pace of this
 * process: what an earlier one did does not count.
 */
export function batchProgress(
  header: Header,
  known: number,
  quiet: boolean,
): { readonly tell: (progress: Progress) => void; readonly clear: () => void } {
  const isTerminal = process.stderr.isTTY === true;
  const startMs = Date.now();
  const all = shareOf(header);
  const isRuled = header.until !== undefined;
  let first: number | undefined;
  let lastMs = isTerminal ? 0 : startMs;
  const tell = ({ runs, points }: Progress): void => {
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
    if (isTerminal) process.stderr.write(`\r${bar(done / all)} ${counts}${left}\u001b[K`);
    else remark(`${counts}${left}`);
  };
  const clear = (): void => {
    if (isTerminal && !quiet) process.stderr.write('\r\u001b[K');
  };
  return { tell, clear };
}

function bar(part: number): string {
  const full = Math.round(BAR_WIDTH * part);
  return `${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}`;
}

/** '35 s', '12 min', '3.5 h'. */
function showTime(seconds: number): string {
  if (seconds < 2 * MINUTE_SECONDS) return `${seconds.toFixed(0)} s`;
  if (seconds < 2 * HOUR_SECONDS) return `${(seconds / MINUTE_SECONDS).toFixed(0)} min`;
  return `${(seconds / HOUR_SECONDS).toFixed(1)} h`;
}
