/** The least changes that let a migration end which does not, a little above where it would. */

import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { pathOf } from '../../scenario/settings.ts';
import { formatForUnit, showQuantity } from '../../text/quantity.ts';
import { getIn } from '../../text/tree.ts';
import { LINK } from './scenario.ts';
import { leastLimitSeconds, leastSentPerSecond, type SetUp } from './threshold.ts';
import { type Change, downtimeLimit, POLICY, POST_COPY } from './what-ifs.ts';

/** So much above the least limit, some pass is below it. */
const LIMIT_MARGIN = 1.1;
/** With so much more sent than is written, all passes together are three of all memory. */
const RATE_MARGIN = 1.5;
/** What Ethernet carries beside the payload. */
const LINK_MARGIN = 1.07;

/**
 * @param raw the scenario that does not end.
 * @param compression bytes of pages over the bytes sent, by which QEMU decides.
 */
export function curesOf(setUp: SetUp, raw: unknown, compression: number): Change[] {
  const least = leastLimitSeconds(setUp) * compression;
  const limit = Math.ceil(least * LIMIT_MARGIN * 100) / 100;
  const bytes = leastSentPerSecond(setUp) * RATE_MARGIN * BYTES_PER_PAGE;
  const bits = Math.ceil((bytes * BITS_PER_BYTE) / 1e6) * 1e6;
  const value = formatForUnit(Math.round(limit * 1e9), 'ns');
  const rates = [
    { path: pathOf('max-bandwidth', 0).join('.'), value: formatForUnit(bits, 'bit/s') },
  ];
  if (getIn(raw, pathOf('link-rate', 0)) !== undefined) {
    rates.push({
      path: `${LINK}.rate`,
      value: formatForUnit(Math.ceil(bits * LINK_MARGIN), 'bit/s'),
    });
  }
  const running = setUp.sentPerSecond / setUp.writtenPerSecond / RATE_MARGIN;
  const throttle = Math.min(99, Math.ceil(100 * (1 - running)));
  const set = ['autoConverge', 'throttleInitial', 'throttleMax'].map((name, index) => {
    return { path: `${POLICY}.${name}`, value: index === 0 ? 'true' : `${throttle} %` };
  });
  return [
    downtimeLimit(value),
    { title: `bandwidth ${showQuantity(bits, 'bit/s')}`, set: rates },
    ...(throttle > 0 ? [{ title: `auto-converge up to ${throttle} %`, set }] : []),
    POST_COPY,
  ];
}
