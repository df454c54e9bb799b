/** Runs parts of a scenario that cannot feel each other, one after the other. */
import type { DrawnValue } from '../scenario/drawn-value.ts';
import type { Scenario } from '../scenario/scenario.ts';
import {
  type FaultResult,
  type GuestPerformance,
  type MigrationResult,
  type RunResult,
  SCHEMA_VERSION,
} from './result/result.ts';
import type { Steps, Whereabouts } from './result/steps.ts';
import { type IndependentPart, independentParts } from './world/independent-parts.ts';

/** What an independent part of a scenario comes to. */
export interface IndependentResult {
  /** In the order of its scenario. */
  readonly migrations: readonly MigrationResult[];
  readonly bystanders: readonly GuestPerformance[];
  /** Only where something may fail. */
  readonly faults?: readonly FaultResult[];
}

/** @param values those that were drawn for it. */
export function runResult(
  scenario: Scenario,
  values: readonly DrawnValue[],
  { migrations, bystanders, faults }: IndependentResult,
): RunResult {
  return {
    schemaVersion: SCHEMA_VERSION,
    seed: String(scenario.seed),
    title: scenario.title,
    machine: scenario.machineFile ?? scenario.machine,
    ...(scenario.fidelity === 'expected' ? { fidelity: 'expected' as const } : {}),
    ...(values.length > 0 ? { drawn: values } : {}),
    migrations,
    ...(bystanders.length > 0 ? { bystanders } : {}),
    ...(faults === undefined ? {} : { faults }),
  };
}

/** @param runOne a part, or all of a scenario that has none. */
export function* inParts(
  scenario: Scenario,
  runOne: (part: Scenario) => Steps<IndependentResult>,
): Steps<IndependentResult> {
  const parts = independentParts(scenario);
  if (parts.length === 1) return yield* runOne(scenario);
  const results: IndependentResult[] = [];
  let count = 0;
  for (const { scenario: part, places } of parts) {
    const before = count;
    const where = (now: Whereabouts): Whereabouts => {
      return { ...now, migrations: scenario.migrations.length, ended: before + now.ended };
    };
    results.push(yield* shown(runOne(part), where));
    count += places.length;
  }
  return { migrations: together(parts, results), bystanders: [] };
}

/** The migrations of all parts in their order. Bystanders keep a scenario in one piece. */
export function together(
  parts: readonly Pick<IndependentPart, 'places'>[],
  results: readonly Pick<IndependentResult, 'migrations'>[],
): MigrationResult[] {
  const migrations: MigrationResult[] = [];
  for (const [index, { places }] of parts.entries()) {
    for (const [at, place] of places.entries()) {
      migrations[place] = results[index]?.migrations[at] as MigrationResult;
    }
  }
  return migrations;
}

/** Steps of which each is seen as part of more. */
function* shown<Result>(
  steps: Steps<Result>,
  where: (now: Whereabouts) => Whereabouts,
): Steps<Result> {
  let last = NOWHERE;
  for (;;) {
    const step = steps.next();
    if (step.done !== true) last = step.value;
    const look = last;
    yield () => where(look());
    if (step.done === true) return step.value;
  }
}

const NOWHERE = (): Whereabouts => ({ seconds: 0, migrations: 0, ended: 0, moves: [] });
