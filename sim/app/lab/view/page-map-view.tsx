/** The guest's memory as a picture: a point a page, or a few of them where there are many. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { scanOrder } from '../../../engine/machine/memory/scan-order.ts';
import { Word } from '../lessons/word.tsx';
import type { Film } from '../playback/film.ts';
import { count } from '../playback/numbers.ts';
import { PAGE, type PageMap } from '../playback/page-map.ts';
import { Choice } from './choice.tsx';
import { PAGE_WORDS, pageColours, palette } from './palette.ts';

/** More points than this do not help on a screen: neighbours share one. */
const POINTS_MOST = 2 ** 20;

/** Whether points stand in the order in which a pass visits them, or by page number. */
export const isInScanOrder = signal(true);

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
      picture.draw(nowNs.value, pageColours(palette.value), isInScanOrder.value);
    });
  }, [film]);
  return (
    <div class="map">
      <canvas
        ref={place}
        class="page-map"
        role="img"
        aria-label={`Memory of ${film.result.guest}, a point for each page`}
      />
      <OrderChoice film={film} />
    </div>
  );
}

/** Xen 3.2 spreads its scan over the memory; others go from the first page to the last. */
function OrderChoice({ film }: { readonly film: Film }) {
  if (film.map.recording.scan === 'plain') return null;
  return (
    <>
      <Choice
        label="Pages stand"
        value={isInScanOrder.value ? 'scan' : 'number'}
        entries={[
          ['scan', 'in the order of the scan'],
          ['number', 'by number'],
        ]}
        onChoose={(value) => {
          isInScanOrder.value = value === 'scan';
        }}
      />
      <p class="quiet">
        {isInScanOrder.value
          ? 'From the upper left, line by line. Neighbours here are 1,024 pages apart in memory, ' +
            'so the working set shows as stripes.'
          : 'A pass of Xen 3.2 visits every 1,024th page, then those beside them: hence stripes.'}
      </p>
    </>
  );
}

/** Draws a map only when it has changed. */
class MapPicture {
  readonly #map: PageMap;
  readonly #context: CanvasRenderingContext2D;
  readonly #image: ImageData;
  readonly #pagesAPoint: number;
  /** The position of each page. */
  #positions: Uint32Array | undefined;
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

  draw(nowNs: number, colours: readonly string[], isByScan: boolean): void {
    this.#map.seek(nowNs);
    const wanted = `${this.#map.version} ${colours} ${isByScan}`;
    if (this.#drawn === wanted) return;
    this.#drawn = wanted;
    const words = Uint32Array.from(colours, wordOf);
    const points = new Uint32Array(this.#image.data.buffer);
    const states = isByScan ? this.#map.states : this.#byNumber();
    const step = this.#pagesAPoint;
    for (let at = 0; at * step < states.length; at += 1) {
      const state = step === 1 ? (states[at] as number) : worst(states, at * step, step);
      points[at] = words[state] as number;
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  #byNumber(): Uint8Array {
    const { states, recording } = this.#map;
    const order = scanOrder(recording.scan, recording.p2mPages);
    this.#positions ??= Uint32Array.from(states, (_, pfn) => order.positionOf(pfn));
    return states.map((_, pfn) => states[this.#positions?.[pfn] ?? 0] as number);
  }
}

/** Of pages that share a point, the one with most left to do is shown. */
function worst(states: Uint8Array, start: number, count: number): number {
  let most = 0;
  for (let at = start; at < Math.min(start + count, states.length); at += 1) {
    const state = states[at] as number;
    if ((RANKS[state] as number) > (RANKS[most] as number)) most = state;
  }
  return most;
}

const RANKS: readonly number[] = (() => {
  const order = ['unmapped', 'clean', 'sent', 'never', 'due', 'dirty', 'skipped'] as const;
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
  const { counts, written } = film.map;
  const countOf = (state: keyof typeof PAGE): number =>
    state === 'dirty' ? written : (counts[PAGE[state]] ?? 0);
  return (
    <ul class="legend" aria-label="Pages by state">
      {PAGE_WORDS.map(({ state, words, term }) => (
        <li key={state} class={state === 'skipped' ? 'part' : undefined}>
          <span class={`swatch ${state}`} />
          <span>
            {words} {term === undefined ? null : <Word of={term} />}
          </span>
          <b>{count(countOf(state))}</b>
        </li>
      ))}
    </ul>
  );
}
