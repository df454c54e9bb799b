/** A last test that is being taken. */
import { computed, signal } from '@preact/signals';
import { EngineClient } from '../engine/client.ts';
import { sourceOf } from '../lessons/draw.ts';
import { marksOf, QUESTIONS, questionsOf, type Times } from '../lessons/exam.ts';
import { migrationsOf } from '../lessons/lesson.ts';

/** What stands in the two fields of a question. */
export interface Said {
  readonly total: string;
  readonly down: string;
}

const EMPTY: Said = { total: '', down: '' };

/** The number in a field, s; undefined for none above 0. A comma may stand for the point. */
function numberIn(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}

const timesIn = ({ total, down }: Said): Times | undefined => {
  const [totalSeconds, downtimeSeconds] = [numberIn(total), numberIn(down)];
  if (totalSeconds === undefined || downtimeSeconds === undefined) return undefined;
  return { totalSeconds, downtimeSeconds };
};

export class Exam {
  readonly seed: number;
  readonly questions;
  readonly said = signal<readonly Said[]>(Array.from({ length: QUESTIONS }, () => EMPTY));
  /** The simulated times, once the test is handed in. */
  readonly truths = signal<readonly Times[]>([]);
  readonly isWorking = signal(false);
  readonly isComplete = computed(() => this.said.value.every((each) => timesIn(each)));
  readonly marks = computed(() =>
    this.truths.value.map((truth, index) => {
      const said = timesIn(this.said.value[index] ?? EMPTY);
      return said === undefined ? ([false, false] as const) : marksOf(said, truth);
    }),
  );
  readonly score = computed(() => this.marks.value.flat().filter(Boolean).length);
  readonly #engine = new EngineClient();

  constructor(seed: number) {
    this.seed = seed;
    this.questions = questionsOf(seed);
  }

  write(index: number, said: Partial<Said>): void {
    if (this.truths.value.length > 0) return;
    this.said.value = this.said.value.map((each, at) =>
      at === index ? { ...each, ...said } : each,
    );
  }

  /** From now on what was written stands. */
  async handIn(): Promise<void> {
    if (!this.isComplete.value || this.isWorking.value) return;
    this.isWorking.value = true;
    const sources = this.questions.map((setting) => sourceOf(setting, true));
    const found = await migrationsOf(this.#engine, sources);
    if (found !== undefined) this.truths.value = found;
    this.isWorking.value = false;
  }

  end(): void {
    this.#engine.stop();
  }
}
