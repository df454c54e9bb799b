/**
 * The one search by halving: between a place that fails and one that meets, the boundary. It asks
 * for verdicts instead of calling a function, so that closed forms and simulations can drive it.
 */

/** Asks for the verdict at a place, true where it meets; returns the meeting end. */
export type Halving = Generator<number, number, boolean>;

/**
 * @param between a place between two; undefined when there is none, or they are near enough.
 * @returns the place that meets, beside one that fails.
 */
export function* halving(
  failing: number,
  meeting: number,
  between: (failing: number, meeting: number) => number | undefined,
): Halving {
  let [low, high] = [failing, meeting];
  for (;;) {
    const middle = between(low, high);
    if (middle === undefined) return high;
    if (yield middle) high = middle;
    else low = middle;
  }
}

/** Whole places between. */
export function wholeBetween(failing: number, meeting: number): number | undefined {
  return Math.abs(meeting - failing) > 1 ? Math.trunc((failing + meeting) / 2) : undefined;
}

/** Drives a search whose verdicts are known at once. */
export function settle(search: Halving, meets: (place: number) => boolean): number {
  let step = search.next();
  while (step.done !== true) step = search.next(meets(step.value));
  return step.value;
}
