/** What was made to happen during the run, in a list: to go there, and to take it back. */
import { preciseSeconds } from '../playback/numbers.ts';
import type { Lab } from '../state/lab.ts';

export interface Happening {
  /** Differs within the list. */
  readonly key: string | number;
  readonly atNs: number;
  /** What is taken back, for who hears it. */
  readonly name: string;
  readonly words: string;
  readonly takeBack: () => void;
}

interface Props {
  readonly lab: Lab;
  readonly title: string;
  readonly list: readonly Happening[];
}

/** Nothing while there is none. */
export function Happenings({ lab, title, list }: Props) {
  if (list.length === 0) return null;
  return (
    <div class="changes">
      <h3>{title}</h3>
      <ul>
        {list.map(({ key, atNs, name, words, takeBack }) => {
          const at = preciseSeconds(atNs / 1e9);
          return (
            <li key={key}>
              <button type="button" class="link" onClick={() => lab.player.seek(atNs)}>
                {at}
              </button>
              <span>{words}</span>
              <button type="button" aria-label={`Take back ${name} at ${at}`} onClick={takeBack}>
                ×
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
