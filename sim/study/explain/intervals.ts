/** How far outcomes may be off because the log leaves open what the guest writes. */

import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { formatForUnit } from '../../text/quantity.ts';
import type { System } from './evidence.ts';
import { type Outcome, outcomesOf, type Runner } from './outcomes.ts';
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

/**
 * Outcomes with the least and largest of runs at the ends of the intervals of dirty rate and
 * working set; unchanged where the rate has no upper end or the guest writes nothing.
 * @param sets what each outcome was simulated with. @param pages most that is written to.
 */
export async function withIntervals(
  outcomes: readonly Outcome[],
  sets: readonly (readonly SetOption[])[],
  { writes, pages }: { readonly writes: Writes | undefined; readonly pages: number },
  at: (set: readonly SetOption[]) => Scenario,
  { system, ...runner }: Runner & { readonly system: System },
): Promise<readonly Outcome[]> {
  const { pagesPerSecond: rate, workingSetPages: size } = writes ?? {};
  if (!rate || !size || rate.high === null || rate.value < 1) return outcomes;
  const ends = [
    [rateSetting(rate.low), sizeSetting(size.low)],
    [rateSetting(rate.high), sizeSetting(Math.min(pages, size.high ?? pages))],
  ];
  const scenarios = sets.flatMap((set) => ends.map((end) => at([...end, ...set])));
  const found = await outcomesOf(scenarios, system, { ...runner, replications: 1 });
  return outcomes.map((outcome, index) => {
    const all = [outcome, ...found.slice(index * ends.length, (index + 1) * ends.length)];
    return { ...outcome, interval: intervalOf(all) };
  });
}

function intervalOf(all: readonly Outcome[]): NonNullable<Outcome['interval']> {
  const ended = all.filter(({ ends }) => ends);
  const span = (values: readonly number[]) => {
    const high = ended.length < all.length ? null : Math.max(...values);
    return { low: Math.min(...values), high };
  };
  return {
    totalSeconds: span(ended.map(({ totalSeconds }) => totalSeconds)),
    downtimeSeconds: span(ended.map(({ downtimeSeconds }) => downtimeSeconds)),
  };
}
