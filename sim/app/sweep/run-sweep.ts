/**
 * Makes the runs of a sweep that are not in its journal yet: batches of them on several threads at
 * a time, each as many as take some hundredths of a second. Points are opened in their order and
 * few are open at once: memory does not grow with the sweep.
 */

import { InvariantError } from '../../engine/kernel/assert.ts';
import { numberAt } from '../../run/result/row-block.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import type { Batch } from '../pool/worker.ts';
import { type Rows, WorkerLost, type WorkerPool } from '../pool/worker-pool.ts';
import { columnsOf, type RunBlock } from './run-block.ts';
import type { KnownRuns } from './sweep-folder.ts';
import { isMine, type RunNumber, type SweepPlan, wantedOf } from './sweep-plan.ts';

/** Progress of a sweep. */
export interface Progress {
  /** Runs that are done, those of earlier times included. */
  readonly runs: number;
  /** Points of this shard that have all their runs; of those under way, the part that is done. */
  readonly points: number;
}

/** Everything that a sweep is run with. */
export interface SweepSettings {
  readonly plan: SweepPlan;
  readonly known: KnownRuns;
  readonly pool: WorkerPool;
  readonly workers: number;
  /** Keeps runs for good; what it throws ends the sweep. */
  readonly keep: (runs: RunBlock) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly remark: (text: string) => void;
}

/** Batches that wait for each worker beside the one it makes, to keep it busy. */
const WAITING_PER_WORKER = 2;
/** Runs of a batch, and the time that a batch should take: an interruption loses little. */
const BATCH_MOST = 512;
const BATCH_MS = 30;
/** A run in which a worker ended is given to others before the sweep ends. */
const TRIES = 3;

/** A point of which runs are made. */
interface OpenPoint {
  readonly point: number;
  scenario?: Scenario;
  /** Of the rule's quantity, by replication. */
  readonly values: (number | undefined)[];
  /** Runs that were asked for, and those of them that are not done. */
  asked: number;
  pending: number;
}

/** A run that is to be made. */
interface Ready {
  readonly open: OpenPoint;
  readonly run: RunNumber;
  /** How often a worker ended in it, or in a batch that it was in. */
  losses: number;
}

/**
 * @throws Problem when a run cannot be made or kept, InvariantError for a fault of the simulator.
 *   What was kept before stays.
 */
export async function runSweep(settings: SweepSettings): Promise<void> {
  await new SweepRunner(settings).run();
}

class SweepRunner {
  readonly #settings: SweepSettings;
  #ready: Ready[] = [];
  #batchRuns = 1;
  readonly #open = new Set<OpenPoint>();
  #underWay = 0;
  #nextPoint = 0;
  #pointsDone = 0;
  #failed = false;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(settings: SweepSettings) {
    this.#settings = settings;
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#pump();
    });
  }

  /** Starts batches until the workers have enough; called whenever one is done. */
  #pump(): void {
    const most = this.#settings.workers * (1 + WAITING_PER_WORKER);
    while (!this.#failed && this.#underWay < most && this.#fill()) {
      const batch = this.#take();
      this.#underWay += 1;
      this.#make(batch).then(
        () => {
          this.#underWay -= 1;
          this.#pump();
        },
        (error: unknown) => {
          this.#failed = true;
          this.#reject(error);
        },
      );
    }
    if (!this.#failed && this.#underWay === 0) this.#resolve();
  }

  /** The next batch; a run in which a worker ended is one by itself. */
  #take(): Ready[] {
    const suspect = this.#ready.findIndex(({ losses }) => losses > 0);
    const most =
      suspect === 0 ? 1 : suspect > 0 ? Math.min(suspect, this.#batchRuns) : this.#batchRuns;
    const batch = this.#ready.slice(0, most);
    this.#ready = this.#ready.slice(most);
    return batch;
  }

  /** Opens points until a batch is ready; false when no run is left. */
  #fill(): boolean {
    const { plan, known } = this.#settings;
    const { points, until } = plan.header;
    while (this.#ready.length < this.#batchRuns && this.#nextPoint < points) {
      const point = this.#nextPoint;
      this.#nextPoint += 1;
      if (until !== undefined && !isMine(plan.header, { point, replication: 1 })) continue;
      const values = [...known.valuesOf(point)];
      known.forget(point);
      const open = { point, values, asked: 0, pending: 0 };
      this.#open.add(open);
      this.#goOn(open);
    }
    return this.#ready.length > 0;
  }

  /** All that was asked for is there: asks for more runs, or is done with the point. */
  #goOn(open: OpenPoint): void {
    const { plan, known } = this.#settings;
    while (open.pending === 0) {
      const wanted = wantedOf(plan.header, open.values.slice(0, open.asked) as number[]);
      if (wanted === open.asked) {
        this.#pointsDone += 1;
        this.#open.delete(open);
        return;
      }
      for (let replication = open.asked + 1; replication <= wanted; replication += 1) {
        const run = { point: open.point, replication };
        if (known.has(run) || !isMine(plan.header, run)) continue;
        open.pending += 1;
        this.#ready.push({ open, run, losses: 0 });
      }
      open.asked = wanted;
    }
  }

  async #make(batch: readonly Ready[]): Promise<void> {
    const { known, keep, onProgress, plan } = this.#settings;
    const rows = await this.#simulate(batch);
    if (rows === undefined) this.#ready = [...batch, ...this.#ready];
    if (rows === undefined || this.#failed) return;
    const { block, error, timeMs } = rows;
    const done = batch.slice(0, block.rows);
    const points = done.map(({ run }) => run.point);
    const replications = done.map(({ run }) => run.replication);
    const parameters =
      plan.template?.parametersAt(points) ?? columnsOf(points.map(plan.parametersAt));
    if (points.length > 0) keep({ points, replications, parameters, block });
    const { until } = plan.header;
    for (const [row, { open, run }] of done.entries()) {
      known.mark(run);
      if (until !== undefined) {
        open.values[run.replication - 1] = numberAt(block, row, until.quantity);
      }
      open.pending -= 1;
      if (open.pending === 0) this.#goOn(open);
    }
    if (error !== undefined) throw this.#placed(error, batch[block.rows] as Ready);
    const fitting = Math.floor((batch.length * BATCH_MS) / Math.max(1, timeMs));
    this.#batchRuns = Math.max(1, Math.min(fitting, 2 * batch.length, BATCH_MOST));
    onProgress({ runs: known.count, points: this.#points() });
  }

  #points(): number {
    let points = this.#pointsDone;
    for (const { asked, pending } of this.#open) points += (asked - pending) / asked;
    return points;
  }

  /** @returns undefined where the worker ended, and the runs are to be tried again. */
  async #simulate(batch: readonly Ready[]): Promise<Rows | undefined> {
    const { pool, remark } = this.#settings;
    const [first] = batch as readonly [Ready];
    try {
      return await pool.rows(this.#batchOf(batch));
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw this.#placed(error, first);
      for (const each of batch) each.losses += 1;
      if (first.losses === TRIES) throw this.#placed(error, first);
      const what = batch.length > 1 ? `and ${batch.length - 1} more: ` : '';
      remark(`${this.#show(first.run)}: ${what}${error.message}; the run is repeated`);
      return undefined;
    }
  }

  /** @throws Problem for an impossible combination of values. */
  #batchOf(batch: readonly Ready[]): Batch {
    const { template, scenarioAt, seedOf } = this.#settings.plan;
    const seeds = batch.map(({ run }) => seedOf?.(run.point, run.replication) ?? run.replication);
    if (template !== undefined) {
      const values = template.valuesAt(batch.map(({ run }) => run.point));
      return { base: template.base, places: template.places, values, seeds };
    }
    const values = batch.map(({ open }) => (open.scenario ??= scenarioAt(open.point)));
    return { base: values[0] as Scenario, places: [[]], values, seeds };
  }

  /** The error with the run that caused it. */
  #placed(error: unknown, { run }: Ready): unknown {
    const where = this.#show(run);
    if (error instanceof InvariantError) {
      return new InvariantError(`${where}: ${error.message}`, { cause: error });
    }
    if (!(error instanceof WorkerLost)) return error;
    const message = `its worker ended ${TRIES} times (${error.message})`;
    const hint = 'all other results are kept; fewer `--workers` leave more memory to each';
    return new Problem([{ where, message, hint }]);
  }

  #show({ point, replication }: RunNumber): string {
    const values = Object.entries(this.#settings.plan.parametersAt(point));
    const shown = values.map(([name, value]) => `${name}=${value}`).join(', ');
    return `point ${point}${shown === '' ? '' : ` (${shown})`}, replication ${replication}`;
  }
}
