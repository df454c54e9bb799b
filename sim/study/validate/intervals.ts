/** The runs of an interval, as the values that measured ones are compared with. */
import type { RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { boundByLink, type EndedInterval, spreadOf } from '../interval/interval.ts';
import { QUANTITIES, type QuantityName } from './quantity.ts';

/** The times of a campaign, and what each is in the terms of a machine's margins. */
export const TIMES = {
  totalSeconds: 'total',
  precopySeconds: 'total',
  sourceSeconds: 'total',
  downtimeSeconds: 'downtime',
} as const satisfies Readonly<Partial<Record<QuantityName, 'total' | 'downtime'>>>;

/** Names of the times. */
export type TimeName = keyof typeof TIMES;

/** Times in the order in which they are shown. */
export const TIME_NAMES = Object.keys(TIMES) as readonly TimeName[];

/** What is drawn for a setting. */
export interface Drawn {
  /** One of the scenarios: which machine it has. */
  readonly scenario: Scenario;
  /** Of the runs in which the guest moved; without the machine's margins. */
  readonly spreads: Readonly<Record<TimeName, EndedInterval>>;
  readonly isByLink: boolean;
}

/** Undefined without draws, and where the guest moved in none of them. */
export function drawnOf(
  draws: readonly Scenario[],
  results: readonly RunResult[],
): Drawn | undefined {
  const [scenario] = draws;
  const all = results.map(firstOf);
  const moved = all.filter(({ abandoned }) => abandoned === undefined);
  if (scenario === undefined || moved.length === 0) return undefined;
  const spreads = TIME_NAMES.map((name) => [name, spreadOf(moved.map(QUANTITIES[name].of))]);
  return {
    scenario,
    spreads: Object.fromEntries(spreads) as Drawn['spreads'],
    isByLink: boundByLink(draws, all),
  };
}
