/** A plan: the least cap that meets a target, or why there is none. */
import type { CurveFit } from '../../study/fit/fit.ts';
import type { Inversion, Prediction } from '../../study/plan/fitted.ts';
import type { LeastCap } from '../../study/plan/least-cap.ts';
import { judged, type Plan } from '../../study/plan/plan.ts';
import type { Bound } from '../../study/plan/reasons.ts';
import type { Trial } from '../../study/plan/trials.ts';
import { type Block, numeric, type ReportDocument, worded } from './document.ts';
import { seconds } from './numbers.ts';
import { curveLine } from './prediction.ts';

const NAMES = { totalSeconds: 'total time', downtimeSeconds: 'downtime' } as const;
const SIDES = { source: 'the source', destination: 'the destination', both: 'both hosts' } as const;

/** @param file the scenario, for the commands that repeat the answer. */
export function planDocument(plan: Plan, file: string, replications: number): ReportDocument {
  const { metric, targetSeconds, side, judge, answer, bound } = plan;
  const goal = `${NAMES[metric]} of at most ${seconds(targetSeconds)} s`;
  return {
    title: `${goal}, Dom0 of ${SIDES[side]} capped, ${judge} of ${replications} runs`,
    facts: [],
    lead: `${goal}, Dom0 of ${SIDES[side]} capped, ${judge} of ${replications} runs`,
    sections: [
      {
        title: 'By simulation',
        blocks: [
          ...(answer === undefined ? [] : answerBlocks(answer, plan, file)),
          ...(bound === undefined ? [] : boundBlocks(bound)),
        ],
      },
      { title: 'By the curve', blocks: [textOf(...fittedLines(plan))] },
    ],
  };
}

const textOf = (...lines: readonly string[]): Block => ({ kind: 'text', text: lines.join('\n') });

function trialLine(trial: Trial, { judge, targetSeconds }: Plan): string[] {
  const { values } = trial;
  const verdict = judged(trial, judge) <= targetSeconds ? 'meets it' : 'does not';
  const range = `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;
  return [`${trial.capPercent} %`, seconds(trial.meanSeconds), range, verdict];
}

function answerBlocks({ least, below, failingAbove }: LeastCap, plan: Plan, file: string): Block[] {
  const rows = [least, ...(below === undefined ? [] : [below])];
  const caps = failingAbove.map(({ capPercent }) => `${capPercent} %`).join(', ');
  const table: Block = {
    kind: 'table',
    columns: [...numeric('cap', 'mean s', 'runs s'), ...worded('')],
    rows: rows.map((trial) => trialLine(trial, plan)),
    notes: [
      ...(below === undefined ? ['1 % is the least cap that Xen knows.'] : []),
      ...(caps === '' ? [] : [`More is not always better: ${caps} fails again.`]),
    ],
  };
  const repeat =
    plan.side === 'both' ? [] : [textOf(`repeat it: ${repeatCommand(least, plan, file)}`)];
  return [textOf(`least cap by simulation: ${least.capPercent} %`), table, ...repeat];
}

function repeatCommand({ capPercent, values }: Trial, { side }: Plan, file: string): string {
  const caps = `${capPercent}`;
  return `precopy predict ${file} --cap ${side} --at ${caps} --replications ${values.length}`;
}

function boundBlocks({ bestSeconds, stagesSeconds, reasons }: Bound): Block[] {
  const [first] = reasons;
  const saves = first !== undefined && first.meanSeconds < bestSeconds;
  return [
    textOf(
      `no cap up to 100 % meets it: ${seconds(bestSeconds)} s at 100 %,`,
      `of which ${seconds(stagesSeconds)} s are stages around the copy`,
    ),
    {
      kind: 'table',
      columns: [...worded('if'), ...numeric('it would take s', 'saved s')],
      rows: reasons.map(({ change, meanSeconds }) => [
        change,
        seconds(meanSeconds),
        seconds(bestSeconds - meanSeconds),
      ]),
    },
    textOf(
      saves ? `bounded most by what this changes: if ${first.change}` : 'none of these shortens it',
    ),
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
export function curvePlanDocument(
  target: number,
  fit: CurveFit,
  inversion: Inversion,
): ReportDocument {
  const title = `at most ${seconds(target)} s`;
  const blocks = [textOf(...inversionLines(fit, inversion))];
  return { title, facts: [], lead: title, sections: [{ title: 'By the curve', blocks }] };
}
