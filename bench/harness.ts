/**
 * Times a job inside this process: warm-up, then samples, of which the median counts. The result of
 * the job is hashed, so that nobody makes it faster by changing the answer. Machines are noisy:
 * quote medians and ratios.
 */
import { Bench } from 'tinybench';

/** What is measured. */
export interface Job {
  readonly name: string;
  /** One execution; returns what is hashed. */
  readonly run: () => unknown;
  readonly samples: number;
  /** Median that may not be exceeded, ms. */
  readonly boundMs?: number;
}

/** What came out. */
export interface Measured {
  readonly name: string;
  readonly medianMs: number;
  readonly hash: string;
  readonly boundMs: number | undefined;
}

export async function measure(job: Job): Promise<Measured> {
  let result: unknown;
  const bench = new Bench({ time: 0, iterations: job.samples, warmupTime: 0, warmupIterations: 3 });
  bench.add(job.name, () => {
    result = job.run();
  });
  const [task] = await bench.run();
  const latency = task?.result;
  if (latency === undefined || !('latency' in latency)) throw new Error(`${job.name} did not run`);
  const { p50 } = latency.latency;
  return { name: job.name, medianMs: p50, hash: hashOf(result), boundMs: job.boundMs };
}

/** FNV-1a over the JSON text, 32 bits. */
export function hashOf(result: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(result)) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
