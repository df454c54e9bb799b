/** A plan of a bound on a scale: the value that just does what is asked, or why there is none. */
import type { CurveFit } from '../../study/fit/fit.ts';
import type { Evaluation, Metric } from '../../study/plan/evaluations.ts';
import type { Inversion, Prediction } from '../../study/plan/fitted.ts';
import type { FittedPlan, Plan, ScalePlan } from '../../study/plan/plan.ts';
import { formatForUnit } from '../../text/quantity.ts';
import { type Block, numeric, type ReportDocument, worded } from './document.ts';
import { pageRate, seconds } from './numbers.ts';
import { countPlanDocument, orderPlanDocument } from './plan-evacuation.ts';
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
import { curveLine } from './prediction.ts';

export function planDocument(plan: Plan, question: PlanQuestion): ReportDocument {
  if (plan.find === 'at-once') return countPlanDocument(plan, question);
  if (plan.find === 'order') return orderPlanDocument(plan, question);
  return scaleDocument(plan, question);
}

function scaleDocument(plan: ScalePlan, question: PlanQuestion): ReportDocument {
  const { answer, bound, fitted, what } = plan;
  const goal = goalLine(plan, 'every pre-copy converges');
  const title = `${goal}, ${what}, ${judgeLine(plan, question)}`;
  const curve = {
    title: 'By the curve',
    blocks: [lines(...(fitted ? fittedLines(fitted, plan) : []))],
  };
  return {
    title,
    facts: [],
    lead: title,
    sections: [
      {
        title: 'By simulation',
        blocks: [
          ...(answer === undefined ? [] : answerBlocks(answer, plan, question)),
          ...(bound === undefined ? [] : noneBlocks(plan, bound)),
          lines(effortLine(plan)),
        ],
      },
      ...(fitted === undefined ? [] : [curve]),
    ],
  };
}

/** A value in full, and page rates as bytes too. */
function show({ quantity: { unit } }: ScalePlan, value: number): string {
  return unit === 'pages/s' ? pageRate(value) : formatForUnit(value, unit);
}

const metricsOf = ({ targets }: ScalePlan): Metric[] => {
  const metrics = [...new Set(targets.map(({ metric }) => metric))];
  return metrics.length > 0 ? metrics : ['totalSeconds', 'downtimeSeconds'];
};

function trialsTable(
  plan: ScalePlan,
  trials: readonly Evaluation<number>[],
  notes: string[],
): Block {
  const metrics = metricsOf(plan);
  return {
    kind: 'table',
    columns: [...numeric(plan.quantity.name), ...runColumns(metrics), ...worded('')],
    rows: trials.map((trial) => [
      formatForUnit(trial.value, plan.quantity.unit),
      ...runCells(trial, metrics),
      verdictOf(trial, plan),
    ]),
    notes,
  };
}

function answerBlocks(
  answer: Evaluation<number>,
  plan: ScalePlan,
  question: PlanQuestion,
): Block[] {
  const { harder, easier, failingBeyond, quantity } = plan;
  const { direction, name } = quantity;
  const failing = failingBeyond.map(({ value }) => formatForUnit(value, quantity.unit)).join(', ');
  const trials = [easier, answer, harder].filter((trial) => trial !== undefined);
  const isEnd = harder === undefined;
  const more = direction === 'least' ? 'More' : 'Less';
  const beyond = direction === 'least' ? 'less' : 'more';
  const notes = [
    ...(isEnd ? [`No ${beyond} than ${show(plan, plan.hardest)} is looked at.`] : []),
    ...(failing === '' ? [] : [`${more} is not always better: ${failing} fails again.`]),
  ];
  return [
    lines(`${direction} ${name} by simulation: ${show(plan, answer.value)}`),
    trialsTable(plan, trials, notes),
    lines(`repeat it: ${repeatCommand(plan, question)}`),
  ];
}

function repeatCommand(plan: ScalePlan, { file, side, replications }: PlanQuestion): string {
  if (plan.find === 'cap' && side !== 'both') {
    const at = `--at ${plan.answer?.value}`;
    return `precopy predict ${file} --cap ${side} ${at} --replications ${replications}`;
  }
  const set = plan.set.map(({ path, value }) => `--set "${path}=${value}"`);
  return `precopy run ${file} ${set.join(' ')}`;
}

function noneBlocks(plan: ScalePlan, bound: NonNullable<ScalePlan['bound']>): Block[] {
  const { easier, easiest, quantity } = plan;
  const { name, direction } = quantity;
  const shown = show(plan, easier?.value ?? easiest);
  const { metric, bestSeconds } = bound;
  const comes =
    bestSeconds === null
      ? `a migration is given up (${easier?.abandoned})`
      : `${metric === 'totalSeconds' ? '' : `${METRIC_NAMES[metric]} `}${seconds(bestSeconds)} s`;
  const reach =
    direction === 'least' ? `up to ${show(plan, easiest)}` : `down to ${show(plan, easiest)}`;
  const it = plan.targets.length > 0 ? 'meets it' : 'makes it converge';
  return boundBlocks(bound, `no ${name} ${reach} ${it}: ${comes} at ${shown}`);
}

function answerLine(label: string, prediction: Prediction | undefined, most: number): string {
  if (prediction === undefined) return `${label}none up to ${most} %`;
  const { x, y, extrapolated } = prediction;
  const remark = extrapolated ? ', beyond the caps it was fitted to' : '';
  return `${label}${x} % (${seconds(y)} s by the curve${remark})`;
}

function inversionLines(fit: CurveFit, { least, sure }: Inversion, most: number): string[] {
  return [
    `by the curve ${curveLine(fit)}`,
    answerLine('least cap                     ', least, most),
    answerLine('with the 95 % interval below  ', sure, most),
  ];
}

function fittedLines(fitted: FittedPlan, { judge }: ScalePlan): string[] {
  const { fit, simulated, targetSeconds, mostPercent } = fitted;
  const all = inversionLines(fit, fitted, mostPercent);
  if (simulated === undefined) return all;
  const value = judge === 'mean' ? simulated.meanSeconds : simulated.worstSeconds;
  const verdict = value <= targetSeconds ? 'meets it' : 'does not meet it';
  return [...all, `simulated there               ${seconds(value)} s: ${verdict}`];
}

/** A plan from measured points alone. @param most the highest cap that is asked, percent. */
export function curvePlanDocument(
  target: number,
  fit: CurveFit,
  inversion: Inversion,
  most: number,
): ReportDocument {
  const title = `at most ${seconds(target)} s`;
  const blocks = [lines(...inversionLines(fit, inversion, most))];
  return { title, facts: [], lead: title, sections: [{ title: 'By the curve', blocks }] };
}
