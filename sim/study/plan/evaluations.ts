/**
 * What scenarios come to that differ in one value: every value with the same seeds, so that two
 * differ by the value alone (common random numbers). Nothing is simulated twice.
 */

import { addAll } from '../../engine/kernel/lists.ts';
import type { PartResult, RunResult } from '../../run/result/result.ts';
import { firstOf, together } from '../../run/result/together.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import { replicated } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { sum } from '../fit/statistics.ts';

/** What can be planned for, seconds. */
export const METRICS = ['totalSeconds', 'downtimeSeconds', 'lostSeconds'] as const;

/** From the first start to the last end; the longest downtime; work that all guests lose. */
export type Metric = (typeof METRICS)[number];

/**
 * How a value is simulated: expected values, one run with every page, or all replications of it.
 */
export type Depth = 'expected' | 'one' | 'all';

/** What one run comes to. */
export interface Measured {
  readonly seconds: Readonly<Record<Metric, number>>;
  readonly converges: boolean;
  readonly abandoned: string | null;
  /** The part of the first migration's time and downtime that is not copying, seconds. */
  readonly stages: Readonly<Record<Exclude<Metric, 'lostSeconds'>, number>>;
  /** By migration, in the order of the scenario. */
  readonly migrations: readonly Readonly<Record<Metric, number>>[];
}

/** What runs come to together. */
export interface Runs {
  /** One number a replication; of a migration that is given up, until then. */
  readonly seconds: Readonly<Record<Metric, readonly number[]>>;
  /** Whether in every run each pre-copy ended because few pages were left. */
  readonly converges: boolean;
  /** The first guest whose migration is given up in some run, and why; else null. */
  readonly abandoned: string | null;
}

/** What the runs of one value come to. */
export interface Evaluation<Value> extends Runs {
  readonly value: Value;
  readonly fidelity: 'expected' | 'page-exact';
}

/** How values are simulated. */
export interface EvaluationsOptions<Value> {
  readonly scenarioAt: (value: Value) => Scenario;
  /** Values of the same name are the same. Default: their JSON. */
  readonly nameOf?: (value: Value) => string;
  /** Page-exact runs of a value, at least 1. */
  readonly replications: number;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/** All replications of a scenario. */
export function replications(scenario: Scenario, count: number): Scenario[] {
  return Array.from({ length: count }, (_, index) => replicated(scenario, index + 1));
}

/** Pre-copy came to its end by itself. */
const CONVERGED = new Set(['few-pages', 'unknown-pages', 'downtime-target', 'not-live']);

/** What one run comes to. */
export function measured(run: RunResult): Measured {
  const { migrations, bystanders = [] } = run;
  const each = migrations.map(({ totalSeconds, downtimeSeconds, guestPerformance }) => {
    return { totalSeconds, downtimeSeconds, lostSeconds: guestPerformance.lostSeconds };
  });
  const all = together(run);
  const given = migrations.find(({ abandoned }) => abandoned === true);
  const lost = [...each, ...bystanders].map(({ lostSeconds }) => lostSeconds);
  const [first] = each;
  const { parts } = firstOf(run);
  return {
    seconds: {
      // Of one alone its own, without the rounding of starts and ends.
      totalSeconds: each.length === 1 && first !== undefined ? first.totalSeconds : all.seconds,
      downtimeSeconds: all.downtimeMostSeconds,
      lostSeconds: sum(lost),
    },
    converges: migrations.every(({ stopReason }) => CONVERGED.has(stopReason)),
    abandoned: given === undefined ? null : `${given.guest}: ${given.stopReason}`,
    stages: {
      totalSeconds: stagesOf(parts),
      downtimeSeconds: stagesOf(parts.filter(({ inDowntime }) => inDowntime)),
    },
    migrations: each,
  };
}

const COPY_PARTS = new Set(['pre-copy', 'stop-and-copy']);

function stagesOf(parts: readonly PartResult[]): number {
  return sum(parts.filter(({ name }) => !COPY_PARTS.has(name)).map(({ seconds }) => seconds));
}

function gathered(runs: readonly Measured[]): Runs {
  const of = (metric: Metric): number[] => runs.map(({ seconds }) => seconds[metric]);
  return {
    seconds: {
      totalSeconds: of('totalSeconds'),
      downtimeSeconds: of('downtimeSeconds'),
      lostSeconds: of('lostSeconds'),
    },
    converges: runs.every(({ converges }) => converges),
    abandoned: runs.find(({ abandoned }) => abandoned !== null)?.abandoned ?? null,
  };
}

/** Evaluations of values, each simulated once. */
export class Evaluations<Value> {
  readonly #options: EvaluationsOptions<Value>;
  readonly #expected = new Map<string, Measured>();
  readonly #exact = new Map<string, Measured[]>();
  readonly #values = new Map<string, Value>();
  readonly #scenarios = new Map<string, Scenario>();

  constructor(options: EvaluationsOptions<Value>) {
    this.#options = options;
  }

  /** Simulations so far. */
  get runs(): { readonly expected: number; readonly pageExact: number } {
    const of = (isExpected: boolean): number => {
      const own = [...this.#exact].filter(([name]) => this.#isExpected(name) === isExpected);
      return sum(own.map(([, { length }]) => length));
    };
    return { expected: this.#expected.size + of(true), pageExact: of(false) };
  }

  /** Values so far. */
  get count(): number {
    return this.#values.size;
  }

  /**
   * The evaluations of these values, in their order; what is not known is simulated together. Of
   * a value whose first run is given up, or whose scenario asks for expected values, that one run
   * is all.
   */
  async at(values: readonly Value[], depth: Depth): Promise<Evaluation<Value>[]> {
    for (const value of values) this.#values.set(this.#nameOf(value), value);
    const names = [...new Set(values.map((value) => this.#nameOf(value)))];
    if (depth === 'expected') await this.#runExpected(names);
    else await this.#runFirst(names);
    if (depth === 'all') await this.#runRest(names);
    return values.map((value) => this.#evaluation(value, depth));
  }

  /** Everything of which all replications are known, in the order of the simulations. */
  all(): Evaluation<Value>[] {
    return [...this.#exact.keys()]
      .filter((name) => this.#isWhole(name))
      .map((name) => this.#evaluation(this.#values.get(name) as Value, 'all'));
  }

  /** The runs of a value that was evaluated. */
  runsOf(value: Value, depth: Depth): readonly Measured[] {
    const name = this.#nameOf(value);
    const exact = this.#exact.get(name) ?? [];
    if (depth === 'all') return exact;
    return depth === 'one' ? exact.slice(0, 1) : [this.#expected.get(name) as Measured];
  }

  #nameOf(value: Value): string {
    return (this.#options.nameOf ?? JSON.stringify)(value);
  }

  #evaluation(value: Value, depth: Depth): Evaluation<Value> {
    const isExpected = depth === 'expected' || this.#isExpected(this.#nameOf(value));
    const fidelity = isExpected ? 'expected' : 'page-exact';
    return { value, fidelity, ...gathered(this.runsOf(value, depth)) };
  }

  #isExpected(name: string): boolean {
    return this.#scenarioOf(name).fidelity === 'expected';
  }

  #isWhole(name: string): boolean {
    const runs = this.#exact.get(name) ?? [];
    if (runs.length >= this.#options.replications || runs[0]?.abandoned != null) return true;
    return runs.length > 0 && this.#isExpected(name);
  }

  #scenarioOf(name: string): Scenario {
    const known = this.#scenarios.get(name);
    const scenario = known ?? this.#options.scenarioAt(this.#values.get(name) as Value);
    this.#scenarios.set(name, scenario);
    return scenario;
  }

  async #run(scenarios: readonly Scenario[]): Promise<Measured[]> {
    if (scenarios.length === 0) return [];
    const { runScenarios, onProgress } = this.#options;
    return (await runScenarios(scenarios, onProgress)).map(measured);
  }

  async #runExpected(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.#expected.has(name));
    const runs = await this.#run(
      missing.map((name) => ({ ...this.#scenarioOf(name), fidelity: 'expected' })),
    );
    for (const [index, name] of missing.entries()) {
      this.#expected.set(name, runs[index] as Measured);
    }
  }

  async #runFirst(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.#exact.has(name));
    const runs = await this.#run(missing.map((name) => this.#scenarioOf(name)));
    for (const [index, name] of missing.entries()) {
      this.#exact.set(name, [runs[index] as Measured]);
    }
  }

  async #runRest(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.#isWhole(name));
    const more = this.#options.replications - 1;
    const runs = await this.#run(
      missing.flatMap((name) => replications(this.#scenarioOf(name), more + 1).slice(1)),
    );
    for (const [index, name] of missing.entries()) {
      const own = runs.slice(index * more, (index + 1) * more);
      addAll(this.#exact.get(name) ?? [], own);
    }
  }
}
