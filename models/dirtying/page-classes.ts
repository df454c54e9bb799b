/**
 * A measured dirty profile as classes of pages.
 *
 * A profile is U(t): the unique pages that a guest dirties in a window of length t, mean over many
 * windows. If n pages are written each at random instants, every tau on average, independently of
 * the others, U(t) = n (1 - exp(-t / tau)); if a guest walks through n pages in tau, one after the
 * other, U(t) = n min(1, t / tau). A guest is taken for a sum of such classes: hot pages, warm
 * pages, and a stream through the pages that come last, which is what a file cache does. Sums of
 * these have the property that any guest has whose behaviour does not change: they never fall, and
 * never bend up. So a measured profile that bends up (the guest has phases) is met on average only.
 *
 * Since a page of the first kind does not remember when it was written last, U(t) holds for any
 * window of a migration's rounds, and a page that waits s for its turn was written again in the
 * meantime with probability 1 - exp(-s / tau): hot pages are skipped, cold ones are not.
 *
 * Of the classes with tau on a grid, those are taken that give the least squares of the relative
 * errors. All classes together have the pages of the last point.
 */
import { exp, expm1, log } from '../../sim/engine/kernel/portable.ts';
import { nonNegative } from './non-negative.ts';

/** Unique pages dirtied in a window, mean over many windows. */
export interface ProfilePoint {
  readonly windowSeconds: number;
  readonly pages: number;
}

/** Pages that are written alike. */
export interface PageClass {
  readonly pages: number;
  /** Mean time from a write of a page to its next. */
  readonly tauSeconds: number;
  readonly order: 'uniform' | 'sequential';
}

/** Times on the grid for each factor of 10. */
const PER_DECADE = 3;
/** From a fifth of the shortest window: shorter times make no difference that was measured. */
const SHORTEST = 1 / 5;
/** To thrice the longest. */
const LONGEST = 3;
/** What the total counts for, of one point. */
const TOTAL_WEIGHT = 20;

/**
 * The classes that meet a profile best, hottest first.
 * @param profile at least one point, in the order of windows. A page dirtied in a window is
 *   dirtied in a longer one, so a point below an earlier one counts as that.
 */
export function pageClasses(profile: readonly ProfilePoint[]): PageClass[] {
  const points = neverFalling(profile);
  const last = points.at(-1) as ProfilePoint;
  const kinds = candidates(points);
  const columns = kinds.map((kind) => [
    ...points.map(({ windowSeconds, pages }) => dirtied(kind, windowSeconds) / pages),
    TOTAL_WEIGHT / last.pages,
  ]);
  const sizes = nonNegative(columns, [...points.map(() => 1), TOTAL_WEIGHT]);
  return wholePages(kinds, sizes, last.pages);
}

/** U(t) of some classes. */
export function pagesDirtied(classes: readonly PageClass[], windowSeconds: number): number {
  return classes.reduce((sum, each) => sum + each.pages * dirtied(each, windowSeconds), 0);
}

type Kind = Omit<PageClass, 'pages'>;

/** Part of a class that a window dirties. */
function dirtied({ order, tauSeconds }: Kind, windowSeconds: number): number {
  const turns = windowSeconds / tauSeconds;
  return order === 'uniform' ? -expm1(-turns) : Math.min(1, turns);
}

function neverFalling(profile: readonly ProfilePoint[]): ProfilePoint[] {
  let most = 0;
  return profile.map(({ windowSeconds, pages }) => {
    most = Math.max(most, pages);
    return { windowSeconds, pages: most };
  });
}

function candidates(points: readonly ProfilePoint[]): Kind[] {
  const longest = (points.at(-1) as ProfilePoint).windowSeconds;
  const from = (points[0] as ProfilePoint).windowSeconds * SHORTEST;
  const ratio = log((longest * LONGEST) / from);
  const steps = Math.ceil((ratio / log(10)) * PER_DECADE);
  const grid = Array.from({ length: steps + 1 }, (_, step): Kind => {
    return { tauSeconds: from * exp((ratio * step) / steps), order: 'uniform' };
  });
  return [...grid, { tauSeconds: longest, order: 'sequential' }];
}

/** Whole pages, together as many as the sizes, but not more than `most`. */
function wholePages(kinds: readonly Kind[], sizes: readonly number[], most: number): PageClass[] {
  let sum = 0;
  let given = 0;
  const classes = kinds.map((kind, index): PageClass => {
    sum += sizes[index] as number;
    const upTo = Math.min(Math.round(sum), most);
    const pages = upTo - given;
    given = upTo;
    return { ...kind, pages };
  });
  return classes.filter(({ pages }) => pages > 0);
}
