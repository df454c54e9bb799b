/** The time line under the map: stages, rates, pages left, both Dom0s; one points to a time. */
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Film } from '../playback/film.ts';
import type { Player } from '../state/player.ts';
import { Canvas, type DrawingSurface } from './canvas.tsx';
import { palette } from './palette.ts';
import { type Row, rowsOf } from './timeline-rows.ts';

/** How much time is in the picture, ns; Infinity for the whole run. */
export const ZOOMS = [
  { name: 'whole run', spanNs: Infinity },
  { name: '3 s', spanNs: 3e9 },
  { name: '300 ms', spanNs: 300e6 },
] as const;

export const zoom = signal<number>(Infinity);

const GUTTER = 84;
const GAP = 8;
const AXIS = 18;

interface Props {
  readonly film: Film;
  readonly player: Player;
}

export function TimelineView({ film, player }: Props) {
  const picture = useMemo(() => new TimelinePicture(film, player), [film, player]);
  const { source, destination } = film.dom0;
  const label =
    `Time line of ${film.result.guest}: stages, transfer rate and dirty rate, pages left, ` +
    `Dom0 of ${source.host} and of ${destination.host}`;
  return (
    <Canvas
      height={picture.height}
      label={label}
      draw={picture.draw}
      onPoint={(part) => picture.point(part)}
    />
  );
}

class TimelinePicture {
  readonly height: number;
  readonly #rows: readonly Row[];
  readonly #player: Player;
  readonly #layer = document.createElement('canvas');
  #drawn = '';
  #width = 1;

  constructor(film: Film, player: Player) {
    this.#rows = rowsOf(film);
    this.#player = player;
    this.height = this.#rows.reduce((sum, { height }) => sum + height + GAP, AXIS);
  }

  /** Goes to the part of the width that the user pointed to. */
  point(part: number): void {
    const { fromNs, toNs } = this.#window();
    const within = (part * this.#width - GUTTER) / (this.#width - GUTTER - 1);
    this.#player.pause();
    this.#player.seek(Math.round(fromNs + Math.min(1, Math.max(0, within)) * (toNs - fromNs)));
  }

  readonly draw = ({ context, width, height }: DrawingSurface): void => {
    this.#width = width;
    const { fromNs, toNs } = this.#window();
    this.#keepLayer(width, { fromNs, toNs });
    context.drawImage(this.#layer, 0, 0, width, height);
    const { nowNs } = this.#player;
    const x = GUTTER + ((width - GUTTER - 1) * (nowNs.value - fromNs)) / Math.max(1, toNs - fromNs);
    context.fillStyle = palette.value.ink;
    context.fillRect(Math.round(x) - 1, 0, 2, height - AXIS);
  };

  #window(): { fromNs: number; toNs: number } {
    const { nowNs, startNs, endNs } = this.#player;
    const spanNs = Math.min(zoom.value, endNs.value - startNs.value);
    const last = endNs.value - spanNs;
    const fromNs = Math.max(startNs.value, Math.min(last, nowNs.value - spanNs / 2));
    return { fromNs, toNs: Math.max(fromNs + 1, fromNs + spanNs) };
  }

  /** What does not move with the cursor is drawn only when it has changed. */
  #keepLayer(width: number, { fromNs, toNs }: { fromNs: number; toNs: number }): void {
    const colours = palette.value;
    const wanted = `${width} ${fromNs} ${toNs} ${colours.ink} ${devicePixelRatio}`;
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    this.#layer.width = Math.max(1, Math.round(width * devicePixelRatio));
    this.#layer.height = Math.round(this.height * devicePixelRatio);
    const context = this.#layer.getContext('2d') as CanvasRenderingContext2D;
    context.scale(devicePixelRatio, devicePixelRatio);
    let top = 0;
    for (const { name, height, draw } of this.#rows) {
      const strip = { left: GUTTER, top, width: width - GUTTER - 1, height, fromNs, toNs };
      draw({ ...strip, context, colours });
      drawName(context, name, { top, height, colour: colours.ink });
      top += height + GAP;
    }
    drawAxis(context, { top: top - GAP, width, fromNs, toNs, colour: colours.faint });
  }
}

function drawName(
  context: CanvasRenderingContext2D,
  name: string,
  { top, height, colour }: { top: number; height: number; colour: string },
): void {
  context.font = '12px system-ui, sans-serif';
  context.fillStyle = colour;
  const words = name.split(' ');
  const first = top + height / 2 + 4 - 7 * (words.length - 1);
  for (const [index, word] of words.entries()) context.fillText(word, 0, first + 14 * index);
}

interface Axis {
  readonly top: number;
  readonly width: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly colour: string;
}

function drawAxis(context: CanvasRenderingContext2D, axis: Axis): void {
  const { top, width, fromNs, toNs, colour } = axis;
  const span = toNs - fromNs;
  const wanted = span / Math.max(2, (width - GUTTER) / 90);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = ([1, 2, 5, 10].find((each) => each * power >= wanted) ?? 10) * power;
  const decimals = Math.max(0, 9 - Math.floor(Math.log10(step)));
  context.fillStyle = colour;
  context.font = '11px system-ui, sans-serif';
  for (let ns = Math.ceil(fromNs / step) * step; ns <= toNs; ns += step) {
    const x = GUTTER + ((width - GUTTER - 1) * (ns - fromNs)) / span;
    const text = `${(ns / 1e9).toFixed(Math.min(decimals, 6))} s`;
    const half = context.measureText(text).width / 2;
    context.fillRect(x, top + 2, 1, 4);
    context.fillText(text, Math.min(x - half, width - 2 * half), top + 16);
  }
}
