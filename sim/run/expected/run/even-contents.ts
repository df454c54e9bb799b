/** Guests whose writes go to the expected number of pages; which they are is left to chance. */
import { EvenStream } from '../../../engine/machine/memory/even-stream.ts';
import { type ContentsMaker, pageContents } from '../../world/guests.ts';

export const evenContents: ContentsMaker = (scenario, name, around) => {
  const random = (stream: string) => new EvenStream(around.random(stream).label);
  return pageContents(scenario, name, { ...around, random });
};
