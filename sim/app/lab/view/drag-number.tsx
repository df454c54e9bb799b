/** A number in a sentence that one drags, or changes with the arrow keys. */
import { useRef } from 'preact/hooks';

interface Props {
  /** What it is, for a reader who does not see the sentence. */
  readonly label: string;
  /** The values that it goes through, as texts. */
  readonly values: readonly string[];
  readonly index: number;
  readonly onChange: (index: number) => void;
}

/** Pixels for one step. */
const STEP = 14;

const KEYS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 3,
  PageDown: -3,
  Home: -Infinity,
  End: Infinity,
};

export function DragNumber({ label, values, index, onChange }: Props) {
  const from = useRef({ x: 0, index: 0 });
  const to = (wanted: number): void => {
    const next = Math.min(values.length - 1, Math.max(0, wanted));
    if (next !== index) onChange(next);
  };
  const begin = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, index };
  };
  const drag = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0) return;
    to(from.current.index + Math.round((event.clientX - from.current.x) / STEP));
  };
  const press = (event: KeyboardEvent): void => {
    const step = KEYS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    to(index + step);
  };
  return (
    <span
      class="drag"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={values.length - 1}
      aria-valuenow={index}
      aria-valuetext={values[index]}
      onPointerDown={begin}
      onPointerMove={drag}
      onKeyDown={press}
    >
      {values[index]}
    </span>
  );
}
