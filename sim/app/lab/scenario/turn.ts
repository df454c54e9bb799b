/** What turning a knob does to the text of a scenario. */
import { type Change, changesOf, rawOf, withChange, withoutChange, withValue } from './document.ts';
import type { Knob } from './knobs.ts';

/** One turn of a knob. */
export interface Turn {
  readonly knob: Knob;
  /** What stands in the file: text, or a map for a knob of choices. */
  readonly value: unknown;
}

/** The timed change of a turn; undefined for a knob that cannot change on the way. */
export function changeOf({ knob, value }: Turn, atNs: number): Change | undefined {
  const { target } = knob;
  return target === undefined ? undefined : { atNs, target, value: String(value) };
}

/**
 * The text after a turn.
 * @param change what the turn is on the way; undefined for another start.
 */
export function turned(text: string, { knob, value }: Turn, change: Change | undefined): string {
  if (change !== undefined) return withChange(text, change);
  const kept = knob.id === 'workload' ? withoutWorkloadChanges(text) : text;
  return withValue(kept, knob.path, value);
}

/** Another workload has no use for the timed changes of the one before. */
function withoutWorkloadChanges(text: string): string {
  return changesOf(rawOf(text))
    .filter(({ target }) => /\.workload\./.test(target))
    .reduce(withoutChange, text);
}
