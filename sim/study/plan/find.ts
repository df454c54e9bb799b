/** The end of a quantity's scale that still does what is asked, with the values beside it. */
import { GIB } from '../../engine/kernel/unit.ts';
import { whySlow } from '../../run/expected/run/way.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { sum } from '../fit/statistics.ts';
import type { Depth, Evaluation, Evaluations } from './evaluations.ts';
import type { Quantity, Scale } from './quantity/subject.ts';
import { leastPlace } from './search.ts';
import { type Goal, isMet } from './targets.ts';

/** An answer and its proof. */
export interface Bracketed {
  /** The value that does what is asked; undefined when none does. */
  readonly answer: Evaluation<number> | undefined;
  /** One step towards what is harder; undefined at the end of the scale. */
  readonly harder: Evaluation<number> | undefined;
  /** One step towards what is easier; the easiest of all where there is no answer. */
  readonly easier: Evaluation<number> | undefined;
  /** Values easier than the answer that were simulated and fail. */
  readonly failingBeyond: readonly Evaluation<number>[];
}

/** From here on one page-exact run takes longer than expected values. */
const LARGE_BYTES = GIB;

/** How values are tried first, before the answer is looked for with all runs. */
export function screeningOf(scenario: Scenario): Depth {
  if (scenario.fidelity === 'expected') return 'all';
  const { guests, migrations } = scenario;
  const moved = sum(migrations.map(({ guest }) => guests[guest]?.memoryBytes ?? 0));
  return moved >= LARGE_BYTES && whySlow(scenario) === undefined ? 'expected' : 'one';
}

/** The depths of a search, each from where the one before came to. */
const DEPTHS = {
  expected: ['expected', 'one', 'all'],
  one: ['one', 'all'],
  all: ['all'],
} as const satisfies Readonly<Record<Depth, readonly Depth[]>>;

/** How it is searched. */
export interface FindOptions {
  readonly goal: Goal;
  /** Simulate every value of the scale. */
  readonly exhaustive: boolean;
  readonly screening: Depth;
}

/**
 * Searches with expected values where they are quicker, from there on with one run of each value,
 * and from there with all runs. Where a metric of a target may grow again towards the easier end,
 * the search is for the others, and the answer must meet all.
 */
export async function findBound(
  evaluations: Evaluations<number>,
  scale: Scale,
  quantity: Quantity,
  options: FindOptions,
): Promise<Bracketed> {
  const { goal, exhaustive, screening } = options;
  const places = placesOf(scale, quantity);
  const { count } = places;
  const targets = goal.targets.filter(({ metric }) => quantity.steady.includes(metric));
  // Without a target that is left, it must at least converge.
  const search: Goal = { ...goal, targets };
  const at = async (place: number, depth: Depth = 'all') => {
    if (place < 0 || place >= count) return undefined;
    return (await evaluations.at([places.valueAt(place)], depth))[0];
  };
  const meets = (depth: Depth) => async (place: number) => {
    const found = await at(place, depth);
    return found !== undefined && isMet(found, search);
  };
  let { start } = places;
  if (exhaustive) {
    const values = Array.from({ length: count }, (_, place) => places.valueAt(place));
    const verdicts = (await evaluations.at(values, 'all')).map((each) => isMet(each, search));
    start = Math.max(0, verdicts.indexOf(true));
  }
  let place: number | undefined;
  for (const [index, depth] of DEPTHS[exhaustive ? 'all' : screening].entries()) {
    const stride = index === 0 && !exhaustive ? scale.stride : 1;
    place = await leastPlace({ count, start, stride }, meets(depth));
    start = place ?? count - 1;
  }
  const found = await at(start);
  if (place === undefined || found === undefined || !isMet(found, goal)) {
    return { answer: undefined, harder: undefined, easier: found, failingBeyond: [] };
  }
  const [harder, easier] = [await at(place - 1), await at(place + 1)];
  const beyond = evaluations.all().filter(({ value }) => places.placeOf(value) > start);
  const failingBeyond = beyond.filter((each) => !isMet(each, goal));
  return { answer: found, harder, easier, failingBeyond };
}

/** The places of a scale, the hardest to meet first. */
function placesOf({ ladder, start }: Scale, { direction }: Quantity) {
  const { count } = ladder;
  const turned = (place: number): number => (direction === 'least' ? place : count - 1 - place);
  const placeOf = (value: number): number => turned(ladder.placeOf(value));
  return {
    count,
    start: placeOf(start),
    placeOf,
    valueAt: (place: number): number => ladder.at(turned(place)),
  };
}
