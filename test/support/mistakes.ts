/** What a call reports as a user's mistakes. */
import { Problem, showMistake } from '../../sim/text/problem.ts';

/** Its mistakes as lines. @throws Error when there are none, and what is no mistake of a user. */
export function mistakesOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error.mistakes.map(showMistake);
    throw error;
  }
  throw new Error('no mistake was found');
}

/** The same as one text. */
export const messageOf = (act: () => unknown): string => mistakesOf(act).join('\n');
