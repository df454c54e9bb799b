/** The order in which guests move, where some have to wait for others. */

import { smallestOf } from '../../../engine/kernel/lists.ts';
import { withGroups } from '../../../scenario/groups.ts';
import type { SetOption } from '../../../scenario/load.ts';
import { present } from '../../../text/fields.ts';
import { asList, asMap, getIn } from '../../../text/tree.ts';
import { type Subject, unsuitable } from './subject.ts';

/**
 * Places of the migrations in the file, groups written out: which of them is in each place. Start
 * times stay with the places.
 */
export type Order = readonly number[];

/** The orders of one scenario. */
export interface Orders {
  /** That of the file. */
  readonly given: Order;
  /** Names the same for two orders that only exchange guests alike. */
  readonly nameOf: (order: Order) => string;
  /** How many of them differ; Infinity where there are too many to count. */
  readonly count: number;
  readonly set: (order: Order) => SetOption[];
  readonly guestsOf: (order: Order) => string[];
  readonly isAlike: (one: number, other: number) => boolean;
}

/** @throws Problem where the order changes nothing. */
export function ordersOf(subject: Subject): Orders {
  const { template, scenario } = subject;
  const { migrations, guests } = scenario;
  refuseUnordered(subject);
  const kinds = migrations.map(({ guest, atNs: _, ...rest }) => {
    return JSON.stringify([rest, guests[guest]]);
  });
  const given = migrations.map((_, index) => index);
  const written = withGroups({
    raw: template.raw,
    place: () => subject.file,
    lineAt: () => undefined,
    isOverlaid: () => false,
  });
  const entries = asList(getIn(written.source.raw, ['migrations']));
  return {
    given,
    nameOf: (order) => order.map((index) => kinds.indexOf(kinds[index] ?? '')).join(),
    count: countOf(kinds),
    set: (order) => {
      const moves = order.map((index, place) => {
        const { at: _, ...move } = asMap(entries[index]);
        return present({ ...move, at: getIn(entries[place], ['at']) });
      });
      return [{ path: 'migrations', value: JSON.stringify(moves) }];
    },
    guestsOf: (order) => order.map((index) => migrations[index]?.guest ?? ''),
    isAlike: (one, other) => kinds[one] === kinds[other],
  };
}

function refuseUnordered(subject: Subject): void {
  const { migrations, atOnce, outgoingAtOnce, clusterAtOnce } = subject.scenario;
  const count = migrations.length;
  if (count < 2) {
    throw unsuitable(subject, 'one guest moves: there is no order', 'it is for evacuations');
  }
  const most = smallestOf([atOnce, outgoingAtOnce, clusterAtOnce].map((n) => n ?? count));
  const starts = new Set(migrations.map(({ atNs }) => atNs));
  if (most >= count && starts.size === 1) {
    const hint = 'let some wait: --set atOnce=2, or find the number with --find at-once';
    throw unsuitable(subject, 'all its guests start at once: their order changes nothing', hint);
  }
}

/** n! over that of each kind. */
function countOf(kinds: readonly string[]): number {
  const seen = new Map<string, number>();
  return kinds.reduce((count, kind, index) => {
    const known = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, known);
    return (count * (index + 1)) / known;
  }, 1);
}

/** All orders that differ, ascending by their places. */
export function everyOrder({ given, isAlike }: Orders): Order[] {
  const grow = (start: Order, left: readonly number[]): Order[] => {
    if (left.length === 0) return [start];
    const firsts = left.filter(
      (one, at) => !left.slice(0, at).some((other) => isAlike(one, other)),
    );
    return firsts.flatMap((next) => {
      return grow(
        [...start, next],
        left.filter((one) => one !== next),
      );
    });
  };
  return grow([], given);
}

/** Orders in which two guests that differ have changed their places; nearest pairs first. */
export function swapsOf(order: Order, { isAlike }: Orders): Order[] {
  const pairs = order.flatMap((_, from) => {
    return order.slice(from + 1).map((__, step) => [from, from + step + 1] as const);
  });
  return pairs
    .filter(([from, to]) => !isAlike(order[from] as number, order[to] as number))
    .sort(([a, b], [c, d]) => b - a - (d - c) || a - c)
    .map(([from, to]) => {
      return order.map((each, at) => {
        if (at === from) return order[to] as number;
        return at === to ? (order[from] as number) : each;
      });
    });
}
