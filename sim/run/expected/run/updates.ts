/** What follows for migrations that share hosts or links when one begins, ends or changes. */
import type { ConcurrentMigration } from './concurrent.ts';

/** A migration begins to use the Dom0 of an end, or has no more to do there. */
export function setPresent(one: ConcurrentMigration, end: 0 | 1, isPresent: boolean): void {
  one.setPresent(end, isPresent);
  const touched = new Set<ConcurrentMigration>([one]);
  for (const each of one.place.ends[end].present) touched.add(each);
  for (const each of touched) each.retune();
  for (const each of touched) each.sending.change();
}

/** A migration begins to send, or has sent all. */
export function setLinked(one: ConcurrentMigration, isLinked: boolean): void {
  one.setLinked(isLinked);
  relink(one);
}

/** A migration's batches take another time from now on: no page is new any more. */
export function changed(one: ConcurrentMigration): void {
  one.retune();
  one.weighBatch();
  if (one.way.isShared) relink(one);
}

function relink(one: ConcurrentMigration): void {
  const touched = new Set([one]);
  one.way.change((user) => {
    user.meet();
    touched.add(user);
  });
  for (const each of touched) each.sending.change();
}
