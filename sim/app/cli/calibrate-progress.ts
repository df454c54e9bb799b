/** How a search goes, and that it can be interrupted. */
import type { Candidate } from '../../study/calibrate/evaluate.ts';

/** Told of the search, and tells it whether to go on. */
export interface SearchProgress {
  readonly goOn: (tried: number, misfit: number, values: Candidate) => boolean;
  /** The best values so far; undefined before there are any. */
  readonly best: () => Candidate | undefined;
  readonly end: () => void;
}

const PERCENT = 100;

/**
 * A line on a terminal with the best misfit and the time left at most. The first interruption ends
 * the search after its round, the second ends the program.
 */
export function searchProgress(quiet: boolean, budget: number): SearchProgress {
  const startMs = Date.now();
  const isShown = !quiet && process.stderr.isTTY;
  let interrupted = false;
  let best: Candidate | undefined;
  const interrupt = (): void => {
    interrupted = true;
    process.off('SIGINT', interrupt);
  };
  process.on('SIGINT', interrupt);
  return {
    goOn: (tried, misfit, values) => {
      best = values;
      if (isShown) {
        const leftSeconds = ((Date.now() - startMs) / 1000 / tried) * Math.max(0, budget - tried);
        const head = `${tried} places of at most ${budget}, misfit ${showMisfit(misfit)}`;
        process.stderr.write(`\r${head}, at most ${leftSeconds.toFixed(0)} s left\u001b[K`);
      }
      return !interrupted;
    },
    best: () => best,
    end: () => {
      process.off('SIGINT', interrupt);
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}

const showMisfit = (misfit: number): string => `${(misfit * PERCENT).toFixed(2)} %`;
