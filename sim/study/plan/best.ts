/** The best of an evacuation: how many at a time, and in which order. */
import { addAll, largestOf } from '../../engine/kernel/lists.ts';
import type { Depth, Evaluation, Evaluations, Metric } from './evaluations.ts';
import { everyOrder, type Order, type Orders, swapsOf } from './quantity/order.ts';
import { type Goal, isMet, judged, missedTargets } from './targets.ts';

/** What is least among what does what is asked. */
export interface BestGoal extends Goal {
  readonly least: Metric;
}

/** The best of some, all runs made, with its proof. */
export interface Best<Value> {
  /** The best; whether it does what is asked, `isAnswer` says. */
  readonly best: Evaluation<Value>;
  readonly isAnswer: boolean;
  /** The values beside it, with all runs. */
  readonly neighbours: readonly Evaluation<Value>[];
  /** As the search saw the values: expected, or one run each. */
  readonly screened: readonly Evaluation<Value>[];
}

/** The best order, beside that of the file. */
export interface BestOrder extends Best<Order> {
  readonly given: Evaluation<Order>;
  /** How many orders differ, and whether all were tried. */
  readonly orders: number;
  readonly tried: number;
}

/** Differences below this share are none. */
const SAME = 1e-9;

/** Whether one is better than another: it does what is asked, or comes nearer, or is shorter. */
export function isBetter<Value>(
  one: Evaluation<Value>,
  other: Evaluation<Value>,
  goal: BestGoal,
): boolean {
  const [mine, its] = [one, other].map((each) => costsOf(each, goal)) as [number[], number[]];
  const at = mine.findIndex((cost, index) => {
    const beside = its[index] as number;
    return cost !== beside && !(Math.abs(cost - beside) <= SAME * Math.abs(beside));
  });
  return at >= 0 && (mine[at] as number) < (its[at] as number);
}

/** The most important first. Without targets it is enough that nothing is given up. */
function costsOf<Value>(each: Evaluation<Value>, goal: BestGoal): number[] {
  const missed = missedTargets(each, goal).map(({ metric, seconds }) => {
    return judged(each, metric, goal.judge) / seconds;
  });
  const given = each.abandoned === null ? 0 : 1;
  return [given, largestOf(missed, 0), judged(each, goal.least, goal.judge)];
}

/** Whether a value does what is asked of an evacuation. */
export function isAnswer<Value>(each: Evaluation<Value>, goal: BestGoal): boolean {
  return goal.targets.length === 0 ? each.abandoned === null : isMet(each, goal);
}

function bestOf<Value>(some: readonly Evaluation<Value>[], goal: BestGoal): Evaluation<Value> {
  return some.reduce((best, each) => (isBetter(each, best, goal) ? each : best));
}

/** All numbers from 1, then the best and those beside it with all runs, until none is better. */
export async function bestCount(
  evaluations: Evaluations<number>,
  most: number,
  goal: BestGoal,
  screening: Depth,
): Promise<Best<number>> {
  const counts = Array.from({ length: most }, (_, index) => index + 1);
  const screened = await evaluations.at(counts, screening);
  const beside = (count: number): number[] =>
    [count - 1, count + 1].filter((each) => each >= 1 && each <= most);
  const start = await confirmed(evaluations, screened, goal);
  return { ...(await settled(evaluations, start, beside, goal)), screened };
}

/** Values of a screening that are simulated with all runs, the best first. */
const CONFIRMED = 3;

/** The best with all runs of those that seemed so, and of some more. */
async function confirmed<Value>(
  evaluations: Evaluations<Value>,
  screened: readonly Evaluation<Value>[],
  goal: BestGoal,
  more: readonly Value[] = [],
): Promise<Value> {
  const first = ranked(screened, goal).slice(0, CONFIRMED);
  const values = [...first.map(({ value }) => value), ...more];
  return bestOf(await evaluations.at(values, 'all'), goal).value;
}

/** The best first; what is as good stays in its order. */
function ranked<Value>(some: readonly Evaluation<Value>[], goal: BestGoal): Evaluation<Value>[] {
  return some.toSorted((a, b) => Number(isBetter(b, a, goal)) - Number(isBetter(a, b, goal)));
}

/** Moves to a neighbour that is better with all runs, until none is. */
async function settled<Value>(
  evaluations: Evaluations<Value>,
  start: Value,
  beside: (value: Value) => readonly Value[] | Promise<readonly Value[]>,
  goal: BestGoal,
): Promise<Omit<Best<Value>, 'screened'>> {
  let value = start;
  for (;;) {
    const around = [value, ...(await beside(value))];
    const [best, ...neighbours] = await evaluations.at(around, 'all');
    const next = bestOf([best as Evaluation<Value>, ...neighbours], goal);
    if (next === best) return { best: next, isAnswer: isAnswer(next, goal), neighbours };
    value = next.value;
  }
}

/** How many orders are tried at most. */
export interface OrderOptions {
  readonly goal: BestGoal;
  readonly screening: Depth;
  readonly budget: number;
}

/** Neighbours of an order that are simulated with all runs. */
const NEIGHBOURS = 2;

/**
 * All orders, where the budget allows; else sensible ones, of which the best is improved by
 * exchanging two guests as long as that helps.
 */
export async function bestOrder(
  evaluations: Evaluations<Order>,
  orders: Orders,
  options: OrderOptions,
): Promise<BestOrder> {
  const { goal, screening, budget } = options;
  const all = orders.count <= budget ? everyOrder(orders) : undefined;
  const screened = await (all === undefined
    ? improved(evaluations, orders, options)
    : evaluations.at([orders.given, ...all], screening));
  const beside = async (order: Order): Promise<Order[]> => {
    const swapped = await evaluations.at(nearSwaps(order, orders), screening);
    return ranked(swapped, goal)
      .slice(0, NEIGHBOURS)
      .map(({ value }) => value);
  };
  const start = await confirmed(evaluations, screened, goal, [orders.given]);
  const found = await settled(evaluations, start, beside, goal);
  const [given] = await evaluations.at([orders.given], 'all');
  const tried = evaluations.count;
  return { ...found, given: given as Evaluation<Order>, screened, orders: orders.count, tried };
}

/** As many as there are pairs beside each other. */
const nearSwaps = (order: Order, orders: Orders): Order[] =>
  swapsOf(order, orders).slice(0, order.length - 1);

/** Sensible orders by how each guest fared in that of the file, then exchanges of two. */
async function improved(
  evaluations: Evaluations<Order>,
  orders: Orders,
  { goal, screening, budget }: OrderOptions,
): Promise<Evaluation<Order>[]> {
  const { given } = orders;
  const seen = await evaluations.at([given], screening);
  const fared = evaluations.runsOf(given, screening)[0]?.migrations ?? [];
  const sorted = (metric: Metric, sign: 1 | -1): Order =>
    given.toSorted((a, b) => sign * ((fared[a]?.[metric] ?? 0) - (fared[b]?.[metric] ?? 0)));
  const usual = (['totalSeconds', 'downtimeSeconds', 'lostSeconds'] as const).flatMap((metric) => {
    return [sorted(metric, -1), sorted(metric, 1)];
  });
  addAll(seen, await evaluations.at(usual, screening));
  let best = bestOf(seen, goal);
  for (let from: Order | undefined; from !== best.value && evaluations.count < budget; ) {
    from = best.value;
    const swaps = swapsOf(from, orders);
    for (let at = 0; at < swaps.length && evaluations.count < budget; at += BATCH) {
      const tried = await evaluations.at(swaps.slice(at, at + BATCH), screening);
      addAll(seen, tried);
      const next = bestOf([best, ...tried], goal);
      if (next === best) continue;
      best = next;
      break;
    }
  }
  return seen;
}

/** Orders that are tried together. */
const BATCH = 8;
