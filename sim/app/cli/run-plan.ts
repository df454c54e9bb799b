/**
 * Makes the runs of a plan in its folder: progress, signals, and what is kept when it ends early.
 */
import { availableParallelism, constants } from 'node:os';
import { dirname } from 'node:path';
import { Problem } from '../../text/problem.ts';
import { openPool } from '../pool/worker-pool.ts';
import type { Header } from '../sweep/header.ts';
import { runSweep } from '../sweep/run-sweep.ts';
import { openSweepFolder, type SweepFolder } from '../sweep/sweep-folder.ts';
import { isMine, type SweepPlan } from '../sweep/sweep-plan.ts';
import { sweepProgress } from './progress.ts';
import { remark } from './terminal.ts';

/** How the runs are made. */
export interface RunPlanArguments {
  readonly file: string;
  readonly verify: boolean;
  readonly workers?: number | undefined;
  readonly quiet: boolean;
}

/** How a plan ended. */
export interface PlanEnd {
  readonly journalPath: string;
  /** Runs in the journal. */
  readonly runs: number;
  /** The signal that ended it early. */
  readonly signal?: NodeJS.Signals;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** @throws Problem, InvariantError. What was done before is kept. */
export async function runPlan(
  plan: SweepPlan,
  folder: string,
  args: RunPlanArguments,
): Promise<PlanEnd> {
  const place = openSweepFolder(folder, plan.header, remark);
  const { known, journalPath } = place;
  const before = known.count;
  try {
    if (before > 0) {
      if (!args.quiet) remark(`${journalPath}: resumes after the ${before} runs that it has`);
    } else checkAll(plan, args.quiet);
    const signal = await runUntilSignal(plan, place, args);
    return { journalPath, runs: known.count, ...(signal === undefined ? {} : { signal }) };
  } catch (error) {
    const isOurs = error instanceof Problem && known.count > 0;
    if (isOurs) remark(`${known.count} runs are kept: the same command resumes after them`);
    throw error;
  } finally {
    place.close();
  }
}

/**
 * Reports mistakes that only a combination of values makes before the first run, not hours later.
 * @throws Problem with all of them.
 */
function checkAll({ header, scenarioAt, template }: SweepPlan, quiet: boolean): void {
  if (template !== undefined) return;
  const mistakes = new Map<string, Problem['mistakes'][number]>();
  if (header.points > POINTS_ANNOUNCED && !quiet) remark(`checking ${header.points} points first`);
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
/** Checking this many takes seconds. */
const POINTS_ANNOUNCED = 2000;

function isMineInPart(header: Header, point: number): boolean {
  const { replications, until } = header;
  const looked = until === undefined ? replications : 1;
  for (let replication = 1; replication <= looked; replication += 1) {
    if (isMine(header, { point, replication })) return true;
  }
  return false;
}

async function runUntilSignal(
  plan: SweepPlan,
  { known, keep }: SweepFolder,
  args: RunPlanArguments,
): Promise<NodeJS.Signals | undefined> {
  const workers = args.workers ?? availableParallelism();
  const pool = openPool(workers, { verify: args.verify, policyFolder: dirname(args.file) });
  const progress = sweepProgress(plan.header, known.count, args.quiet);
  const onProgress = progress.show;
  const off: (() => void)[] = [];
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of SIGNALS) {
      const hear = (): void => resolve(signal);
      process.once(signal, hear);
      off.push(() => process.removeListener(signal, hear));
    }
  });
  const done = runSweep({ plan, known, pool, workers, keep, onProgress, remark });
  try {
    return (await Promise.race([done.then(() => undefined), stopped])) ?? undefined;
  } finally {
    for (const remove of off) remove();
    // Runs under way are lost; they are repeated.
    done.catch(() => undefined);
    await pool.close();
    progress.clear();
  }
}

/** Reports what is kept. @returns 128 and the number of the signal, as shells do. */
export function exitCodeOf(signal: NodeJS.Signals, { runs, journalPath }: PlanEnd): number {
  remark(`stopped by ${signal}: ${runs} runs are kept in ${journalPath}, the same command resumes`);
  return 128 + constants.signals[signal];
}
