/** Trajectories of elementary effects through the ranges of a scenario's parameters, as a sweep. */

import { PROFILES } from '../../../models/machine/registry.ts';
import { loadScenario, openSweep } from '../../scenario/load.ts';
import { type RangeValue, readRange } from '../../scenario/range.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { showIn } from '../../scenario/spread.ts';
import { LEVELS, type Trajectory, trajectory } from '../../study/fit/elementary-effects.ts';
import { Problem } from '../../text/problem.ts';
import { formatForUnit } from '../../text/quantity.ts';
import { withPolicy } from '../files/policy-module.ts';
import { openScenario, refuseFaults } from '../files/scenario-file.ts';
import { WHOLE } from '../sweep/shard.ts';
import type { SweepPlan } from '../sweep/sweep-plan.ts';
import { type PlanArguments, planHeader } from './plan-of-sweep.ts';

/** A parameter with the range in which it is varied. */
export interface Input {
  /** As `--set` takes it. */
  readonly path: string;
  /** Its levels, from least to greatest. */
  readonly values: readonly RangeValue[];
  /** The place that mistakes are reported at. */
  readonly where: string;
}

/** What the command line says. */
export interface SensitivityPlanArguments extends PlanArguments {
  readonly vary: readonly string[];
  readonly trajectories: number;
}

/** The runs, and what they are runs of. */
export interface SensitivityPlan {
  readonly plan: SweepPlan;
  readonly inputs: readonly Input[];
  readonly trajectories: readonly Trajectory[];
}

/**
 * The runs of a trajectory have common random numbers, each trajectory its own: effects differ by
 * what was moved, and their spread over trajectories includes that of the random numbers.
 * @throws Problem for a range that cannot be read, or values that the scenario cannot have.
 */
export async function planOfSensitivity(args: SensitivityPlanArguments): Promise<SensitivityPlan> {
  const { text, options, files } = await openScenario(args);
  const alone = { ...options, withoutSweep: true };
  const { scenario } = loadScenario(text, args.file, alone);
  refuseFaults(scenario, args.file);
  const inputs = args.vary.length > 0 ? args.vary.map(readInput) : ownInputs(scenario);
  if (inputs.length === 0) {
    const message = `the file has no range, nor has any parameter of ${scenario.machine}`;
    const hint = 'name some: `--vary "source.dom0.cap=20 %..100 %"`';
    throw new Problem([{ where: args.file, message, hint }]);
  }
  const sweep = openSweep(text, args.file, { ...alone, axes: inputs });
  const trajectories = Array.from({ length: args.trajectories }, (_, number) => {
    return trajectory(String(scenario.seed), number, inputs.length);
  });
  const steps = inputs.length + 1;
  const levelsAt = (point: number): readonly number[] =>
    trajectories[Math.floor(point / steps)]?.points[point % steps] ?? [];
  const runs = { points: steps * trajectories.length, replications: 1 };
  const design = ['elementary-effects', LEVELS];
  const plan: SweepPlan = {
    header: await planHeader(args, { sweep, files, runs, shard: WHOLE, design }),
    parametersAt: (point) => {
      const levels = levelsAt(point);
      return Object.fromEntries(
        inputs.map(({ path, values }, index) => [path, values[levels[index] ?? 0] as RangeValue]),
      );
    },
    scenarioAt: (point) => withPolicy(sweep.scenarioOf(levelsAt(point)), args.policy),
    seedOf: (point) => Math.floor(point / steps) + 1,
  };
  return { plan, inputs, trajectories };
}

/** `source.dom0.cap=20 %..100 %`, with `log` behind it for factors. */
function readInput(text: string): Input {
  const where = `--vary ${text}`;
  const [, path = '', from = '', to = '', scale] =
    /^([^=]+)=(.+?)\.\.(.+?)(\s+log)?$/u.exec(text.trim()) ?? [];
  const hint = 'write such as `--vary "source.dom0.cap=20 %..100 %"`, perhaps with ` log` behind';
  if (path === '') throw new Problem([{ where, message: 'not a path with a range', hint }]);
  return inputOf({ path: path.trim(), from, to, isLog: scale !== undefined, where });
}

/** Ranges of the file; where it has none, those of its machine. */
function ownInputs(scenario: Scenario): Input[] {
  const { uncertain = [] } = scenario;
  if (uncertain.length === 0) return statedInputs(scenario);
  return uncertain.map(({ path, spread }) => {
    const [from, to] = [spread.from, spread.to].map((end) => String(showIn(spread, end)));
    return inputOf({ path, from, to, isLog: spread.isLog, where: path } as WrittenInput);
  });
}

/**
 * Parameters of the machine that are assumed or calibrated within a range, and not set by the file.
 */
function statedInputs({ machine, parameters }: Scenario): Input[] {
  const known = Object.entries(PROFILES[machine]?.parameters ?? {});
  return known.flatMap(([name, { unit, source }]) => {
    const range = 'range' in source ? source.range : undefined;
    if (range === undefined || range[0] >= range[1] || name in parameters) return [];
    const to = formatForUnit(range[1], unit);
    // Nothing is nothing in any unit: the other end's reads better.
    const from = range[0] === 0 ? to.replace(/^\S+/u, '0') : formatForUnit(range[0], unit);
    const path = `parameters.${name}`;
    return [inputOf({ path, from, to, isLog: false, where: `the range of ${name}` })];
  });
}

interface WrittenInput {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly isLog: boolean;
  readonly where: string;
}

function inputOf({ path, from, to, isLog, where }: WrittenInput): Input {
  const end = (text: string): RangeValue => (/^\d+$/u.test(text.trim()) ? Number(text) : text);
  const scale = isLog ? 'log' : 'linear';
  const range = readRange({ from: end(from), to: end(to), scale });
  if (range === undefined || 'message' in range) {
    const { message = 'not a valid range', hint = '' } = range ?? {};
    throw new Problem([{ where, message, hint }]);
  }
  const values = Array.from({ length: LEVELS }, (_, level) => range.at(level / (LEVELS - 1)));
  return { path, values, where };
}
