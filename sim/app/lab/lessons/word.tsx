/** A word of the glossary: its meaning shows while it is pointed at, focused or tapped. */
import { useId } from 'preact/hooks';
import { meaningOf } from '../docs/glossary.ts';

interface Props {
  /** As the glossary has it. */
  readonly of: string;
  /** As the sentence has it, if that differs. */
  readonly as?: string;
}

export function Word({ of, as }: Props) {
  const id = useId();
  const hide = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') (event.currentTarget as HTMLElement).blur();
  };
  return (
    <span class="word">
      <button type="button" aria-describedby={id} onKeyDown={hide}>
        {as ?? of}
      </button>
      <span role="tooltip" id={id}>
        {meaningOf(of)}
      </span>
    </span>
  );
}
