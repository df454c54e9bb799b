/** The search for the boundary between values that meet a goal and those that do not. */
import { halving, wholeBetween } from '../fit/halving.ts';

/** Whole places from 0 on, the hardest to meet first. */
export interface Places {
  readonly count: number;
  /** Where the search begins. */
  readonly start: number;
  /** The first step from there; each is twice the one before. */
  readonly stride: number;
}

/**
 * Steps away from the start, to easier places until one meets or to harder ones until one fails,
 * and halves what lies between. The answer meets and the place before it does not, also where the
 * verdicts jump.
 * @returns undefined when the easiest place does not meet.
 */
export async function leastPlace(
  places: Places,
  meets: (place: number) => Promise<boolean>,
): Promise<number | undefined> {
  const { failing, meeting } = await bracket(places, meets);
  if (meeting === undefined) return undefined;
  const search = halving(failing, meeting, wholeBetween);
  let step = search.next();
  while (step.done !== true) step = search.next(await meets(step.value));
  return step.value;
}

/** Neighbours on a coarse scale; below the first place, -1 counts as failing. */
async function bracket(
  { count, start, stride }: Places,
  meets: (place: number) => Promise<boolean>,
): Promise<{ readonly failing: number; readonly meeting: number | undefined }> {
  const first = Math.min(count - 1, Math.max(0, start));
  const isMet = await meets(first);
  let [last, step] = [first, stride];
  while (isMet ? last > 0 : last < count - 1) {
    const next = isMet ? Math.max(0, last - step) : Math.min(count - 1, last + step);
    if ((await meets(next)) !== isMet) {
      return isMet ? { failing: next, meeting: last } : { failing: last, meeting: next };
    }
    last = next;
    step *= 2;
  }
  return isMet ? { failing: -1, meeting: 0 } : { failing: last, meeting: undefined };
}
