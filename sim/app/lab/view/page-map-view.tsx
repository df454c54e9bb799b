/** The guest's memory as a picture: a point a page, or a few of them where there are many. */
import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Film } from '../playback/film.ts';
import { PAGE, type PageMap } from '../playback/page-map.ts';
import { PAGE_WORDS, pageColours, palette } from './palette.ts';

/** More points than this do not help on a screen: neighbours share one. */
const POINTS_MOST = 2 ** 20;

/** A map with this many points in a row is drawn smaller than it is. */
const SMOOTH_FROM = 512;

interface Props {
  readonly film: Film;
  readonly nowNs: ReadonlySignal<number>;
}

export function PageMapView({ film, nowNs }: Props) {
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = place.current as HTMLCanvasElement;
    const picture = new MapPicture(film.map, element);
    return effect(() => {
      picture.draw(nowNs.value, pageColours(palette.value));
    });
  }, [film]);
  return (
    <canvas
      ref={place}
      class="page-map"
      role="img"
      aria-label={`Memory of ${film.result.guest}, a point for each page`}
    />
  );
}

/** Draws a map only when it has changed. */
class MapPicture {
  readonly #map: PageMap;
  readonly #context: CanvasRenderingContext2D;
  readonly #image: ImageData;
  readonly #pagesAPoint: number;
  #drawn = '';

  constructor(map: PageMap, element: HTMLCanvasElement) {
    this.#map = map;
    const { p2mPages } = map.recording;
    this.#pagesAPoint = 2 ** Math.ceil(Math.log2(Math.max(1, p2mPages / POINTS_MOST)));
    const points = Math.ceil(p2mPages / this.#pagesAPoint);
    const width = 2 ** Math.round(Math.log2(Math.sqrt(points)));
    element.width = width;
    element.height = Math.ceil(points / width);
    // Points stay sharp where they are drawn larger, and are not left out where smaller.
    element.style.imageRendering = width < SMOOTH_FROM ? 'pixelated' : 'auto';
    this.#context = element.getContext('2d') as CanvasRenderingContext2D;
    this.#image = this.#context.createImageData(element.width, element.height);
  }

  draw(nowNs: number, colours: readonly string[]): void {
    this.#map.seek(nowNs);
    const wanted = `${this.#map.version} ${colours}`;
    if (this.#drawn === wanted) return;
    this.#drawn = wanted;
    const words = Uint32Array.from(colours, wordOf);
    const points = new Uint32Array(this.#image.data.buffer);
    const { states } = this.#map;
    const step = this.#pagesAPoint;
    for (let at = 0; at * step < states.length; at += 1) {
      const state = step === 1 ? (states[at] as number) : this.#worst(at * step, step);
      points[at] = words[state] as number;
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Of pages that share a point, the one with most left to do is shown. */
  #worst(start: number, count: number): number {
    let worst = 0;
    const { states } = this.#map;
    for (let at = start; at < Math.min(start + count, states.length); at += 1) {
      const state = states[at] as number;
      if ((RANKS[state] as number) > (RANKS[worst] as number)) worst = state;
    }
    return worst;
  }
}

const RANKS: readonly number[] = (() => {
  const order = ['unmapped', 'clean', 'sent', 'never', 'dirty', 'skipped'] as const;
  const ranks: number[] = [];
  for (const [rank, name] of order.entries()) ranks[PAGE[name]] = rank;
  return ranks;
})();

/** '#rrggbb' as ImageData's word: bytes red, green, blue, opaque, the lowest first. */
function wordOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  const swapped = ((value & 0xff) << 16) | (value & 0xff00) | (value >>> 16);
  return (0xff000000 | swapped) >>> 0;
}

/** What the colours stand for, with how many pages have each. */
export function PageLegend({ film, nowNs }: Props) {
  film.map.seek(nowNs.value);
  const { counts } = film.map;
  return (
    <ul class="legend" aria-label="Pages by state">
      {PAGE_WORDS.map(({ state, words }) => (
        <li key={state}>
          <span class={`swatch ${state}`} />
          {words}
          <b>{(counts[PAGE[state]] ?? 0).toLocaleString('en')}</b>
        </li>
      ))}
    </ul>
  );
}
