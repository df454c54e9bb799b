/** A canvas that fits its place and is redrawn when anything it shows changes. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** What is drawn on, in CSS pixels. */
export interface DrawingSurface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly height: number;
  /** What it shows, in words. */
  readonly label: string;
  /** Draws; the signals that it reads are those that make it redraw. */
  readonly draw: (surface: DrawingSurface) => void;
  /** Receives where the user pointed, as a part of the width. */
  readonly onPoint?: (part: number) => void;
}

export function Canvas({ height, label, draw, onPoint }: Props) {
  const place = useRef<HTMLCanvasElement>(null);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => keepDrawn(place.current as HTMLCanvasElement, height, latest), [height, draw]);
  const point = (event: PointerEvent): void => {
    if (onPoint === undefined || (event.buttons & 1) === 0) return;
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    onPoint(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  return (
    <canvas
      ref={place}
      class={onPoint === undefined ? 'canvas' : 'canvas pointable'}
      style={{ height: `${height}px` }}
      role="img"
      aria-label={label}
      onPointerDown={point}
      onPointerMove={point}
    />
  );
}

function keepDrawn(
  element: HTMLCanvasElement,
  height: number,
  latest: { current: Props['draw'] },
): () => void {
  const context = element.getContext('2d') as CanvasRenderingContext2D;
  const width = signal(element.clientWidth);
  const watcher = new ResizeObserver(() => {
    width.value = element.clientWidth;
  });
  watcher.observe(element);
  const stop = effect(() => {
    const ratio = devicePixelRatio;
    const wide = Math.round(width.value * ratio);
    const high = Math.round(height * ratio);
    if (element.width !== wide) element.width = wide;
    if (element.height !== high) element.height = high;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width.value, height);
    latest.current({ context, width: width.value, height });
  });
  return () => {
    stop();
    watcher.disconnect();
  };
}
