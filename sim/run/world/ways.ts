/** The ways that the migrations of a scenario take, and the links that they can fill. */
import { canBeFilled, type LinkUser } from '../../engine/machine/flow/component.ts';
import type { Link } from '../../engine/machine/flow/link.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Network } from './network.ts';

/** From one host to another, for all migrations between them. */
export interface Way extends LinkUser {
  readonly from: string;
  readonly to: string;
}

export function waysOf({ migrations, guests }: Scenario, network: Network): Way[] {
  const ways = new Map<string, Way>();
  for (const { guest, to } of migrations) {
    const from = guests[guest]?.host ?? to;
    const key = `${from} ${to}`;
    if (!ways.has(key)) ways.set(key, { from, to, path: network.path(from, to) });
  }
  return [...ways.values()];
}

/** Ways by the links that they lead over, where some could ask for more than a link has. */
export function contestedLinks(ways: readonly Way[]): Map<Link, ReadonlySet<Way>> {
  const byLink = new Map<Link, Set<Way>>();
  for (const way of ways) {
    for (const link of way.path) {
      const users = byLink.get(link);
      if (users === undefined) byLink.set(link, new Set([way]));
      else users.add(way);
    }
  }
  for (const [link, users] of byLink) {
    if (!canBeFilled(link, users) && !boundsOne(link, users)) byLink.delete(link);
  }
  return byLink;
}

/** Whether it has but one way, of which no other link is narrower. */
function boundsOne(link: Link, [way, ...others]: Iterable<Way>): boolean {
  const narrower = way?.path.some(({ bytesPerNs }) => bytesPerNs < link.bytesPerNs);
  return others.length === 0 && narrower === false;
}
