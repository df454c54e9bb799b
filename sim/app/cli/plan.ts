/** `precopy plan`: the least cap of Dom0 that meets a target. */

import { planReport, pointsPlanReport } from '../../output/text/plan-report.ts';
import { describeFit } from '../../study/fit/fit.ts';
import { invert } from '../../study/plan/fitted.ts';
import { type Judge, type Plan, plan } from '../../study/plan/plan.ts';
import {
  type CapArguments,
  fitPoints,
  isPoints,
  metricOf,
  readScenario,
  readTarget,
  trialOptions,
} from './caps.ts';
import { print } from './terminal.ts';

export interface PlanArguments extends CapArguments {
  readonly target: string;
  readonly judge: Judge;
  readonly exhaustive: boolean;
}

export async function planCommand(args: PlanArguments): Promise<void> {
  const targetSeconds = readTarget(args.target);
  if (isPoints(args)) {
    const fit = await fitPoints(args);
    const inversion = invert(fit, targetSeconds);
    const head = { schemaVersion: 1, metric: metricOf(args), targetSeconds };
    const data = { ...head, fit: describeFit(fit), ...inversion };
    print(args.json ? JSON.stringify(data) : pointsPlanReport(targetSeconds, fit, inversion));
    return;
  }
  const { judge, model, exhaustive } = args;
  const options = { ...trialOptions(args), targetSeconds, judge, model, exhaustive };
  const result = await plan(await readScenario(args), options);
  if (args.json) print(JSON.stringify({ schemaVersion: 1, ...plainPlan(result) }));
  else print(planReport(result, args.file, args.replications));
}

function plainPlan({ fitted, ...rest }: Plan) {
  return { ...rest, fitted: { ...fitted, fit: describeFit(fitted.fit) } };
}
