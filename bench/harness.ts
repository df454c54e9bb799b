/**
 * Times a job inside this process: warm-up, then samples. A yardstick is timed in turn with the
 * job, so that both meet the same machine, and the ratio of their least times is the figure: a busy
 * machine makes either slower, nothing makes it faster. What runs in this process is timed by its
 * CPU, which a neighbour does not take. The result of the job is hashed, so that no change of the
 * answer can pass for speed.
 */
import { performance } from 'node:perf_hooks';
import { fnv1a } from '../sim/text/fnv1a.ts';

/** What is measured. */
export interface Job {
  readonly name: string;
  /** One execution; returns what is hashed. */
  readonly run: () => unknown;
  readonly samples: number;
  /** Executions before the first sample; default 3. */
  readonly warmUps?: number;
  /** Whether it starts processes: these are timed by the clock. Default: by the CPU of this one. */
  readonly starts?: boolean;
  /** Runs it and says how long it took, ms, where neither of these times fits. */
  readonly timeMs?: (run: () => unknown) => number;
  /** What the job is held against; undefined where nothing can be, for want of a C compiler. */
  readonly yardstick: Yardstick | undefined;
}

/** Something else that takes time, and how much of that time the job may take. */
export interface Yardstick {
  /** Executes it once. @returns the time it took, ms. */
  readonly timeMs: () => number;
  /** Greatest ratio, job over yardstick; absent: only that of the baseline holds. */
  readonly boundRatio?: number;
}

/** What came out. */
export interface Measured {
  readonly name: string;
  readonly leastMs: number;
  readonly hash: string;
  readonly yardstickMs: number | undefined;
  readonly boundRatio: number | undefined;
}

export function measure(job: Job): Measured {
  const { name, run, samples, warmUps = 3, yardstick } = job;
  const timed = timerOf(job);
  let result: unknown;
  for (let count = 0; count < warmUps; count += 1) result = run();
  const timesMs: number[] = [];
  const yardstickMs: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    if (yardstick !== undefined) yardstickMs.push(yardstick.timeMs());
    timesMs.push(timed(() => (result = run())));
  }
  return {
    name,
    leastMs: Math.min(...timesMs),
    hash: hashOf(result),
    yardstickMs: yardstick === undefined ? undefined : Math.min(...yardstickMs),
    boundRatio: yardstick?.boundRatio,
  };
}

/** How a job is timed. */
export function timerOf({ timeMs, starts = false }: Job): (run: () => unknown) => number {
  return timeMs ?? (starts ? wallOf : timeOf);
}

/** CPU time of this process for one call, ms. */
export function timeOf(action: () => unknown): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Time of one call by the clock, ms: of what other processes do. */
export function wallOf(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** Of the JSON text, eight digits to the base of 16. */
export function hashOf(result: unknown): string {
  return fnv1a(JSON.stringify(result)).toString(16).padStart(8, '0');
}
