/** The ranges that a machine states for numbers that were assumed, as values that runs draw. */
import { profileOf } from '../../run/world/machine-of.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Uncertain } from '../../scenario/uncertain.ts';
import { formatForUnit } from '../../text/quantity.ts';

/**
 * The scenario with the assumed parameters of its machine as uncertain values, beside its own: each
 * as likely below its value as above, as a factor where its range begins above 0. What the file
 * sets stays. Calibrated parameters stay as well: they were fitted together, and what they leave is
 * in the machine's margins. So do counts and switches, which are other machines.
 */
export function withStatedRanges(scenario: Scenario): Scenario {
  const { parameters, uncertain = [] } = scenario;
  const known = Object.entries(profileOf(scenario).parameters);
  const stated = known.flatMap(([name, { value, unit, source }]): Uncertain[] => {
    if (source.kind !== 'assumed' || unit === 'count' || name in parameters) return [];
    const [from, to] = source.range;
    if (from >= to || value < from || value > to) return [];
    const isLog = from > 0;
    const [low, middle, high] = [from, value, to].map((each) => formatForUnit(each, unit));
    const unitName = /[A-Za-z%/]*$/u.exec(middle ?? '')?.[0] ?? '';
    const ends = { unit, name: unitName, from, to, isLog };
    return [
      {
        path: `parameters.${name}`,
        text: `${low}..${middle}..${high}${isLog ? ' log' : ''}`,
        spread: { ...ends, shape: 'halves', middle: value, isFine: true },
        targets: [{ at: ['parameters', name], low: from, high: to }],
      },
    ];
  });
  return stated.length === 0 ? scenario : { ...scenario, uncertain: [...uncertain, ...stated] };
}
