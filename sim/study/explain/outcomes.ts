/** What simulations of a scenario come to, as the log that it was inferred from would count it. */
import type { RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { numbersOf } from '../calibrate/quantities.ts';
import { mean } from '../fit/statistics.ts';
import { replications } from '../plan/evaluations.ts';
import { QUANTITIES } from '../validate/quantity.ts';
import type { System } from './evidence.ts';

/** Means over the runs of one scenario. */
export interface Outcome {
  /** Whether it ends by itself in every run. */
  readonly ends: boolean;
  /** Of one that does not end, until it is given up. */
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  /** Work that the guest loses. */
  readonly lostSeconds: number;
  readonly bytesSent: number;
  readonly rounds: number;
  readonly stopReason: string;
  /** Where it lies with what the log leaves open; an end is null where it may never end. */
  readonly interval?: {
    readonly totalSeconds: { readonly low: number; readonly high: number | null };
    readonly downtimeSeconds: { readonly low: number; readonly high: number | null };
  };
}

/** How scenarios are run. */
export interface Runner {
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
  /** Runs of each, with seeds of their own. */
  readonly replications: number;
}

/** All runs of a scenario; expected values have no chance in them but what is uncertain. */
export const runsOf = (scenario: Scenario, count: number): Scenario[] => {
  const isCertain = scenario.fidelity === 'expected' && scenario.uncertain === undefined;
  return replications(scenario, isCertain ? 1 : count);
};

/** Outcomes of scenarios, in their order, all run together. */
export async function outcomesOf(
  scenarios: readonly Scenario[],
  system: System,
  { runScenarios, onProgress, replications: count }: Runner,
): Promise<Outcome[]> {
  const groups = scenarios.map((scenario) => runsOf(scenario, count));
  const results = await runScenarios(groups.flat(), onProgress);
  let from = 0;
  return groups.map(({ length }) => {
    from += length;
    return outcomeOf(results.slice(from - length, from), system);
  });
}

/** Logs begin and end at different places. */
const TOTALS: Readonly<Record<System, string>> = {
  'xen-3': 'untilRunningSeconds',
  'xen-4': 'streamSeconds',
  xenserver: 'untilRunningSeconds',
  qemu: 'sourceSeconds',
};

/** Of the runs of one scenario. */
export function outcomeOf(results: readonly RunResult[], system: System): Outcome {
  const numbers = results.map(numbersOf);
  const migrations = results.map(firstOf);
  const downtime = system === 'qemu' ? 'sourceDowntimeSeconds' : 'downtimeSeconds';
  return {
    ends: migrations.every(({ abandoned }) => abandoned !== true),
    totalSeconds: mean(
      migrations.map(({ abandoned, totalSeconds }, index) => {
        return abandoned === true ? totalSeconds : (numbers[index]?.[TOTALS[system]] ?? NaN);
      }),
    ),
    downtimeSeconds: mean(migrations.map(QUANTITIES[downtime].of)),
    lostSeconds: mean(migrations.map(({ guestPerformance }) => guestPerformance.lostSeconds)),
    bytesSent: mean(migrations.map(({ bytesSent }) => bytesSent)),
    rounds: mean(migrations.map(({ rounds }) => rounds.length)),
    stopReason: [...new Set(migrations.map(({ stopReason }) => stopReason))].join(', '),
  };
}
