/** A time line in a browser, in reports and in the lab: drawn as wide as its place, with values. */
import { readingOf, type Stretch, type TimeLine } from '../document/time-line.ts';
import { escapeHtml } from '../html/html.ts';
import { GUTTER_PIXELS, lanesWidth, placed, timeLineSvg } from '../html/time-line-svg.ts';

/** Shorter drags are clicks, pixels. */
const DRAG_PIXELS = 6;

/** The shortest window, s: nothing is shorter than a microsecond. */
const LEAST_WINDOW = 1e-5;

/** Steps of the arrow keys, as parts of the window. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -0.01,
  ArrowRight: 0.01,
  PageUp: -0.1,
  PageDown: 0.1,
};

const ZOOMS: Readonly<Record<string, number>> = { '+': 0.5, '=': 0.5, '-': 2 };

export class TimeLineView {
  readonly #line: TimeLine;
  readonly #picture: HTMLElement;
  readonly #drawing = document.createElement('div');
  readonly #now = document.createElement('div');
  readonly #chosen = document.createElement('div');
  readonly #reading = document.createElement('div');
  readonly #onPoint: ((seconds: number) => void) | undefined;
  readonly #watcher = new ResizeObserver(() => this.#draw());
  #window: Stretch;
  #drawn = '';
  #nowSeconds = Number.NaN;
  #point: { seconds: number; lane: number } | undefined;
  #dragFrom: number | undefined;

  /**
   * @param picture an element of its own, which it fills.
   * @param onPoint receives the time that is pressed; without it, dragging zooms.
   */
  constructor(picture: HTMLElement, line: TimeLine, onPoint?: (seconds: number) => void) {
    this.#line = line;
    this.#picture = picture;
    this.#onPoint = onPoint;
    this.#window = line;
    const over = { now: this.#now, chosen: this.#chosen, reading: this.#reading };
    for (const [name, element] of Object.entries(over)) {
      element.className = name;
      element.hidden = true;
    }
    this.#reading.role = 'status';
    picture.replaceChildren(this.#drawing, ...Object.values(over));
    picture.tabIndex = 0;
    picture.role = 'group';
    picture.ariaLabel = 'Time line: arrow keys say what there was at a time';
    this.#listen();
    this.#watcher.observe(picture);
    this.#draw();
  }

  /** Draws a stretch of it. */
  show({ from, to }: Stretch): void {
    this.#window = { from, to: Math.max(to, from + LEAST_WINDOW) };
    this.#draw();
  }

  /** Draws a line at a time, as far as it is in the window. */
  mark(seconds: number): void {
    this.#nowSeconds = seconds;
    this.#stretch(this.#now, seconds, seconds);
  }

  end(): void {
    this.#watcher.disconnect();
  }

  #draw(): void {
    const { from, to } = this.#window;
    const wanted = `${this.#picture.clientWidth} ${from} ${to}`;
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    const svg = timeLineSvg(this.#line, this.#window, this.#picture.clientWidth);
    this.#drawing.innerHTML = svg.text;
    this.mark(this.#nowSeconds);
    this.#read();
  }

  /** Places an element over a stretch; hides it where none of that is in the window. */
  #stretch(element: HTMLElement, from: number, to: number): void {
    const { from: first, to: last } = this.#window;
    element.hidden = !(from <= last && to >= first);
    const pixels = lanesWidth(this.#picture.clientWidth) / (last - first);
    element.style.left = `${GUTTER_PIXELS + (from - first) * pixels}px`;
    element.style.width = from === to ? '' : `${(to - from) * pixels}px`;
  }

  #secondsAt({ clientX }: MouseEvent): number {
    const { left, width } = this.#picture.getBoundingClientRect();
    const part = (clientX - left - GUTTER_PIXELS) / lanesWidth(width);
    const { from, to } = this.#window;
    return from + Math.min(1, Math.max(0, part)) * (to - from);
  }

  #listen(): void {
    const picture = this.#picture;
    picture.addEventListener('pointerdown', (event) => this.#press(event));
    picture.addEventListener('pointermove', (event) => this.#move(event));
    picture.addEventListener('pointerup', (event) => this.#release(event));
    // What was tapped stays until something else is.
    picture.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType === 'mouse') this.#leave();
    });
    picture.addEventListener('blur', () => this.#leave());
    picture.addEventListener('dblclick', () => {
      if (this.#onPoint === undefined) this.show(this.#line);
    });
    picture.addEventListener('keydown', (event) => this.#key(event));
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#dragFrom = this.#secondsAt(event);
    this.#onPoint?.(this.#dragFrom);
    this.#pointAt(event);
  }

  #move(event: PointerEvent): void {
    if ((event.buttons & 1) === 0) this.#dragFrom = undefined;
    const seconds = this.#secondsAt(event);
    if (this.#dragFrom !== undefined && this.#onPoint !== undefined) this.#onPoint(seconds);
    this.#pointAt(event);
    const from = this.#dragFrom;
    if (from === undefined || this.#onPoint !== undefined) return;
    this.#stretch(this.#chosen, Math.min(from, seconds), Math.max(from, seconds));
  }

  #release(event: PointerEvent): void {
    const from = this.#dragFrom;
    this.#dragFrom = undefined;
    this.#chosen.hidden = true;
    if (from === undefined || this.#onPoint !== undefined) return;
    const to = this.#secondsAt(event);
    const { from: first, to: last } = this.#window;
    const pixels = (Math.abs(to - from) * lanesWidth(this.#picture.clientWidth)) / (last - first);
    if (pixels > DRAG_PIXELS) this.show({ from: Math.min(from, to), to: Math.max(from, to) });
  }

  #leave(): void {
    this.#point = undefined;
    this.#dragFrom = undefined;
    this.#chosen.hidden = true;
    this.#read();
  }

  #pointAt(event: PointerEvent): void {
    const y = event.clientY - this.#picture.getBoundingClientRect().top;
    const lane = placed(this.#line).places.findLastIndex(({ top }) => top <= y);
    this.#point = { seconds: this.#secondsAt(event), lane: Math.max(0, lane) };
    this.#read();
  }

  #key(event: KeyboardEvent): void {
    const { from, to } = this.#window;
    const point = this.#point ?? { seconds: (from + to) / 2, lane: 0 };
    const zoom = this.#onPoint === undefined ? ZOOMS[event.key] : undefined;
    if (zoom !== undefined) this.#zoom(point.seconds, zoom);
    const down = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    const along = KEYS[event.key];
    if (event.key === 'Enter') this.#onPoint?.(point.seconds);
    else if (zoom === undefined && along === undefined && down === 0) return;
    event.preventDefault();
    const { lanes } = this.#line;
    const moved = point.seconds + (along ?? 0) * (to - from);
    const seconds = Math.min(this.#window.to, Math.max(this.#window.from, moved));
    const lane = Math.min(lanes.length - 1, Math.max(0, point.lane + down));
    this.#point = { seconds, lane };
    this.#read();
  }

  /** @param factor of the length of the window; the time stays where it is. */
  #zoom(seconds: number, factor: number): void {
    const { from, to } = this.#window;
    this.show({
      from: Math.max(this.#line.from, seconds - factor * (seconds - from)),
      to: Math.min(this.#line.to, seconds + factor * (to - seconds)),
    });
  }

  /** What the lane says that is pointed at, beside the place. */
  #read(): void {
    const place = this.#point && placed(this.#line).places[this.#point.lane];
    this.#reading.hidden = place === undefined;
    if (place === undefined || this.#point === undefined) return;
    const { seconds } = this.#point;
    this.#stretch(this.#reading, seconds, seconds);
    const says = readingOf(place.lane, seconds);
    const lines = [place.lane.group, ...(says.length > 0 ? says : ['nothing'])];
    const head = `<b>${seconds.toFixed(4)} s</b>`;
    this.#reading.innerHTML = `<p>${[head, ...lines.map(escapeHtml)].join('<br>')}</p>`;
    const isLate = seconds > (this.#window.from + this.#window.to) / 2;
    this.#reading.classList.toggle('late', isLate);
    this.#reading.style.setProperty('--top', `${place.top + place.lane.heightPixels + 4}px`);
  }
}
