/**
 * Makes the runs of a plan in its folder: progress, signals, and what is kept when it ends early.
 */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Problem } from '../../text/problem.ts';
import type { Header } from '../batch/header.ts';
import { isMine, type Plan } from '../batch/plan.ts';
import { runBatch } from '../batch/run-batch.ts';
import { openWorkplace, type Workplace } from '../batch/workplace.ts';
import { openPool } from '../pool/worker-pool.ts';
import { batchProgress } from './batch-progress.ts';
import { remark } from './terminal.ts';

/** What the command line says of the work. */
export interface WorkArguments {
  readonly file: string;
  readonly verify: boolean;
  readonly workers?: number | undefined;
  readonly quiet: boolean;
}

/** How the work ended. */
export interface WorkEnd {
  readonly journalPath: string;
  /** Runs in the journal. */
  readonly runs: number;
  /** The signal that ended it early. */
  readonly signal?: NodeJS.Signals;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @throws Problem, InvariantError. What was done before is kept. */
export async function work(plan: Plan, folder: string, args: WorkArguments): Promise<WorkEnd> {
  const place = openWorkplace(folder, plan.header, remark);
  const { known, journalPath } = place;
  const before = known.count;
  try {
    if (before > 0) {
      if (!args.quiet) remark(`${journalPath}: goes on after the ${before} runs that it has`);
    } else checkAll(plan, args.quiet);
    const signal = await runUntilSignal(plan, place, args);
    return { journalPath, runs: known.count, ...(signal === undefined ? {} : { signal }) };
  } catch (error) {
    const isOurs = error instanceof Problem && known.count > 0;
    if (isOurs) remark(`${known.count} runs are kept: the same command goes on after them`);
    throw error;
  } finally {
    place.close();
  }
}

/**
 * Mistakes that only a combination of values makes are told before the first run, not hours later.
 * @throws Problem with all of them.
 */
function checkAll({ header, scenarioAt }: Plan, quiet: boolean): void {
  const mistakes = new Map<string, Problem['mistakes'][number]>();
  if (header.points > POINTS_TOLD && !quiet) remark(`checks ${header.points} points first`);
  for (let point = 0; point < header.points && mistakes.size < MISTAKES_SHOWN; point += 1) {
    if (!isMineInPart(header, point)) continue;
    try {
      scenarioAt(point);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      for (const mistake of error.mistakes) mistakes.set(JSON.stringify(mistake), mistake);
    }
  }
  if (mistakes.size > 0) throw new Problem([...mistakes.values()]);
}

const MISTAKES_SHOWN = 100;
/** To check as many takes seconds. */
const POINTS_TOLD = 2000;

function isMineInPart(header: Header, point: number): boolean {
  const { replications, until } = header;
  const looked = until === undefined ? replications : 1;
  for (let replication = 1; replication <= looked; replication += 1) {
    if (isMine(header, { point, replication })) return true;
  }
  return false;
}

async function runUntilSignal(
  plan: Plan,
  { known, keep }: Workplace,
  args: WorkArguments,
): Promise<NodeJS.Signals | undefined> {
  const workers = args.workers ?? availableParallelism();
  const pool = openPool(workers, { verify: args.verify, policyFolder: dirname(args.file) });
  const progress = batchProgress(plan.header, known.count, args.quiet);
  const onProgress = progress.tell;
  const off: (() => void)[] = [];
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of SIGNALS) {
      const hear = (): void => resolve(signal);
      process.once(signal, hear);
      off.push(() => process.removeListener(signal, hear));
    }
  });
  const batch = runBatch({ plan, known, pool, workers, keep, onProgress, remark });
  try {
    return (await Promise.race([batch.then(() => undefined), stopped])) ?? undefined;
  } finally {
    for (const remove of off) remove();
    // Runs that are under way are of no use to anybody; they are made again.
    batch.catch(() => undefined);
    await pool.close();
    progress.clear();
  }
}
