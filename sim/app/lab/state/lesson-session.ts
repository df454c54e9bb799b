/** Visits to lessons: what was predicted, what is running, what came out. */
import { computed, signal } from '@preact/signals';
import type { Point } from '../../../study/fit/model.ts';
import { EngineClient } from '../engine/client.ts';
import {
  isSuperseded,
  type Lesson,
  type Outcome,
  type Runner,
  runnerOn,
  type Series,
} from '../lessons/lesson.ts';
import { Film } from '../playback/film.ts';
import { Explore } from './explore.ts';
import { Player } from './player.ts';
import { keep } from './predictions.ts';

/** Answers are kept while another page is open. */
const visited = new Map<Lesson, LessonSession>();

/** The visit to a lesson that was left, or a new one. */
export function visit(lesson: Lesson): LessonSession {
  const session = visited.get(lesson) ?? new LessonSession(lesson);
  visited.set(lesson, session);
  return session;
}

/** The next visit begins with the question. */
export function forget(lesson: Lesson): void {
  visited.delete(lesson);
}

export class LessonSession {
  readonly lesson: Lesson;
  readonly predicted = signal<number | undefined>(undefined);
  /** Of a curve: a point above each place, once one is drawn. */
  readonly drawn = signal<readonly Point[]>([]);
  readonly isCommitted = signal(false);
  /** Whether the answer has come just now, and has not been read out yet. */
  isNew = false;
  /** What runs now, in words; empty when nothing does. */
  readonly working = signal('');
  readonly fault = signal('');
  readonly given = signal<readonly Series[]>([]);
  readonly outcome = signal<Outcome | undefined>(undefined);
  readonly film = computed(() => {
    const playable = this.outcome.value?.playable;
    return playable === undefined ? undefined : new Film(playable, 0);
  });
  /** The guest with other numbers, for lessons that have one. */
  readonly explore: Explore | undefined;
  /** Its expected migration, once a number was changed. */
  readonly turned = computed(() =>
    this.explore?.isTurned ? this.explore.result.value : undefined,
  );
  /** What is drawn beside the prediction: what came out, or would with other numbers. */
  readonly shown = computed(() => {
    const outcome = this.outcome.value;
    const result = this.turned.value;
    return (outcome && result && this.lesson.follow?.(result)) ?? outcome;
  });
  readonly player = new Player(computed(() => (this.film.value ? [this.film.value] : [])));
  readonly #engine = new EngineClient();

  constructor(lesson: Lesson) {
    this.lesson = lesson;
    const { given, explore } = lesson;
    if (explore !== undefined) this.explore = new Explore(explore);
    if (given === undefined) return;
    void this.#do('simulating the points to start from', async (runner) => {
      this.given.value = await given(runner);
    });
  }

  predict(value: number): void {
    if (!this.isCommitted.value) this.predicted.value = value;
  }

  /** Draws one point of a curve; the first one lays a flat line through all places. */
  draw(place: number, value: number): void {
    const { prediction } = this.lesson;
    if (this.isCommitted.value || prediction.kind !== 'curve') return;
    const before = this.drawn.value;
    const points = before.length > 0 ? before : prediction.places.map((x) => ({ x, y: value }));
    this.drawn.value = points.map(({ x, y }) => ({ x, y: x === place ? value : y }));
    this.predict(this.drawn.value.find(({ x }) => x === prediction.at)?.y ?? value);
  }

  /** From now on the prediction stands. */
  async commit(): Promise<void> {
    if (this.predicted.value === undefined || this.isCommitted.value) return;
    this.isCommitted.value = true;
    await this.#do('simulating', async (runner) => {
      const outcome = await this.lesson.run(runner);
      this.isNew = true;
      this.outcome.value = outcome;
      this.#keep(outcome.truth);
      this.player.seek(0);
      this.player.play();
    });
  }

  #keep(truth: number): void {
    const { title, prediction } = this.lesson;
    const { show } = prediction.y;
    const said = this.predicted.value ?? 0;
    const shown = `${show(said)}, and it is ${show(truth)}`;
    keep(title, { said, truth, shown, isChoice: prediction.kind === 'choice' });
  }

  /** The user leaves the page: results stay, what is half done does not. */
  end(): void {
    this.player.pause();
    if (this.working.value !== '') forget(this.lesson);
    this.#engine.stop();
  }

  async #do(what: string, task: (runner: Runner) => Promise<void>): Promise<void> {
    this.working.value = what;
    const runner = runnerOn(this.#engine, (done, all) => {
      this.working.value = `${what}: ${done} of ${all} runs`;
    });
    try {
      await task(runner);
      this.working.value = '';
    } catch (error) {
      if (isSuperseded(error)) return;
      this.working.value = '';
      this.fault.value = error instanceof Error ? error.message : String(error);
    }
  }
}
