/** Limits of policies that a plan varies, in every migration of the file at once. */

import type { PolicyLimits } from '../../../../models/policy/fields.ts';
import { policyLimitsOf } from '../../../../models/policy/index.ts';
import type { SetOption } from '../../../scenario/load.ts';
import { pathOf } from '../../../scenario/settings.ts';
import { asList, getIn, showPath } from '../../../text/tree.ts';
import type { Subject } from './subject.ts';

/** The limits of the policy of each migration; undefined where one has none. */
export function limitsOf({ scenario }: Subject): PolicyLimits[] | undefined {
  const all = scenario.migrations.map(({ policy }) => policyLimitsOf(policy));
  const known = all.flatMap((limits) => limits ?? []);
  return known.length === all.length ? known : undefined;
}

/** Sets a limit in every migration. A policy of the machine is named, so that the file has one. */
export function setLimit(
  { template: { raw }, scenario }: Subject,
  kind: 'downtime-limit' | 'max-bandwidth',
  value: string,
): SetOption[] {
  return asList(getIn(raw, ['migrations'])).flatMap((_, index): SetOption[] => {
    const path = pathOf(kind, index);
    const policy = path.slice(0, -1);
    const { name = '' } = scenario.migrations[0]?.policy ?? {};
    const named = { path: showPath(policy), value: `{name: ${name}}` };
    const isThere = getIn(raw, policy) !== undefined;
    return [...(isThere ? [] : [named]), { path: showPath(path), value }];
  });
}
