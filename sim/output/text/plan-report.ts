/** A plan as text. */
import type { CurveFit } from '../../study/fit/fit.ts';
import type { Inversion, Prediction } from '../../study/plan/fitted.ts';
import type { LeastCap } from '../../study/plan/least-cap.ts';
import { judged, type Plan } from '../../study/plan/plan.ts';
import type { Bound } from '../../study/plan/reasons.ts';
import type { Trial } from '../../study/plan/trials.ts';
import { curveLine, seconds } from './prediction-report.ts';
import { table } from './table.ts';

const NAMES = { totalSeconds: 'total time', downtimeSeconds: 'downtime' } as const;
const SIDES = { source: 'the source', destination: 'the destination', both: 'both hosts' } as const;

/** @param file the scenario, for the commands that repeat the answer. */
export function planReport(plan: Plan, file: string, replications: number): string {
  const { metric, targetSeconds, side, answer, bound } = plan;
  const goal = `${NAMES[metric]} of at most ${seconds(targetSeconds)} s`;
  const lines = [
    `${goal}, Dom0 of ${SIDES[side]} capped, ${plan.judge} of ${replications} runs`,
    '',
  ];
  if (answer !== undefined) lines.push(...answerLines(answer, plan, file));
  if (bound !== undefined) lines.push(...boundLines(bound));
  return [...lines, '', ...fittedLines(plan)].join('\n');
}

function trialLine(trial: Trial, { judge, targetSeconds }: Plan): string[] {
  const { values } = trial;
  const verdict = judged(trial, judge) <= targetSeconds ? 'meets it' : 'does not';
  const range = `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;
  return [`${trial.capPercent} %`, seconds(trial.meanSeconds), range, verdict];
}

const TRIAL_COLUMNS = [
  { title: 'cap', right: true },
  { title: 'mean s', right: true },
  { title: 'runs s', right: true },
  { title: '' },
];

function answerLines({ least, below, failingAbove }: LeastCap, plan: Plan, file: string): string[] {
  const rows = [least, ...(below === undefined ? [] : [below])];
  const lines = [
    `least cap by simulation: ${least.capPercent} %`,
    '',
    table(
      TRIAL_COLUMNS,
      rows.map((trial) => trialLine(trial, plan)),
    ),
  ];
  if (below === undefined) lines.push('1 % is the least cap that Xen knows.');
  if (failingAbove.length > 0) {
    const caps = failingAbove.map(({ capPercent }) => `${capPercent} %`).join(', ');
    lines.push(`More is not always better: ${caps} fails again.`);
  }
  if (plan.side !== 'both') lines.push('', `repeat it: ${repeatCommand(least, plan, file)}`);
  return lines;
}

function repeatCommand({ capPercent, values }: Trial, { side }: Plan, file: string): string {
  const caps = `${capPercent}`;
  return `precopy predict ${file} --cap ${side} --at ${caps} --replications ${values.length}`;
}

function boundLines({ bestSeconds, stagesSeconds, reasons }: Bound): string[] {
  const rows = reasons.map(({ change, meanSeconds }) => [
    change,
    seconds(meanSeconds),
    seconds(bestSeconds - meanSeconds),
  ]);
  const columns = [
    { title: 'if' },
    { title: 'it would take s', right: true },
    { title: 'saved s', right: true },
  ];
  const [first] = reasons;
  const saves = first !== undefined && first.meanSeconds < bestSeconds;
  return [
    `no cap up to 100 % meets it: ${seconds(bestSeconds)} s at 100 %,`,
    `of which ${seconds(stagesSeconds)} s are stages around the copy`,
    '',
    table(columns, rows),
    '',
    saves ? `bounded most by what this changes: if ${first.change}` : 'none of these shortens it',
  ];
}

function answerLine(label: string, prediction: Prediction | undefined): string {
  if (prediction === undefined) return `${label}none up to 100 %`;
  const { x, y, extrapolated } = prediction;
  const remark = extrapolated ? ', beyond the caps it was fitted to' : '';
  return `${label}${x} % (${seconds(y)} s by the curve${remark})`;
}

function inversionLines(fit: CurveFit, { least, sure }: Inversion): string[] {
  return [
    `by the curve ${curveLine(fit)}`,
    answerLine('least cap                     ', least),
    answerLine('with the 95 % interval below  ', sure),
  ];
}

function fittedLines({ fitted, judge, targetSeconds }: Plan): string[] {
  const lines = inversionLines(fitted.fit, fitted);
  const { simulated } = fitted;
  if (simulated === undefined) return lines;
  const value = judged(simulated, judge);
  const verdict = value <= targetSeconds ? 'meets it' : 'does not meet it';
  return [...lines, `simulated there               ${seconds(value)} s: ${verdict}`];
}

/** A plan from measured points alone. */
export function pointsPlanReport(target: number, fit: CurveFit, inversion: Inversion): string {
  return [`at most ${seconds(target)} s`, '', ...inversionLines(fit, inversion)].join('\n');
}
