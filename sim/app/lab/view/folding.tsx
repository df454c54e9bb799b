/** A panel that is folded where there is little room, so that the picture is near. */
import type { ComponentChildren } from 'preact';

interface Props {
  readonly name: string;
  readonly class: string;
  readonly children: ComponentChildren;
}

/** Where there is room it is open from the start. */
export const hasRoom = (): boolean => matchMedia('(min-width: 701px)').matches;

export function Folding({ name, class: look, children }: Props) {
  return (
    <section class={`panel ${look}`} aria-label={name}>
      <details class="folding" open={hasRoom()}>
        <summary>
          <h2>{name}</h2>
        </summary>
        <div class="folded">{children}</div>
      </details>
    </section>
  );
}
