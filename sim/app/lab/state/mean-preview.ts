/** What a setting leads to in the mean, kept up with a knob while it is dragged. */
import { signal } from '@preact/signals';
import type { Answer, Mean, ScenarioInput } from '../engine/calls.ts';
import { EngineClient } from '../engine/client.ts';

/** Later than this, numbers of the setting before are not shown any more. */
const LATE_MS = 150;

export class MeanPreview {
  /** The newest that has come out; undefined while nothing has, or while it is late. */
  readonly mean = signal<Mean | undefined>(undefined);
  /** Whether a newer setting is still being looked at. */
  readonly isBusy = signal(false);
  /** Its worker stays, and with it the cells that it has made. */
  readonly #engine = new EngineClient();
  #asked: ScenarioInput | undefined;
  #next: ScenarioInput | undefined;

  /** Of the settings asked for while one is looked at, only the newest is looked at next. */
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
        this.mean.value = undefined;
      }, LATE_MS);
      const answer = await this.#engine.mean(input).catch(failed);
      clearTimeout(late);
      this.mean.value = answer.ok ? answer.value : { times: undefined, why: whyNot(answer) };
    }
    this.isBusy.value = false;
  }

  #take(): ScenarioInput | undefined {
    const input = this.#next;
    this.#next = undefined;
    return input;
  }
}

type Failure = Extract<Answer<Mean>, { ok: false }>;

/** A worker that cannot be had, or has died. */
const failed = (error: unknown): Failure => ({ ok: false, mistakes: [], fault: String(error) });

const whyNot = ({ mistakes, fault }: Failure): string =>
  mistakes[0]?.message ?? fault ?? 'it went wrong';
