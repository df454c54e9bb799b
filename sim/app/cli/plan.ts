/** `precopy plan`: the value of a setting that just does what is asked, or the best evacuation. */
import { basename, dirname } from 'node:path';
import type { Argv } from 'yargs';
import { curvePlanDocument, planDocument } from '../../output/document/plan.ts';
import { renderText } from '../../output/text/render.ts';
import type { ScenarioTemplate } from '../../scenario/template.ts';
import { describeFit } from '../../study/fit/fit.ts';
import { invert } from '../../study/plan/fitted.ts';
import { type Plan, plan } from '../../study/plan/plan.ts';
import { FINDABLE } from '../../study/plan/quantity/index.ts';
import type { Judge, Target } from '../../study/plan/targets.ts';
import { Problem } from '../../text/problem.ts';
import { yamlText } from '../../text/yaml-text.ts';
import { writeAll } from '../files/files.ts';
import { scenarioPool } from '../pool/run-scenarios.ts';
import {
  CSV_CAP_MOST,
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
import { print, remark } from './terminal.ts';

function options(parser: Argv) {
  return capOptions(parser)
    .options({
      find: {
        choices: FINDABLE,
        default: 'cap',
        describe:
          "least cap of Dom0, guests' largest dirty rate, least bandwidth, least downtime limit, " +
          'or, of an evacuation, the best number at a time or the best order',
      },
      target: option.text('most of what --of names, such as "30 s" or "200 ms"'),
      'max-time': option.text('most time until all have moved'),
      'max-downtime': option.text('longest downtime of any guest'),
      'max-loss': option.text('most work that all guests lose, as time to do it'),
      judge: {
        choices: ['mean', 'worst'],
        default: 'mean',
        describe: 'what must meet a target: the mean of the replications or each of them',
      },
      guest: option.text('whose dirty rate, where guests differ; default: all that move'),
      budget: { ...option.number('orders of guests that are tried at most'), default: 200 },
      exhaustive: option.flag('simulate every cap, for times that do not fall steadily'),
      out: option.text('write the scenario with what was found to this file'),
    } as const)
    .epilogue(
      examples(
        ['plan guest.yaml --target "30 s"', 'the lowest cap of the source'],
        ['plan guest.yaml --target "200 ms" --of downtime --cap both', 'of both hosts'],
        ['plan guest.yaml --find dirty-rate', 'up to which it converges'],
        [
          'plan guest.yaml --find bandwidth --max-time "60 s" --max-downtime "1 s"',
          'the least bandwidth that meets both',
        ],
        ['plan host.yaml --find at-once --max-downtime "1 s"', 'how many guests at a time'],
        ['plan host.yaml --find order --set atOnce=2 --out best.yaml', 'which guests first'],
      ),
    );
}

type PlanArguments = Given<typeof options>;

const ABOUT =
  'The value that just meets targets, by simulation: the least cap of Dom0 (beside what a curve ' +
  'says), the largest dirty rate, the least bandwidth or downtime limit; for an evacuation how ' +
  'many guests at a time and in which order. Without a target: where pre-copy still converges, ' +
  'or the shortest evacuation. If nothing meets them, what bounds it.';

export const command = declareCommand(options, planCommand, ABOUT);

async function planCommand(args: PlanArguments): Promise<void> {
  const targets = targetsOf(args);
  if (isPoints(args)) return planPoints(args, targets);
  refuseStray(args);
  const { find, judge, model, exhaustive, guest, budget, cap: side, file, replications } = args;
  const { template } = await readScenario(args, find === 'at-once' ? 'atOnce' : undefined);
  const pool = scenarioPool({ workers: args.workers, policyFolder: dirname(file) });
  try {
    const result = await plan(template, file, {
      ...trialOptions(args),
      ...{ find, targets, judge: judge as Judge, least: metricOf(args), guest, model },
      ...{ exhaustive, budget, runScenarios: pool.run },
    });
    if (args.json) print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...plainPlan(result) }));
    else print(renderText(planDocument(result, { file, replications, side })));
    if (args.out !== undefined) write(args.out, template, result, args);
  } finally {
    await pool.close();
  }
}

/** Version 2: `targets` in place of one, and values with all metrics. */
const SCHEMA_VERSION = 2;

/** What the options ask for. @throws Problem for what is no time. */
function targetsOf(args: PlanArguments): Target[] {
  const named = [
    ['target', args.target, metricOf(args)],
    ['max-time', args['max-time'], 'totalSeconds'],
    ['max-downtime', args['max-downtime'], 'downtimeSeconds'],
    ['max-loss', args['max-loss'], 'lostSeconds'],
  ] as const;
  return named.flatMap(([name, text, metric]) => {
    return text === undefined ? [] : [{ metric, seconds: readTarget(name, text) }];
  });
}

/** @throws Problem for options that say nothing of what is found. */
function refuseStray({ find, exhaustive, guest }: PlanArguments): void {
  const stray = [
    ['exhaustive', exhaustive && find !== 'cap', 'cap'],
    ['guest', guest !== undefined && find !== 'dirty-rate', 'dirty-rate'],
  ] as const;
  for (const [name, isGiven, only] of stray) {
    if (!isGiven) continue;
    const hint = `leave it out, or --find ${only}`;
    throw new Problem([{ where: `--${name}`, message: `has no effect on ${find}`, hint }]);
  }
}

/** @throws Problem without a target, and for what only a scenario can be asked. */
async function planPoints(args: PlanArguments, targets: readonly Target[]): Promise<void> {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0 || args.find !== 'cap') {
    const hint = 'a CSV of points has a cap for one --target; give a scenario for more';
    const message = 'a curve answers one target with a cap';
    throw new Problem([{ where: args.file, message, hint }]);
  }
  const fit = await fitPoints(args);
  const inversion = invert(fit, target.seconds, CSV_CAP_MOST);
  const head = { schemaVersion: 1, metric: metricOf(args), targetSeconds: target.seconds };
  const data = { ...head, fit: describeFit(fit), ...inversion };
  const document = curvePlanDocument(target.seconds, fit, inversion, CSV_CAP_MOST);
  print(args.json ? JSON.stringify(data) : renderText(document));
}

/** @throws Problem where nothing was found, and when it cannot be written. */
function write(out: string, template: ScenarioTemplate, found: Plan, args: PlanArguments): void {
  if (found.set.length === 0) {
    throw new Problem([{ where: `--out ${out}`, message: 'nothing meets it, so none is written' }]);
  }
  const comment = `# Found by precopy plan --find ${found.find} in ${basename(args.file)}.`;
  const text = yamlText([comment], template.rawWith(found.set));
  writeAll(dirname(out), { [basename(out)]: text });
  if (!args.json && !args.quiet) remark(`written: ${out}`);
}

function plainPlan(found: Plan) {
  if (found.find === 'at-once') return found;
  if (found.find === 'order') {
    const { guestsOf, ...rest } = found;
    return { ...rest, guests: guestsOf(rest.best.value) };
  }
  const { fitted, ...rest } = found;
  return fitted === undefined
    ? rest
    : { ...rest, fitted: { ...fitted, fit: describeFit(fitted.fit) } };
}
