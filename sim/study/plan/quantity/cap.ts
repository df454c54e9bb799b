/** The cap of Dom0. */
import { shortPathOf } from '../../../scenario/settings.ts';
import { METRICS } from '../evaluations.ts';
import { mostCapPercent } from '../most-cap.ts';
import { hostsOf } from '../variants.ts';
import { wholeLadder } from './ladder.ts';
import { nameInFile, type Quantity } from './subject.ts';

const SIDES = { source: 'the source', destination: 'the destination', both: 'both hosts' } as const;
/** The first cap that is tried, and the first step from it. */
const FIRST_PERCENT = 10;

export const CAP: Quantity = {
  name: 'cap',
  direction: 'least',
  unit: 'percent',
  steady: METRICS,
  open({ template: { raw }, scenario, side }) {
    const hosts = hostsOf(scenario, side).map((name) => nameInFile(raw, 'hosts', name));
    const ladder = wholeLadder(1, mostCapPercent(scenario, side));
    return {
      what: `Dom0 of ${SIDES[side]} capped`,
      ladder,
      start: FIRST_PERCENT,
      stride: FIRST_PERCENT,
      set: (percent) => {
        return [...new Set(hosts)].map((host) => {
          return { path: `hosts.${shortPathOf('dom0-cap', host)}`, value: `${percent} %` };
        });
      },
    };
  },
};
