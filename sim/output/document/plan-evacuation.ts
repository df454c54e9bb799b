/** Plans of an evacuation: how many guests at a time, and in which order. */
import { type Evaluation, METRICS } from '../../study/plan/evaluations.ts';
import type { CountPlan, OrderPlan } from '../../study/plan/plan.ts';
import type { Order } from '../../study/plan/quantity/order.ts';
import type { Bound } from '../../study/plan/reasons.ts';
import { type Goal, judged } from '../../study/plan/targets.ts';
import { type Block, type Column, numeric, type ReportDocument, worded } from './document.ts';
import { seconds } from './numbers.ts';
import {
  boundBlocks,
  effortLine,
  goalLine,
  judgeLine,
  lines,
  METRIC_NAMES,
  type PlanQuestion,
  runCells,
  runColumns,
  verdictOf,
} from './plan-parts.ts';

/** The best number at a time, with all numbers that were tried. */
export function countPlanDocument(plan: CountPlan, question: PlanQuestion): ReportDocument {
  const { best, neighbours, screened, isAnswer } = plan;
  const exact = [best, ...neighbours].toSorted((a, b) => a.value - b.value);
  const said = (each: Evaluation<number>): string =>
    each.value === best.value ? wordOf(plan, 'best') : remarkOf(each, plan);
  const proof = tableOf('at a time', exact, (each) => String(each.value), said);
  const all = tableOf(
    'at a time',
    screened,
    (each) => String(each.value),
    () => '',
  );
  const isScreened = screened.some(({ value }) => exact.every((each) => each.value !== value));
  return documentOf(plan, question, 'the number at a time varied', [
    lines(isAnswer ? `best number at a time by simulation: ${best.value}` : noneOf(plan)),
    proof,
    ...(isScreened ? [lines(`all numbers, ${howOf(screened)}`), all] : []),
    ...(isAnswer
      ? [lines(`repeat it: precopy run ${question.file} --set atOnce=${best.value}`)]
      : []),
  ]);
}

/** The best order beside that of the file. */
export function orderPlanDocument(plan: OrderPlan, question: PlanQuestion): ReportDocument {
  const { best, given, neighbours, isAnswer, guestsOf, tried, orders } = plan;
  const isGiven = given.value.join() === best.value.join();
  const labels = new Map<Evaluation<Order>, string>([
    [given, isGiven ? 'of the file, the best' : 'of the file'],
    ...(isGiven ? [] : [[best, wordOf(plan, 'best')] as const]),
    ...neighbours
      .filter(({ value }) => ![best, given].some((one) => one.value.join() === value.join()))
      .map((each) => [each, swapOf(best.value, each.value, plan)] as const),
  ]);
  const rows = [...labels.keys()];
  const tries =
    tried >= orders ? `all ${orders} orders that differ` : `${tried} orders of ${count(orders)}`;
  const saved = judged(given, plan.least, plan.judge) - judged(best, plan.least, plan.judge);
  const gain = isGiven
    ? 'the order of the file is the best of them'
    : `it saves ${seconds(saved)} s of ${METRIC_NAMES[plan.least]} against that of the file`;
  return documentOf(plan, question, 'the order varied', [
    lines(
      isAnswer ? 'best order by simulation:' : noneOf(plan),
      `  ${guestsOf(best.value).join(', ')}`,
    ),
    tableOf(
      'order',
      rows,
      (each) => labels.get(each) ?? '',
      (each) => remarkOf(each, plan),
      worded,
    ),
    lines(`tried: ${tries}; ${gain}`),
    ...(isAnswer ? [lines('with --out FILE the scenario with it is written')] : []),
  ]);
}

function documentOf(
  plan: CountPlan | OrderPlan,
  question: PlanQuestion,
  what: string,
  blocks: readonly Block[],
): ReportDocument {
  const asked = goalLine(plan, `least ${METRIC_NAMES[plan.least]}`);
  const least = `then the least ${METRIC_NAMES[plan.least]}`;
  const goal = plan.targets.length === 0 ? asked : `${asked}, ${least}`;
  const title = `${goal}, ${what}, ${judgeLine(plan, question)}`;
  const { bound } = plan;
  const why = bound === undefined ? [] : boundBlocks(bound, nearestOf(bound));
  const all = [...blocks, ...why, lines(effortLine(plan))];
  return { title, facts: [], lead: title, sections: [{ title: 'By simulation', blocks: all }] };
}

function nearestOf({ metric, bestSeconds }: Bound): string {
  if (bestSeconds === null) return 'a migration is given up';
  return `nearest: ${METRIC_NAMES[metric]} of ${seconds(bestSeconds)} s`;
}

function tableOf<Value>(
  name: string,
  rows: readonly Evaluation<Value>[],
  label: (each: Evaluation<Value>) => string,
  remark: (each: Evaluation<Value>) => string,
  first: (...names: readonly string[]) => Column[] = numeric,
): Block {
  return {
    kind: 'table',
    columns: [...first(name), ...runColumns(METRICS), ...worded('')],
    rows: rows.map((each) => [label(each), ...runCells(each, METRICS), remark(each)]),
  };
}

const wordOf = ({ isAnswer }: { readonly isAnswer: boolean }, word: string): string =>
  isAnswer ? word : 'nearest';

function remarkOf<Value>(each: Evaluation<Value>, goal: Goal): string {
  if (goal.targets.length === 0 && each.abandoned === null) return '';
  return verdictOf(each, goal);
}

const noneOf = ({ targets }: Goal): string =>
  targets.length === 0 ? 'some migration is always given up; nearest:' : 'none meets it; nearest:';

const howOf = <Value>([first]: readonly Evaluation<Value>[]): string =>
  first?.fidelity === 'expected' ? 'with expected values' : 'one run each';

/** Large numbers of orders in powers of ten. */
const count = (orders: number): string =>
  orders < 1e6 ? String(orders) : `some ${orders.toExponential(0).replace('e+', 'e')}`;

function swapOf(order: Order, other: Order, { guestsOf }: OrderPlan): string {
  const [names, others] = [guestsOf(order), guestsOf(other)];
  const moved = names.filter((name, at) => others[at] !== name);
  return `it with ${moved.join(' and ')} exchanged`;
}
