/**
 * Where the times of a migration lie with 90 %: the spread of many runs, each with its own seed and
 * its own draw of what is uncertain, and beyond it the margins that the machine states.
 *
 * The margins are those of split conformal prediction about the quantiles that are simulated
 * (Romano, Patterson and Candes, 2019): by how much measured values of one part of the settings
 * leave them. They hold for hosts and settings like those.
 */
import type { MachineMargins, Sides } from '../../../models/machine/margins.ts';
import { usesOf } from '../../run/bound.ts';
import type { MigrationResult, RunResult } from '../../run/result/result.ts';
import { profileOf } from '../../run/world/machine-of.ts';
import { replicated } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { drawn } from '../../scenario/uncertain.ts';
import { quantile } from '../fit/statistics.ts';
import { withStatedRanges } from './stated-ranges.ts';

/** Runs of an interval, where nothing else is said: two lie beyond each end. */
export const DRAWS = 40;
/** What lies within. */
export const PROBABILITY = 0.9;
/** What lies beyond each end. */
export const TAIL = 0.05;

/** Seconds. */
export interface TimeInterval {
  readonly low: number;
  readonly median: number;
  /** Null where more than one of twenty runs does not end. */
  readonly high: number | null;
}

/** The two times of one migration. */
export interface MigrationIntervals {
  readonly guest: string;
  /** How many of the runs ended with the guest at its destination. */
  readonly ended: number;
  /** Null where none did. */
  readonly totalSeconds: TimeInterval | null;
  readonly downtimeSeconds: TimeInterval | null;
}

/** Intervals of a scenario. */
export interface RunIntervals {
  readonly probability: typeof PROBABILITY;
  readonly draws: number;
  /** What was drawn beside the seeds, as it was written. */
  readonly ranges: readonly { readonly path: string; readonly text: string }[];
  /** What the machine's margins are from; null where it states none. */
  readonly margins: string | null;
  readonly migrations: readonly MigrationIntervals[];
}

/** Runs of a scenario that differ by their seeds, and so by what they draw. */
export function drawsOf(scenario: Scenario, count: number): Scenario[] {
  const uncertain = withStatedRanges(scenario);
  return Array.from({ length: count }, (_, index) => replicated(uncertain, index + 1));
}

/** @param results of `draws`, in their order. */
export function intervalsOf(
  draws: readonly Scenario[],
  results: readonly RunResult[],
): RunIntervals {
  const [first] = draws as [Scenario, ...Scenario[]];
  const { uncertain = [], migrations } = first;
  return {
    probability: PROBABILITY,
    draws: draws.length,
    ranges: uncertain.map(({ path, text }) => ({ path, text })),
    margins: marginsOf(first)?.from ?? null,
    migrations: migrations.map(({ guest }, index) => {
      const all = results.map((result) => result.migrations[index] as MigrationResult);
      return { guest, ...timesOf(draws, all) };
    }),
  };
}

function timesOf(draws: readonly Scenario[], all: readonly MigrationResult[]) {
  const ended = all.filter(({ abandoned }) => abandoned !== true);
  const isByLink = boundByLink(draws, all);
  const [scenario] = draws as [Scenario, ...Scenario[]];
  const between = (key: 'totalSeconds' | 'downtimeSeconds', quantity: 'total' | 'downtime') => {
    const values = ended.map((migration) => migration[key]);
    if (values.length === 0) return null;
    const interval = widened(spreadOf(values), sidesOf(scenario, quantity, isByLink));
    return ended.length >= (1 - TAIL) * all.length ? interval : { ...interval, high: null };
  };
  return {
    ended: ended.length,
    totalSeconds: between('totalSeconds', 'total'),
    downtimeSeconds: between('downtimeSeconds', 'downtime'),
  };
}

/** The part in the middle of simulated values, and their median. @param values at least one. */
export function spreadOf(values: readonly number[]): EndedInterval {
  const [low, median, high] = [TAIL, 0.5, 1 - TAIL].map((part) => quantile(values, part));
  return { low, median, high } as EndedInterval;
}

/** A time interval with an end. */
export interface EndedInterval extends TimeInterval {
  readonly high: number;
}

/** With the machine's margins, if it states some; a time is never below 0. */
export function widened(
  { low, median, high }: EndedInterval,
  sides: Sides | undefined,
): EndedInterval {
  if (sides === undefined) return { low, median, high };
  const { below, above } = sides;
  return {
    low: Math.max(0, low - below.share * low - below.seconds),
    median,
    high: high + above.share * high + above.seconds,
  };
}

/** Whether the link bounds the rate in most of the runs. */
export function boundByLink(
  draws: readonly Scenario[],
  migrations: readonly MigrationResult[],
): boolean {
  const byLink = migrations.filter((migration, index) => {
    const { scenario } = drawn(draws[index] as Scenario);
    return migration.rounds.length > 0 && usesOf(migration, scenario).full === 'link';
  });
  return 2 * byLink.length > migrations.length;
}

/** Those that the scenario's machine states. */
export function marginsOf(scenario: Scenario): MachineMargins | undefined {
  return scenario.machineFile === undefined ? profileOf(scenario).margins : scenario.margins;
}

export function sidesOf(
  scenario: Scenario,
  quantity: 'total' | 'downtime',
  isByLink: boolean,
): Sides | undefined {
  const margins = marginsOf(scenario);
  return ((isByLink ? margins?.link : undefined) ?? margins?.otherwise)?.[quantity];
}

/**
 * The least margin that one of twenty leaves (rounded so that a new one does not either).
 * @param excesses by how much measured values leave what is simulated, below 0 within; not empty.
 */
export function marginFor(excesses: readonly number[]): number {
  const sorted = excesses.toSorted((a, b) => a - b);
  const rank = Math.ceil((sorted.length + 1) * (1 - TAIL));
  return Math.max(0, sorted[Math.min(rank, sorted.length) - 1] as number);
}
