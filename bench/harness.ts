/**
 * Times a job inside this process: warm-up, then samples, of which the median counts. Where there
 * is a yardstick it is timed in turn with the job, so that both meet the same machine. The result
 * of the job is hashed, so that nobody makes it faster by changing the answer. Machines are noisy:
 * quote medians and ratios.
 */
import { performance } from 'node:perf_hooks';
import { median } from '../sim/study/fit/statistics.ts';

/** What is measured. */
export interface Job {
  readonly name: string;
  /** One execution; returns what is hashed. */
  readonly run: () => unknown;
  readonly samples: number;
  /** Executions before the first sample; default 3. */
  readonly warmUps?: number;
  /** Median that may not be exceeded, ms. */
  readonly boundMs?: number;
  /** What the job is held against. */
  readonly yardstick?: Yardstick | undefined;
}

/** Something else that takes time, and how much of that time the job may take. */
export interface Yardstick {
  /** Executes it once. @returns the time it took, ms. */
  readonly timeMs: () => number;
  /** Greatest ratio of the medians, job over yardstick; absent: it is only told. */
  readonly boundRatio?: number;
}

/** What came out. */
export interface Measured {
  readonly name: string;
  readonly medianMs: number;
  readonly hash: string;
  readonly boundMs: number | undefined;
  readonly yardstickMs: number | undefined;
  readonly boundRatio: number | undefined;
}

export function measure(job: Job): Measured {
  const { name, run, samples, warmUps = 3, boundMs, yardstick } = job;
  let result: unknown;
  for (let count = 0; count < warmUps; count += 1) result = run();
  const timesMs: number[] = [];
  const yardstickMs: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    if (yardstick !== undefined) yardstickMs.push(yardstick.timeMs());
    timesMs.push(timeOf(() => (result = run())));
  }
  return {
    name,
    medianMs: median(timesMs),
    hash: hashOf(result),
    boundMs,
    yardstickMs: yardstick === undefined ? undefined : median(yardstickMs),
    boundRatio: yardstick?.boundRatio,
  };
}

/** Time of one call, ms. */
export function timeOf(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** FNV-1a over the JSON text, 32 bits. */
export function hashOf(result: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(result)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
