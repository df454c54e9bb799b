/** How many migrations may be under way at a time on each host. */
import { largestOf } from '../../../engine/kernel/lists.ts';
import type { SetOption } from '../../../scenario/load.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import { type Subject, unsuitable } from './subject.ts';

/** Numbers that are worth trying, and how one is set. */
export interface Counts {
  /** From 1 on. */
  readonly most: number;
  readonly set: (count: number) => SetOption[];
}

/**
 * Up to as many as one host takes part in, and as the file lets start in all.
 * @throws Problem where a single guest moves.
 */
export function countsOf(subject: Subject): Counts {
  const { scenario } = subject;
  const most = mostAtOnce(scenario);
  if (most > 1) return { most, set: (count) => [{ path: 'atOnce', value: String(count) }] };
  const isLimited = scenario.migrations.length > 1 && busiest(scenario) > 1;
  const message = isLimited
    ? '`clusterAtOnce` lets one migration start at a time'
    : 'no host has more than one migration, so there is nothing to move at a time';
  throw unsuitable(subject, message, 'it is for evacuations: several guests from or to one host');
}

/** The most that can be under way on one host. */
export function mostAtOnce(scenario: Scenario): number {
  return Math.min(busiest(scenario), scenario.clusterAtOnce ?? Infinity);
}

/** Migrations of the host that has most. */
function busiest({ guests, migrations }: Scenario): number {
  const perHost = new Map<string, number>();
  for (const { guest, to } of migrations) {
    for (const host of new Set([guests[guest]?.host ?? '', to])) {
      perHost.set(host, (perHost.get(host) ?? 0) + 1);
    }
  }
  return largestOf(perHost.values());
}
