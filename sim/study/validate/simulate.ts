/** Measured rows as simulations: what is set alike is simulated once, for all its repetitions. */

import { PROFILES } from '../../../models/machine/registry.ts';
import { largestOf } from '../../engine/kernel/lists.ts';
import type { RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import { type LoadOptions, loadScenario, replicated, type SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Problem } from '../../text/problem.ts';
import { groupBy, mean, median } from '../fit/statistics.ts';
import { withStatedRanges } from '../interval/stated-ranges.ts';
import type { Campaign, CampaignRows, MeasuredRow } from './campaign.ts';
import { type Drawn, drawnOf } from './intervals.ts';
import { pagesDue, QUANTITIES, QUANTITY_NAMES, type Values } from './quantity.ts';
import { collect } from './read-rows.ts';
import type { CampaignInput } from './select.ts';

/** The results of a setting's simulations: means, or medians, over the replications. */
export interface Simulated {
  readonly values: Values;
  /** Pages due by round; a round that a replication does not have counts as 0. */
  readonly roundPages: readonly number[];
  /** Whether the guest moved, in most of them. */
  readonly converged: boolean;
  /** Only where intervals are asked for and some of their runs ended. */
  readonly drawn?: Drawn | undefined;
}

/** The rows of a campaign with the simulation of each. */
export interface SimulatedRows extends CampaignRows {
  readonly input: CampaignInput;
  readonly simulated: ReadonlyMap<MeasuredRow, Simulated>;
  /** Runs of everything that was set alike. */
  readonly replications: number;
}

export interface SimulateOptions {
  /** Text of a shipped scenario file, by its path below `scenarios`. */
  readonly readScenario: (path: string) => string;
  readonly runScenarios: RunScenarios;
  /** Runs of everything that was set alike. */
  readonly replications: number;
  /** Runs of an interval of everything that was set alike; absent: none are made. */
  readonly draws?: number | undefined;
  readonly seed?: string | undefined;
  /** Goes with every scenario, such as a machine of the user's. */
  readonly load?: Pick<LoadOptions, 'set' | 'readMachine'>;
  readonly onProgress: (done: number, all: number) => void;
}

/**
 * Simulates all rows of all campaigns.
 * @throws Problem for what no scenario can hold, with file and line of its first row.
 */
export async function simulate(
  inputs: readonly CampaignInput[],
  options: SimulateOptions,
): Promise<SimulatedRows[]> {
  const campaigns = collect(inputs, (input) => prepare(input, options));
  const scenarios = campaigns.flatMap(({ groups }) => {
    return groups.flatMap((group) => [...group.scenarios, ...group.draws]);
  });
  const results = [...(await options.runScenarios(scenarios, options.onProgress))];
  return campaigns.map(({ input, rows, groups }) => {
    const simulated = groups.flatMap((group) => {
      const runs = results.splice(0, group.scenarios.length);
      const drawn = drawnOf(group.draws, results.splice(0, group.draws.length));
      const outcome = { ...outcomeOf(input.campaign, runs), drawn };
      return group.rows.map((row) => [row, outcome] as const);
    });
    const { replications } = options;
    return { ...rows, input, simulated: new Map(simulated), replications };
  });
}

/** What the runs of a setting set beside it: nothing, or each its start. */
function startsOf({ pooling }: Campaign, runs: number): SetOption[][] {
  if (pooling === undefined) return [[]];
  const [from, to] = pooling.startsSeconds;
  return Array.from({ length: runs }, (_, index) => {
    const seconds = from + (to - from) * ((index * GOLDEN) % 1);
    return [{ path: 'migrations.0.at', value: `${seconds.toFixed(6)} s` }];
  });
}

/** Its multiples fill a stretch evenly, however many there are. */
const GOLDEN = 0.618_033_988_75;

/** Rows of the same settings and their runs. */
interface AlikeRows {
  readonly rows: readonly MeasuredRow[];
  readonly scenarios: readonly Scenario[];
  /** Runs of its interval. */
  readonly draws: readonly Scenario[];
}

interface Prepared {
  readonly input: CampaignInput;
  readonly rows: CampaignRows;
  readonly groups: readonly AlikeRows[];
}

function prepare(input: CampaignInput, options: SimulateOptions): Prepared {
  const { campaign, table, companions } = input;
  const rows = campaign.read(table, companions);
  const text = options.readScenario(campaign.scenario);
  const groups = collect(groupBySettings(rows.rows), (alike) => {
    const [first] = alike;
    const where = `${table.fileName}:${first.line}`;
    const runs = (count: number, change: (scenario: Scenario) => Scenario): Scenario[] => {
      const loaded = startsOf(campaign, count).map((start) => {
        const set = [...first.settings, ...start];
        return change(reportAt(where, () => load(text, campaign.scenario, set, options)).scenario);
      });
      return Array.from({ length: count }, (_, index) => {
        return replicated(loaded[index % loaded.length] as Scenario, index + 1);
      });
    };
    const draws = runs(options.draws ?? 0, withStatedRanges);
    return { rows: alike, scenarios: runs(options.replications, (scenario) => scenario), draws };
  });
  return { input, rows, groups };
}

/** Rows that set the same, in the order of the first of each. */
export function groupBySettings<Row extends Pick<MeasuredRow, 'settings'>>(rows: readonly Row[]) {
  return [...groupBy(rows, ({ settings }) => JSON.stringify(settings)).values()];
}

function load(
  text: string,
  path: string,
  set: readonly SetOption[],
  { seed, load: { set: first = [], readMachine } = {} }: SimulateOptions,
): ReturnType<typeof loadScenario> {
  const options = { profiles: PROFILES, readMachine, set: [...first, ...set] };
  const seeded = seed === undefined ? options : { ...options, seed };
  return loadScenario(text, `scenarios/${path}`, seeded);
}

/** Reports mistakes of what a row sets at the row, with the place where they would have been. */
export function reportAt<Value>(where: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(
      error.mistakes.map(({ where: inside, message, ...rest }) => {
        return { where, message: `${inside}: ${message}`, ...rest };
      }),
    );
  }
}

function outcomeOf({ pooling }: Campaign, results: readonly RunResult[]): Simulated {
  const all = results.map(firstOf);
  const moved = all.filter(({ abandoned }) => abandoned === undefined);
  const converged = 2 * moved.length > all.length;
  const migrations = pooling !== undefined && converged ? moved : all;
  const middle = pooling === undefined ? mean : median;
  const values = QUANTITY_NAMES.map((name) => [name, middle(migrations.map(QUANTITIES[name].of))]);
  const pages = migrations.map(pagesDue);
  const rounds = largestOf(pages.map(({ length }) => length));
  const roundPages = Array.from({ length: rounds }, (_, round) => {
    return mean(pages.map((ofRun) => ofRun[round] ?? 0));
  });
  return { values: Object.fromEntries(values), roundPages, converged };
}
