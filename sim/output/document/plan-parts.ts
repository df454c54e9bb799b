/** What all plans show: their goal, runs as cells, and what bounds them. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { mean } from '../../study/fit/statistics.ts';
import type { Metric, Runs } from '../../study/plan/evaluations.ts';
import type { Plan } from '../../study/plan/plan.ts';
import type { Bound } from '../../study/plan/reasons.ts';
import { type Goal, isMet } from '../../study/plan/targets.ts';
import type { CapSide } from '../../study/plan/variants.ts';
import { type Block, type Column, numeric, worded } from './document.ts';
import { seconds } from './numbers.ts';

/** What was asked, for the commands that repeat the answer. */
export interface PlanQuestion {
  readonly file: string;
  readonly replications: number;
  readonly side: CapSide;
}

/** Metrics in words. */
export const METRIC_NAMES = {
  totalSeconds: 'total time',
  downtimeSeconds: 'downtime',
  lostSeconds: 'loss of the guests',
} as const satisfies Readonly<Record<Metric, string>>;

const HEADINGS = {
  totalSeconds: 'time s',
  downtimeSeconds: 'downtime s',
  lostSeconds: 'lost s',
} as const satisfies Readonly<Record<Metric, string>>;

/** Lines with breaks of their own. */
export const lines = (...texts: readonly string[]): Block => ({
  kind: 'text',
  text: texts.join('\n'),
});

/** 'total time of at most 30.00 s and downtime of at most 0.3 s'. */
export function goalLine({ targets }: Goal, without: string): string {
  if (targets.length === 0) return without;
  const all = targets.map((target) => {
    return `${METRIC_NAMES[target.metric]} of at most ${seconds(target.seconds)} s`;
  });
  return all.join(' and ');
}

/** The columns of runs: of one target its mean and range, else the means of what is asked. */
export function runColumns(metrics: readonly Metric[]): Column[] {
  const [only, ...others] = metrics;
  const names = others.length === 0 && only !== undefined;
  return [...numeric(...(names ? ['mean s', 'runs s'] : metrics.map((one) => HEADINGS[one])))];
}

/** Their cells. */
export function runCells(runs: Runs, metrics: readonly Metric[]): string[] {
  const [only, ...others] = metrics;
  if (runs.abandoned !== null) return metrics.length === 1 ? ['-', '-'] : metrics.map(() => '-');
  if (only === undefined || others.length > 0) {
    return metrics.map((metric) => seconds(mean(runs.seconds[metric])));
  }
  const values = runs.seconds[only];
  const range = `${seconds(smallestOf(values))} to ${seconds(largestOf(values))}`;
  return [seconds(mean(values)), values.length > 1 ? range : '-'];
}

/** What runs come to, in words. */
export function verdictOf(runs: Runs, goal: Goal): string {
  if (runs.abandoned !== null) return `given up (${runs.abandoned})`;
  const isDone = isMet(runs, goal);
  if (goal.targets.length === 0) return isDone ? 'converges' : 'does not';
  return isDone ? 'meets it' : 'does not';
}

/** Which value of which runs is judged. */
export function judgeLine({ runs, judge }: Plan, { replications }: PlanQuestion): string {
  return runs.pageExact === 0 ? 'expected values' : `${judge} of ${replications} runs`;
}

/** How many simulations it took. */
export function effortLine({ runs }: Plan): string {
  const { expected, pageExact } = runs;
  const parts = [
    ...(expected > 0 ? [`${expected} with expected values`] : []),
    ...(pageExact > 0 ? [`${pageExact} page-exact`] : []),
  ];
  return `simulations: ${parts.join(', ')}`;
}

/** Why nothing does what is asked. @param head what the nearest comes to. */
export function boundBlocks({ metric, bestSeconds, stagesSeconds, reasons }: Bound, head: string) {
  const stages = stagesSeconds ?? 0;
  const [first] = reasons;
  const best = bestSeconds ?? Infinity;
  const saves = first !== undefined && (first.meets || (first.meanSeconds ?? Infinity) < best);
  const parts = stagesSeconds === null || bestSeconds === null;
  const isTime = metric !== 'lostSeconds';
  return [
    parts
      ? lines(head)
      : lines(`${head},`, `of which ${seconds(stages)} s are stages around the copy`),
    {
      kind: 'table',
      columns: [
        ...worded('if'),
        ...numeric(isTime ? 'it would take s' : 'it would lose s', 'saved s'),
        ...worded(''),
      ],
      rows: reasons.map(({ change, meanSeconds, meets }) => [
        change,
        meanSeconds === null ? 'given up' : seconds(meanSeconds),
        meanSeconds === null || bestSeconds === null ? '-' : seconds(best - meanSeconds),
        meets ? 'enough' : '',
      ]),
    },
    lines(saves ? `bounded most by what this changes: if ${first.change}` : 'none of these helps'),
  ] satisfies Block[];
}
