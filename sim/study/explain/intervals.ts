/**
 * How far outcomes may be off because the log leaves open what the guest writes, and, where draws
 * are asked for, because of seeds, of what is assumed about the hosts, and by their margins.
 */

import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { firstOf } from '../../run/result/together.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { formatForUnit } from '../../text/quantity.ts';
import { boundByLink, drawsOf, sidesOf, spreadOf, TAIL, widened } from '../interval/interval.ts';
import type { System } from './evidence.ts';
import { type Outcome, outcomeOf, outcomesOf, type Runner } from './outcomes.ts';
import type { Writes } from './writes.ts';

const RATE = 'vm.workload.rate';
const SIZE = 'vm.workload.workingSet';

/** Sets a dirty rate, pages a second. */
export const rateSetting = (pagesPerSecond: number): SetOption => {
  return { path: RATE, value: `${Number(pagesPerSecond.toPrecision(4))} pages/s` };
};

function sizeSetting(pages: number): SetOption {
  return { path: SIZE, value: formatForUnit(Math.max(1, Math.round(pages)) * PAGE_BYTES, 'bytes') };
}

/** What runs are made with beside their settings. */
interface Around extends Runner {
  readonly system: System;
  /** Runs of each interval of 90 %; absent: one at each end. */
  readonly draws?: number | undefined;
}

/**
 * Outcomes with the least and largest of runs at the ends of the intervals of dirty rate and
 * working set; unchanged where the rate has no upper end or the guest writes nothing.
 * With draws: with 90 % intervals of runs that draw both.
 * @param sets what each outcome was simulated with. @param pages most that is written to.
 */
export async function withIntervals(
  outcomes: readonly Outcome[],
  sets: readonly (readonly SetOption[])[],
  { writes, pages }: { readonly writes: Writes | undefined; readonly pages: number },
  at: (set: readonly SetOption[]) => Scenario,
  { system, draws, ...runner }: Around,
): Promise<readonly Outcome[]> {
  const { pagesPerSecond: rate, workingSetPages: size } = writes ?? {};
  const isKnown = !rate || !size || rate.value < 1;
  if (!isKnown && rate.high === null) return outcomes;
  const [low, high] = isKnown
    ? [[], []]
    : [
        [rateSetting(rate.low), sizeSetting(size.low)],
        [rateSetting(rate.high ?? rate.low), sizeSetting(Math.min(pages, size.high ?? pages))],
      ];
  if (draws !== undefined) {
    const between = low.map((one, index) => spanOf(one, high[index] ?? one));
    return withDraws(
      outcomes,
      sets.map((set) => at([...between, ...set])),
      { ...runner, system, draws },
    );
  }
  if (isKnown) return outcomes;
  const scenarios = sets.flatMap((set) => [low, high].map((end) => at([...end, ...set])));
  const found = await outcomesOf(scenarios, system, { ...runner, replications: 1 });
  return outcomes.map((outcome, index) => {
    const all = [outcome, ...found.slice(index * 2, (index + 1) * 2)];
    return { ...outcome, interval: intervalOf(all) };
  });
}

/** Anything between two values of a setting, equally likely. */
function spanOf({ path, value }: SetOption, { value: high }: SetOption): SetOption {
  return { path, value: value === high ? value : `${value}..${high}` };
}

interface Drawing extends Runner {
  readonly system: System;
  readonly draws: number;
}

async function withDraws(
  outcomes: readonly Outcome[],
  scenarios: readonly Scenario[],
  { system, draws, runScenarios, onProgress }: Drawing,
): Promise<readonly Outcome[]> {
  const groups = scenarios.map((scenario) => drawsOf(scenario, draws));
  const results = await runScenarios(groups.flat(), onProgress);
  return outcomes.map((outcome, index) => {
    const group = groups[index] ?? [];
    const own = results.slice(index * draws, (index + 1) * draws);
    const runs = own.map((result) => outcomeOf([result], system));
    const isByLink = boundByLink(group, own.map(firstOf));
    const ended = runs.filter(({ ends }) => ends);
    const mayNotEnd = ended.length < (1 - TAIL) * draws;
    const between = (quantity: 'total' | 'downtime', of: (run: Outcome) => number) => {
      const spread = spreadOf((ended.length > 0 ? ended : runs).map(of));
      const sides = sidesOf(group[0] as Scenario, quantity, isByLink);
      const { low, high } = widened(spread, sides);
      return { low, high: mayNotEnd ? null : high };
    };
    const totalSeconds = between('total', (run) => run.totalSeconds);
    const downtimeSeconds = between('downtime', (run) => run.downtimeSeconds);
    return { ...outcome, interval: { totalSeconds, downtimeSeconds } };
  });
}

function intervalOf(all: readonly Outcome[]): NonNullable<Outcome['interval']> {
  const ended = all.filter(({ ends }) => ends);
  const span = (values: readonly number[]) => {
    const high = ended.length < all.length ? null : largestOf(values);
    return { low: smallestOf(values), high };
  };
  return {
    totalSeconds: span(ended.map(({ totalSeconds }) => totalSeconds)),
    downtimeSeconds: span(ended.map(({ downtimeSeconds }) => downtimeSeconds)),
  };
}
