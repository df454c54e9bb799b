/**
 * Costs of a Xen host with which a simulation's first round takes as long as that of a log. What
 * bounded the rate says what is searched: CPU of a page, the same factor for both ends, or a cap
 * of Dom0 beside it.
 */

import { PROFILES } from '../../../models/machine/registry.ts';
import { PARAMETERS } from '../../engine/mechanism/parameters.ts';
import type { RoundResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { RunScenarios } from '../../run/sweep.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { shortPathOf } from '../../scenario/settings.ts';
import { formatForUnit } from '../../text/quantity.ts';
import type { Bound } from './bound.ts';
import type { Pass } from './pass.ts';

const PER_PAGE = /^(?:source|destination)CpuPer(?:Page|PreparedPage|MappedPage|NewPage)$/u;
/** Each comes nearer by a factor of ten or so. */
const STEPS = 4;
/** Nearer than a log's stamps. */
const CLOSE = 0.004;
const FACTORS = [1 / 50, 50] as const;

/** What is searched: the factor of CPU of a page, and a cap of Dom0 in percent. */
interface Costs {
  readonly factor: number;
  readonly capPercent: number | undefined;
}

interface Search {
  readonly pass: Pass;
  readonly bound: Bound;
  readonly scenarioOf: (set: readonly SetOption[]) => Scenario;
  readonly runScenarios: RunScenarios;
}

/** Settings of the scenario with which its first round is that of the log; none without a time. */
export async function xenCosts(search: Search): Promise<SetOption[]> {
  const { pass, bound } = search;
  if (pass.seconds === null || pass.seconds <= 0) return [];
  const isCapped = bound.cause === 'cap' && bound.dom0CpuPercent !== null;
  const base = search.scenarioOf([]);
  let costs: Costs = {
    factor: 1,
    capPercent: isCapped ? Math.round(bound.dom0CpuPercent ?? 100) : undefined,
  };
  for (let step = 0; step < STEPS; step += 1) {
    const [result] = await search.runScenarios(
      [search.scenarioOf(settingsOf(costs, base))],
      () => undefined,
    );
    if (result === undefined) return [];
    const next = nearer(costs, firstOf(result).rounds[pass.round - 1], search);
    if (next === undefined) break;
    costs = next;
  }
  return settingsOf(costs, base);
}

/** @returns undefined when they are near enough. */
function nearer(
  costs: Costs,
  round: RoundResult | undefined,
  { pass, bound }: Search,
): Costs | undefined {
  if (round === undefined) return undefined;
  const late = (pass.seconds ?? 0) / round.deltaSeconds;
  if (costs.capPercent === undefined) {
    const isIdle = bound.cause === 'link' && late >= 1 - CLOSE;
    if (Math.abs(late - 1) < CLOSE || isIdle) return undefined;
    return { ...costs, factor: within(costs.factor * late) };
  }
  const used = ((pass.dom0CpuPercent ?? 0) / 100) * (pass.seconds ?? 0);
  const dear = used / round.deltaSourceDom0CpuSeconds;
  const capPercent = Math.max(1, Math.round(costs.capPercent * (dear / late)));
  if (Math.abs(dear - 1) < CLOSE && capPercent === costs.capPercent) return undefined;
  return { factor: within(costs.factor * dear), capPercent };
}

const within = (factor: number): number => Math.min(FACTORS[1], Math.max(FACTORS[0], factor));

function settingsOf({ factor, capPercent }: Costs, { machine, parameters }: Scenario): SetOption[] {
  const known = PROFILES[machine]?.parameters;
  const names = Object.keys(PARAMETERS).filter((name) => PER_PAGE.test(name));
  const costs = names.map((name) => {
    const usual = parameters[name] ?? known?.[name as keyof typeof known].value ?? 0;
    const value = formatForUnit(Math.round(usual * factor), 'ns');
    return { path: `parameters.${name}`, value };
  });
  const cap =
    capPercent === undefined
      ? []
      : [{ path: shortPathOf('dom0-cap', 'source'), value: `${capPercent} %` }];
  return [...(factor === 1 ? [] : costs), ...cap];
}
