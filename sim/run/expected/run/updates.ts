/** What follows for migrations that share hosts or links when one begins, ends or changes. */
import { fewestFirst, type LinkQueue } from '../contention/link-queue.ts';
import type { ConcurrentMigration } from './concurrent.ts';

/** A migration begins to use the Dom0 of an end, or has no more to do there. */
export function setPresent(one: ConcurrentMigration, end: 0 | 1, isPresent: boolean): void {
  one.setPresent(end, isPresent);
  const touched = new Set<ConcurrentMigration>([one]);
  for (const each of one.place.ends[end].present) touched.add(each);
  for (const each of touched) each.retune();
  for (const each of touched) each.repace();
}

/** A migration begins to send, or has sent all. */
export function setLinked(one: ConcurrentMigration, isLinked: boolean): void {
  one.setLinked(isLinked);
  relink(one.place.links, new Set([one]));
}

/** A migration's batches take another time from now on: no page is new any more. */
export function changed(one: ConcurrentMigration): void {
  one.retune();
  one.weighBatch();
  if (one.place.links.some(({ users }) => users.size > 1)) {
    relink(one.place.links, new Set([one]));
  }
}

function relink(links: readonly LinkQueue[], touched: Set<ConcurrentMigration>): void {
  for (const link of fewestFirst(links)) {
    if (link.change()) for (const user of link.users) touched.add(user as ConcurrentMigration);
    for (const each of touched) if (link.users.has(each)) each.hear(link);
  }
  for (const each of touched) each.repace();
}
