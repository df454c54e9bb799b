/** Threads that fuzz: started, watched for one that hangs, and told to end. */
import { Piscina } from 'piscina';
import type { Finding, FuzzSettings } from '../../study/fuzz/fuzz.ts';
import { type FuzzTally, newTally, sumOf } from '../../study/fuzz/tally.ts';
import { CELL, type FuzzOrder, type FuzzPart } from './fuzz-worker.ts';

/** What is to be fuzzed. */
export interface FuzzPlan extends FuzzSettings {
  readonly seed: string;
  /** The first number, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly workers: number;
  /** Time after which no other scenario is begun, ms. */
  readonly timeMs: number;
  /** Findings after which no other is begun. */
  readonly findingsMost: number;
  /** Hears of each finding when it is made. */
  readonly onFinding: (finding: Finding) => void;
  /** Hears the number that comes next, now and then. */
  readonly onProgress: (next: number) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Events bound every run, so this is only reached by a loop in which no event happens. */
const STUCK_MS = 600_000;
const LOOK_MS = 200;
const TIMER_MS_MOST = 2 ** 31 - 1;

/** Fuzzes until all is done, time is up, or enough was found. @returns what was done. */
export async function fuzzInThreads(plan: FuzzPlan): Promise<FuzzTally> {
  const { workers, start, timeMs, signal } = plan;
  const cells = new Int32Array(new SharedArrayBuffer(4 * (CELL.threads + workers)));
  cells[CELL.next] = start;
  cells.fill(-1, CELL.threads);
  const end = (): void => {
    Atomics.store(cells, CELL.ends, 1);
  };
  const pool = openThreads(workers);
  const timer = setTimeout(end, Math.min(timeMs, TIMER_MS_MOST));
  signal.addEventListener('abort', end);
  const watch = new Watch(plan, cells);
  const looks = setInterval(() => watch.look(Date.now()), LOOK_MS);
  let tally = newTally();
  let found = 0;
  const fuzzOn = async (thread: number): Promise<void> => {
    for (let goesOn = true; goesOn; ) {
      const part = await watch.awaited(pool, thread);
      tally = sumOf(tally, part.tally);
      goesOn = part.finding !== undefined && Atomics.load(cells, CELL.ends) === 0;
      if (part.finding === undefined) continue;
      found += 1;
      plan.onFinding(part.finding);
      if (found >= plan.findingsMost) end();
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, (_, thread) => fuzzOn(thread)));
    return tally;
  } finally {
    clearTimeout(timer);
    clearInterval(looks);
    signal.removeEventListener('abort', end);
    await pool.destroy();
  }
}

function openThreads(workers: number): Piscina<FuzzOrder, FuzzPart> {
  // From the source, threads need a loader of TypeScript.
  const isSource = import.meta.url.endsWith('.ts');
  return new Piscina({
    name: 'fuzz',
    filename: new URL(`./fuzz-worker.${isSource ? 'ts' : 'js'}`, import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    ...(isSource ? { execArgv: ['--import', import.meta.resolve('tsx')] } : {}),
  });
}

/** What each thread is at, and since when. */
class Watch {
  readonly #plan: FuzzPlan;
  readonly #cells: Int32Array;
  readonly #at: { number: number; sinceMs: number; abort: AbortController }[] = [];

  constructor(plan: FuzzPlan, cells: Int32Array) {
    this.#plan = plan;
    this.#cells = cells;
  }

  /** Ends threads that are at one scenario for too long. */
  look(nowMs: number): void {
    this.#plan.onProgress(Math.min(this.#cells[CELL.next] as number, this.#plan.end));
    for (const [thread, at] of this.#at.entries()) {
      const number = this.#cells[CELL.threads + thread] as number;
      if (number < 0 || number !== at.number) Object.assign(at, { number, sinceMs: nowMs });
      else if (nowMs - at.sinceMs > STUCK_MS) at.abort.abort();
    }
  }

  /** One thread until it ends or hangs. @throws what it threw. */
  async awaited(pool: Piscina<FuzzOrder, FuzzPart>, thread: number): Promise<FuzzPart> {
    const { seed, end, every, check } = this.#plan;
    const order = { seed, end, every, check, cells: this.#cells, thread };
    const abort = new AbortController();
    this.#at[thread] = { number: -1, sinceMs: 0, abort };
    try {
      return await pool.run(order, { signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      const number = this.#cells[CELL.threads + thread] as number;
      const broken = `no event in ${STUCK_MS / 60_000} min: a loop without an end`;
      const finding = { number, check: 'stuck', broken, tree: undefined };
      return { tally: { ...newTally(), scenarios: 1, findings: 1 }, finding };
    }
  }
}
