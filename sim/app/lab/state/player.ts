/** The clock by which runs are played: simulated time that passes, stands, or is stepped. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { largestOf, smallestOf } from '../../../engine/kernel/lists.ts';
import { eventsAt } from '../playback/events.ts';
import type { Film, StepKind } from '../playback/film.ts';
import { nextTime, timeBefore } from '../playback/times.ts';

/** Simulated seconds in a second; 0 stands for "the whole run in 20 seconds". */
export const SPEEDS = [0, 0.01, 0.1, 0.5, 1, 2, 5, 20] as const;

const WHOLE_RUN_SECONDS = 20;

/** More that happens at one instant is only counted. */
const EVENTS_MOST = 4;

/** Whether the system asks for no moving pictures: then play goes to the end at once. */
export const wantsStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Player {
  readonly nowNs = signal(0);
  readonly isPlaying = signal(false);
  /** What happens at the instant to which one has stepped; empty otherwise. */
  readonly event = signal('');
  readonly speed = signal<number>(0);
  /** Whether what is to come is not to be seen before it is played. */
  readonly hidesFuture = signal(true);
  readonly startNs = computed(() => smallestOf(this.#films.value.map(({ startNs }) => startNs)));
  readonly endNs = computed(() =>
    largestOf(
      this.#films.value.map(({ endNs }) => endNs),
      0,
    ),
  );
  readonly #films: ReadonlySignal<readonly Film[]>;
  #lastFrameMs: number | undefined;
  /** Of the whole run when play began: what is broken on the way may make it much longer. */
  #wholeNs = 0;

  /** @param films what is played together; steps go by the first. */
  constructor(films: ReadonlySignal<readonly Film[]>) {
    this.#films = films;
  }

  play(): void {
    if (this.isPlaying.value || this.#films.value.length === 0) return;
    if (this.nowNs.value >= this.endNs.value) this.nowNs.value = this.#firstNs();
    if (wantsStillness()) {
      this.seek(this.endNs.value);
      return;
    }
    this.isPlaying.value = true;
    this.#lastFrameMs = undefined;
    this.#wholeNs = this.endNs.value - this.#firstNs();
    requestAnimationFrame(this.#frame);
  }

  pause(): void {
    this.isPlaying.value = false;
  }

  toggle(): void {
    if (this.isPlaying.value) this.pause();
    else this.play();
  }

  seek(ns: number): void {
    this.event.value = '';
    this.nowNs.value = Math.min(Math.max(ns, this.#firstNs()), this.endNs.value);
  }

  /** To the next or the last event, batch or round. */
  step(kind: StepKind, direction: 1 | -1): void {
    this.pause();
    const now = this.nowNs.value;
    const times = this.#films.value.map((film) => film.times[kind]);
    const found = times.flatMap((each) => {
      const time = direction === 1 ? nextTime(each, now) : timeBefore(each, now);
      return time === undefined ? [] : [time];
    });
    if (found.length === 0) return;
    this.seek(direction === 1 ? smallestOf(found) : largestOf(found));
    this.event.value = this.#eventsNow();
  }

  #eventsNow(): string {
    const all = this.#films.value.flatMap((film) => eventsAt(film, this.nowNs.value));
    const words = [...new Set(all)];
    const more = words.length > EVENTS_MOST ? ` and ${words.length - EVENTS_MOST} more` : '';
    return `${words.slice(0, EVENTS_MOST).join('; ')}${more}`;
  }

  #firstNs(): number {
    const start = this.startNs.value;
    return Number.isFinite(start) ? start : 0;
  }

  readonly #frame = (ms: number): void => {
    if (!this.isPlaying.value) return;
    const passedMs = ms - (this.#lastFrameMs ?? ms);
    this.#lastFrameMs = ms;
    const usual = this.#wholeNs / 1e9 / WHOLE_RUN_SECONDS;
    const speed = this.speed.value === 0 ? usual : this.speed.value;
    this.seek(this.nowNs.value + Math.round(passedMs * 1e6 * speed));
    if (this.nowNs.value >= this.endNs.value) this.isPlaying.value = false;
    else requestAnimationFrame(this.#frame);
  };
}
