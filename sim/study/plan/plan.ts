/**
 * `plan`: the value of a quantity that just does what is asked, or the best of an evacuation,
 * searched on the simulator with the values beside it as proof. Beside a cap, what a fitted curve
 * says, as the paper proposes.
 */

import type { RunScenarios } from '../../run/sweep.ts';
import type { SetOption } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import type { CurveFit } from '../fit/fit.ts';
import type { CurveName } from '../fit/model.ts';
import { type Best, type BestOrder, bestCount, bestOrder } from './best.ts';
import { Evaluations, type Metric } from './evaluations.ts';
import { type Bracketed, findBound, screeningOf } from './find.ts';
import { type Inversion, invert, TRAINING_CAPS_PERCENT, trainedFit } from './fitted.ts';
import { mostCapPercent } from './most-cap.ts';
import { countsOf } from './quantity/at-once.ts';
import { type Findable, QUANTITIES, type QuantityName } from './quantity/index.ts';
import { type Order, ordersOf } from './quantity/order.ts';
import type { Quantity, Scale, Subject } from './quantity/subject.ts';
import { type Bound, findReasons } from './reasons.ts';
import type { Goal, Judge, Target } from './targets.ts';
import { type Trial, Trials } from './trials.ts';
import type { CapSide } from './variants.ts';

/** What is asked for. */
export interface PlanOptions {
  readonly find: Findable;
  /** All must be met; without one a bound must converge. */
  readonly targets: readonly Target[];
  readonly judge: Judge;
  /** What is least in an evacuation that does what is asked. */
  readonly least: Metric;
  readonly side: CapSide;
  /** Whose dirty rate is meant. */
  readonly guest?: string | undefined;
  readonly model: CurveName;
  readonly replications: number;
  readonly exhaustive: boolean;
  /** Orders that are tried at most, beside those of the proof. */
  readonly budget: number;
  readonly runScenarios: RunScenarios;
  readonly onProgress: (done: number, all: number) => void;
}

/** What a fitted curve says, and what is simulated there. */
export interface FittedPlan extends Inversion {
  readonly fit: CurveFit;
  /** At the curve's least cap; undefined when it has none. */
  readonly simulated: Trial | undefined;
  readonly metric: Metric;
  readonly targetSeconds: number;
  readonly mostPercent: number;
}

/** What every plan says. */
interface AnyPlan extends Goal {
  /** The settings of the answer; none without one. */
  readonly set: readonly SetOption[];
  /** Why nothing does what is asked; undefined with an answer. */
  readonly bound: Bound | undefined;
  /** Simulations that it took, without those of the reasons. */
  readonly runs: { readonly expected: number; readonly pageExact: number };
}

/** A bound on a scale. */
export interface ScalePlan extends AnyPlan, Bracketed {
  readonly find: QuantityName;
  readonly quantity: Pick<Quantity, 'name' | 'direction' | 'unit'>;
  readonly what: string;
  /** The ends of the scale, as values. */
  readonly hardest: number;
  readonly easiest: number;
  /** Of a cap with one target in time. */
  readonly fitted: FittedPlan | undefined;
}

/** The best number at a time. */
export interface CountPlan extends AnyPlan, Best<number> {
  readonly find: 'at-once';
  readonly least: Metric;
}

/** The best order. */
export interface OrderPlan extends AnyPlan, BestOrder {
  readonly find: 'order';
  readonly least: Metric;
  /** Names of the guests of an order. */
  readonly guestsOf: (order: Order) => string[];
}

export type Plan = ScalePlan | CountPlan | OrderPlan;

/**
 * @param file for messages.
 * @throws Problem for a scenario that has nothing of the kind, and when a curve does not suit the
 *   simulated times.
 */
export async function plan(
  template: ScenarioTemplate,
  file: string,
  options: PlanOptions,
): Promise<Plan> {
  const { find, side, guest } = options;
  const subject: Subject = { template, file, side, guest, scenario: template.with([]) };
  if (find === 'at-once') return planCount(subject, options);
  if (find === 'order') return planOrder(subject, options);
  return planScale(subject, find, options);
}

/** Values of one kind, by the settings that they stand for. */
function evaluationsOf<Value>(
  { template }: Subject,
  options: PlanOptions,
  set: (value: Value) => readonly SetOption[],
  nameOf?: (value: Value) => string,
): Evaluations<Value> {
  const scenarioAt = (value: Value): Scenario => template.with(set(value));
  return new Evaluations({ ...options, scenarioAt, ...(nameOf === undefined ? {} : { nameOf }) });
}

async function planScale(
  subject: Subject,
  find: QuantityName,
  options: PlanOptions,
): Promise<ScalePlan> {
  const { template } = subject;
  const quantity: Quantity = QUANTITIES[find];
  const scale = quantity.open(subject);
  const evaluations = evaluationsOf(subject, options, scale.set);
  const goal: Goal = { targets: options.targets, judge: options.judge };
  const screening = screeningOf(template.with(scale.set(scale.start)));
  const { exhaustive } = options;
  const found = await findBound(evaluations, scale, quantity, { goal, exhaustive, screening });
  const { answer, easier } = found;
  const fitted =
    find === 'cap' ? await fittedPlan(evaluations, mostOf(subject), options) : undefined;
  const best = template.with(scale.set(easier?.value ?? scale.start));
  const bound = answer === undefined ? await findReasons(best, { ...options, goal }) : undefined;
  return {
    ...{ find, ...goal, ...found, fitted, bound },
    quantity: { name: quantity.name, direction: quantity.direction, unit: quantity.unit },
    what: scale.what,
    ...endsOf(scale, quantity),
    set: answer === undefined ? [] : scale.set(answer.value),
    runs: evaluations.runs,
  };
}

const mostOf = ({ scenario, side }: Subject): number => mostCapPercent(scenario, side);

function endsOf({ ladder }: Scale, { direction }: Quantity) {
  const [low, high] = [ladder.at(0), ladder.at(ladder.count - 1)];
  return direction === 'least' ? { hardest: low, easiest: high } : { hardest: high, easiest: low };
}

/** What the curve of the paper says; undefined where a migration is given up on the way. */
async function fittedPlan(
  evaluations: Evaluations<number>,
  mostPercent: number,
  { targets, model }: PlanOptions,
): Promise<FittedPlan | undefined> {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0 || target.metric === 'lostSeconds') {
    return undefined;
  }
  const training = await evaluations.at(TRAINING_CAPS_PERCENT, 'all');
  if (training.some(({ abandoned }) => abandoned !== null)) return undefined;
  const { metric, seconds: targetSeconds } = target;
  const trials = new Trials(evaluations, metric);
  const fit = await trainedFit(trials, model);
  const inversion = invert(fit, targetSeconds, mostPercent);
  const [simulated] = inversion.least === undefined ? [] : await trials.at([inversion.least.x]);
  return { ...inversion, fit, simulated, metric, targetSeconds, mostPercent };
}

async function planCount(subject: Subject, options: PlanOptions): Promise<CountPlan> {
  const { most, set } = countsOf(subject);
  const { targets, judge, least } = options;
  const goal = { targets, judge, least };
  const evaluations = evaluationsOf(subject, options, set);
  const screening = screeningOf(subject.scenario);
  const found = await bestCount(evaluations, most, goal, screening);
  const answer = set(found.best.value);
  const bound = found.isAnswer ? undefined : await reasonsOf(subject, answer, options);
  const { runs } = evaluations;
  return { find: 'at-once', ...goal, ...found, set: found.isAnswer ? answer : [], bound, runs };
}

async function planOrder(subject: Subject, options: PlanOptions): Promise<OrderPlan> {
  const orders = ordersOf(subject);
  const { targets, judge, least, budget } = options;
  const goal = { targets, judge, least };
  const evaluations = evaluationsOf(subject, options, orders.set, orders.nameOf);
  const screening = screeningOf(subject.scenario);
  const found = await bestOrder(evaluations, orders, { goal, screening, budget });
  const answer = orders.set(found.best.value);
  const bound = found.isAnswer ? undefined : await reasonsOf(subject, answer, options);
  const { guestsOf } = orders;
  const head = { find: 'order', ...goal, guestsOf, bound, runs: evaluations.runs } as const;
  return { ...head, ...found, set: found.isAnswer ? answer : [] };
}

function reasonsOf(
  { template }: Subject,
  set: readonly SetOption[],
  options: PlanOptions,
): Promise<Bound> {
  const { targets, judge } = options;
  return findReasons(template.with(set), { ...options, goal: { targets, judge } });
}
