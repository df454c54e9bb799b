/** The downtime limit of QEMU and of what drives it. */
import { DOWNTIME_LIMITS } from '../../../../models/policy/fields.ts';
import { WITH_LIMITS } from '../../../../models/policy/index.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { formatForUnit } from '../../../text/quantity.ts';
import { list } from '../../../text/suggest.ts';
import { DOUBLING, digitsLadder } from './ladder.ts';
import { limitsOf, setLimit } from './policies.ts';
import { type Quantity, unsuitable } from './subject.ts';

export const DOWNTIME_LIMIT: Quantity = {
  name: 'downtime limit',
  direction: 'least',
  unit: 'ns',
  // A higher limit lets the guest stand longer.
  steady: ['totalSeconds'],
  open(subject) {
    const [first] = limitsOf(subject) ?? [];
    if (first === undefined) {
      const message = 'the policy of its migrations has no downtime limit';
      throw unsuitable(subject, message, `policies with one: ${list(WITH_LIMITS)}`);
    }
    return {
      what: 'the downtime limit varied',
      ladder: digitsLadder(DOWNTIME_LIMITS.least, DOWNTIME_LIMITS.most),
      start: first.downtimeLimitSeconds * NS_PER_SECOND,
      stride: DOUBLING,
      set: (ns) => setLimit(subject, 'downtime-limit', formatForUnit(ns, 'ns')),
    };
  },
};
