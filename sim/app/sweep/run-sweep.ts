/**
 * Makes the runs of a sweep that are not in its journal yet, several at a time. Points are opened
 * in their order and few are open at once: memory does not grow with the sweep.
 */

import { InvariantError } from '../../engine/kernel/assert.ts';
import type { RunRow } from '../../run/result/run-row.ts';
import { replicated } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import { WorkerLost, type WorkerPool } from '../pool/worker-pool.ts';
import type { RunRecord } from './journal.ts';
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
  /** Keeps a run for good; what it throws ends the sweep. */
  readonly keep: (run: RunRecord) => void;
  readonly onProgress: (progress: Progress) => void;
  readonly remark: (text: string) => void;
}

/** Runs that wait for each worker beside the one it makes, to keep it busy. */
const WAITING_PER_WORKER = 2;
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
  readonly #ready: Ready[] = [];
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

  /** Starts runs until the workers have enough; called whenever one is done. */
  #pump(): void {
    const most = this.#settings.workers * (1 + WAITING_PER_WORKER);
    while (!this.#failed && this.#underWay < most && this.#fill()) {
      const ready = this.#ready.shift() as Ready;
      this.#underWay += 1;
      this.#make(ready).then(
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

  /** Opens points until a run is ready; false when there is none left. */
  #fill(): boolean {
    const { plan, known } = this.#settings;
    const { points, until } = plan.header;
    while (this.#ready.length === 0 && this.#nextPoint < points) {
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
        this.#ready.push({ open, run });
      }
      open.asked = wanted;
    }
  }

  async #make({ open, run }: Ready): Promise<void> {
    const { plan, keep, known, onProgress } = this.#settings;
    open.scenario ??= plan.scenarioAt(run.point);
    const seed = plan.seedOf?.(run.point, run.replication) ?? run.replication;
    const row = await this.#simulate(replicated(open.scenario, seed), run);
    if (this.#failed) return;
    keep({ ...run, parameters: plan.parametersAt(run.point), ...row });
    known.mark(run);
    const { until } = plan.header;
    if (until !== undefined) open.values[run.replication - 1] = row[until.quantity];
    open.pending -= 1;
    if (open.pending === 0) this.#goOn(open);
    onProgress({ runs: known.count, points: this.#points() });
  }

  #points(): number {
    let points = this.#pointsDone;
    for (const { asked, pending } of this.#open) points += (asked - pending) / asked;
    return points;
  }

  async #simulate(scenario: Scenario, run: RunNumber): Promise<RunRow> {
    const { pool, remark } = this.#settings;
    for (let tries = 1; ; tries += 1) {
      try {
        return await pool.row(scenario);
      } catch (error) {
        if (!(error instanceof WorkerLost) || tries === TRIES) throw this.#placed(error, run);
        remark(`${this.#show(run)}: ${error.message}; the run is repeated`);
      }
    }
  }

  /** The error with the run that caused it. */
  #placed(error: unknown, run: RunNumber): unknown {
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
