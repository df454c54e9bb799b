/**
 * How expected values of a scenario are computed: from classes of pages that are alike, from cells
 * of them, or from every page, as little as it allows. Cells and pages go through the engine as in
 * a page-exact run; where chance decides how it fares, several times.
 */
import { isInTurns } from '../../../engine/machine/scheduler/schedulers.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { schedulerOf } from '../../world/machine-of.ts';
import { goesInBursts, whyNotAlike, whyNotExpected } from './unfit.ts';

export interface Way {
  readonly by: 'classes' | 'cells' | 'pages';
  /** Why it takes every page, after "since"; only then. */
  readonly why?: string;
  /** Why it takes several runs, after "since"; only then. */
  readonly chance?: string;
  /** Of the runs whose mean it is; of classes none. */
  readonly seeds: readonly string[];
}

/** Of one run, and of all where chance decides. */
const SEED = 'expected';
const SEEDS = [SEED, ...[2, 3, 4, 5, 6, 7, 8].map((number) => `${SEED}/${number}`)];

/** @param scenario one that has expected values. */
export function wayOf(scenario: Scenario): Way {
  const why = whyNotAlike(scenario);
  const isInBursts = goesInBursts(scenario);
  if (why === undefined && !isInBursts) return { by: 'classes', seeds: [] };
  const chance = chanceIn(scenario);
  const seeds = chance === undefined ? { seeds: [SEED] } : { seeds: SEEDS, chance };
  return why === undefined ? { by: 'cells', ...seeds } : { by: 'pages', why, ...seeds };
}

/** Why expected values take as long as a page-exact run or longer; undefined: they do not. */
export function whySlow(scenario: Scenario): string | undefined {
  const refused = whyNotExpected(scenario);
  if (refused !== undefined) return refused;
  const { why, chance } = wayOf(scenario);
  return why ?? chance;
}

/** How they are computed and what that costs, in words; undefined where that is little. */
export function sayWay(scenario: Scenario): string | undefined {
  if (whyNotExpected(scenario) !== undefined) return undefined;
  const { by, why, chance, seeds } = wayOf(scenario);
  if (why === undefined && chance === undefined) return undefined;
  const { length } = seeds;
  const runs = length === 1 ? 'one run' : `${length} runs with fixed seeds`;
  const all = length === 1 ? '' : 'each ';
  const costs = by === 'pages' ? `${all}as long as a page-exact one` : 'on cells of pages';
  const since = [why, chance].filter((each) => each !== undefined).join(', and ');
  const isLoose = chance !== undefined && goesInBursts(scenario);
  const loose = isLoose ? '; downtimes by QEMU differ from run to run by half of them then' : '';
  return `expected values are those of ${runs}, ${costs}: ${since}${loose}`;
}

/** What makes runs with other seeds differ much: virtual CPUs that take turns. */
function chanceIn(scenario: Scenario): string | undefined {
  const { hosts, guests, changes } = scenario;
  const names = Object.keys(hosts).filter((name) => isInTurns(schedulerOf(scenario, name)));
  if (names.length === 0) return undefined;
  const capped = 'a cap makes virtual CPUs take turns';
  if (names.some((name) => isCapped(hosts[name]?.dom0))) return capped;
  if (Object.values(guests).some(isCapped)) return capped;
  const isSet = changes.some(({ settings }) => settings.some(({ kind }) => CAPS.has(kind)));
  return isSet ? capped : undefined;
}

const CAPS: ReadonlySet<string> = new Set(['dom0-cap', 'guest-cap']);

/** A Dom0 or a guest. */
interface Capped {
  readonly capPercent?: number | undefined;
}

const isCapped = (each: Capped | undefined): boolean => each?.capPercent !== undefined;
