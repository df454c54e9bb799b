/** Who shares what with whom, and what follows when somebody comes, goes or changes. */
import { fewestFirst, type LinkCrowd } from '../contention/link-queue.ts';
import type { UnderWay } from './concurrent.ts';

/** A migration begins to use the Dom0 of an end, or has no more to do there. */
export function setPresent(one: UnderWay, end: 0 | 1, isPresent: boolean): void {
  one.setPresent(end, isPresent);
  const touched = new Set<UnderWay>([one]);
  for (const each of one.place.ends[end].present) touched.add(each);
  for (const each of touched) each.retune();
  for (const each of touched) each.repace();
}

/** A migration begins to send, or has sent all. */
export function setLinked(one: UnderWay, isLinked: boolean): void {
  one.setLinked(isLinked);
  relink(one.place.links, new Set([one]));
}

/** A migration's batches take another time from now on: no page is new any more. */
export function changed(one: UnderWay): void {
  one.retune();
  one.weighBatch();
  if (one.place.links.some(({ users }) => users.size > 1)) {
    relink(one.place.links, new Set([one]));
  }
}

function relink(links: readonly LinkCrowd[], touched: Set<UnderWay>): void {
  for (const link of fewestFirst(links)) {
    if (link.change()) for (const user of link.users) touched.add(user as UnderWay);
    for (const each of touched) if (link.users.has(each)) each.hear(link);
  }
  for (const each of touched) each.repace();
}
