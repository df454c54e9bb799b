/** Expected times of a setting, updated while a knob is dragged. */
import { signal } from '@preact/signals';
import type { Answer, Expectation, ScenarioInput } from '../engine/calls.ts';
import { EngineClient } from '../engine/client.ts';

/** After this time the numbers of the previous setting are no longer shown. */
const LATE_MS = 150;

export class ExpectedPreview {
  /** The latest answer; undefined before the first, or while the next is late. */
  readonly answer = signal<Expectation | undefined>(undefined);
  /** Whether a newer setting is still being computed. */
  readonly isBusy = signal(false);
  /** The worker is kept, with the tables of stage times that it has made. */
  readonly #engine = new EngineClient();
  #asked: ScenarioInput | undefined;
  #next: ScenarioInput | undefined;

  /** Of the settings asked for while one is computed, only the newest is computed next. */
  ask(input: ScenarioInput): void {
    if (input.text === this.#asked?.text && input.tables === this.#asked.tables) return;
    this.#asked = input;
    this.#next = input;
    if (!this.isBusy.value) void this.#work();
  }

  async #work(): Promise<void> {
    this.isBusy.value = true;
    for (let input = this.#take(); input !== undefined; input = this.#take()) {
      const late = setTimeout(() => {
        this.answer.value = undefined;
      }, LATE_MS);
      const answer = await this.#engine.expect(input).catch(failed);
      clearTimeout(late);
      this.answer.value = answer.ok ? answer.value : { times: undefined, why: whyNot(answer) };
    }
    this.isBusy.value = false;
  }

  #take(): ScenarioInput | undefined {
    const input = this.#next;
    this.#next = undefined;
    return input;
  }
}

type Failure = Extract<Answer<Expectation>, { ok: false }>;

/** A worker that could not be started, or has died. */
const failed = (error: unknown): Failure => ({ ok: false, mistakes: [], fault: String(error) });

const whyNot = ({ mistakes, fault }: Failure): string =>
  mistakes[0]?.message ?? fault ?? 'it went wrong';
