/**
 * How fast a migration may send: the limit of a policy that has one, up to the rate of the link;
 * else the rate of the link.
 */

import { smallestOf } from '../../../engine/kernel/lists.ts';
import { parameterIn } from '../../../run/world/machine-of.ts';
import type { SetOption } from '../../../scenario/load.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { pathOf } from '../../../scenario/settings.ts';
import { formatForUnit } from '../../../text/quantity.ts';
import { quote } from '../../../text/suggest.ts';
import { asList, asMap, getIn, isMap, showPath } from '../../../text/tree.ts';
import { METRICS } from '../evaluations.ts';
import { DOUBLING, digitsLadder, type Ladder } from './ladder.ts';
import { limitsOf, setLimit } from './policies.ts';
import { type Quantity, type Subject, unsuitable } from './subject.ts';

/** What is looked at: a hundred times below the slowest link of today, and above the fastest. */
const [LEAST, MOST] = [1e6, 1e12];

export const BANDWIDTH: Quantity = {
  name: 'bandwidth',
  direction: 'least',
  unit: 'bit/s',
  steady: METRICS,
  open(subject) {
    const { scenario } = subject;
    const limits = limitsOf(subject);
    const link = wayOf(subject);
    if (limits === undefined)
      return scale(link.what, link.rate, digitsLadder(LEAST, MOST), link.set);
    const present = smallestOf(
      limits.map(({ bitsPerSecond }) => bitsPerSecond),
      link.rate,
    );
    const set = (value: string): SetOption[] => setLimit(subject, 'max-bandwidth', value);
    const what = `the bandwidth limit of ${policiesOf(scenario)} varied`;
    return scale(what, present, digitsLadder(LEAST, Math.max(LEAST, link.rate)), set);
  },
};

function scale(what: string, start: number, ladder: Ladder, set: (value: string) => SetOption[]) {
  const inUnit = (bits: number): SetOption[] => set(formatForUnit(bits, 'bit/s'));
  return { what, start, ladder, stride: DOUBLING, set: inUnit };
}

const policiesOf = ({ migrations }: Scenario): string =>
  [...new Set(migrations.map(({ policy }) => quote(policy.name)))].join(' and ');

interface Way {
  readonly what: string;
  readonly rate: number;
  readonly set: (value: string) => SetOption[];
}

/** The named link of the moves, else the interfaces of the hosts. */
function wayOf(subject: Subject): Way {
  const { scenario, template } = subject;
  const usual = parameterIn(scenario, 'linkRate') ?? 0;
  const ends = scenario.migrations.map(({ guest, to }) => [scenario.guests[guest]?.host ?? '', to]);
  const links = (scenario.links ?? []).filter(({ between }) => {
    return ends.some((pair) => pair.every((host) => (between as string[]).includes(host)));
  });
  const [link, ...others] = links;
  if (others.length > 0) {
    const names = links.map(({ name }) => quote(name)).join(', ');
    const hint = 'plan one of the moves alone, or set them in turn with --set';
    throw unsuitable(subject, `its guests move over several links: ${names}`, hint);
  }
  if (link === undefined) {
    const path = showPath(pathOf('interface-rate', ''));
    const set = (value: string): SetOption[] => [{ path, value }];
    return { what: 'the network interfaces of the hosts varied', rate: usual, set };
  }
  const index = asList(getIn(template.raw, ['links'])).findIndex((one) => {
    return asMap(one).name === link.name;
  });
  const path = pathOf('link-rate', index);
  if (isMap(getIn(template.raw, path))) {
    throw unsuitable(subject, `the rate of ${quote(link.name)} is no single number`, 'set one');
  }
  return {
    what: `the link ${quote(link.name)} varied`,
    rate: link.bitsPerSecond ?? usual,
    set: (value) => [{ path: showPath(path), value }],
  };
}
