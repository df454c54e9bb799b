/** `precopy plan`: the lowest cap of Dom0 that meets a target. */
import type { Argv } from 'yargs';
import { curvePlanDocument, planDocument } from '../../output/document/plan.ts';
import { renderText } from '../../output/text/render.ts';
import { describeFit } from '../../study/fit/fit.ts';
import { invert } from '../../study/plan/fitted.ts';
import { type Plan, plan } from '../../study/plan/plan.ts';
import {
  capOptions,
  fitPoints,
  isPoints,
  metricOf,
  readScenario,
  readTarget,
  trialOptions,
} from './caps.ts';
import { declareCommand, examples, type Given } from './command.ts';
import * as option from './options.ts';
import { print } from './terminal.ts';

function options(parser: Argv) {
  return capOptions(parser)
    .options({
      target: option.required('longest time allowed, such as "30 s" or "200 ms"'),
      judge: {
        choices: ['mean', 'worst'],
        default: 'mean',
        describe: 'what must meet the target: the mean of the replications or each of them',
      },
      exhaustive: option.flag(
        'simulate every cap from 1 to 100 %, for times that do not fall steadily',
      ),
    } as const)
    .epilogue(
      examples(
        ['plan guest.yaml --target "30 s"', 'the lowest cap of the source'],
        ['plan guest.yaml --target "200 ms" --of downtime --cap both', 'of both hosts'],
      ),
    );
}

const ABOUT =
  'The lowest cap of Dom0 that meets a target: searched with ' +
  'the simulator, and read off a curve. If no cap meets it, what bounds the time.';

export const command = declareCommand(options, planCommand, ABOUT);

async function planCommand(args: Given<typeof options>): Promise<void> {
  const targetSeconds = readTarget(args.target);
  if (isPoints(args)) {
    const fit = await fitPoints(args);
    const inversion = invert(fit, targetSeconds);
    const head = { schemaVersion: 1, metric: metricOf(args), targetSeconds };
    const data = { ...head, fit: describeFit(fit), ...inversion };
    const document = curvePlanDocument(targetSeconds, fit, inversion);
    print(args.json ? JSON.stringify(data) : renderText(document));
    return;
  }
  const { judge, model, exhaustive } = args;
  const options = { ...trialOptions(args), targetSeconds, judge, model, exhaustive };
  const result = await plan(await readScenario(args), options);
  if (args.json) print(JSON.stringify({ schemaVersion: 1, ...plainPlan(result) }));
  else print(renderText(planDocument(result, args.file, args.replications)));
}

function plainPlan({ fitted, ...rest }: Plan) {
  return { ...rest, fitted: { ...fitted, fit: describeFit(fitted.fit) } };
}
