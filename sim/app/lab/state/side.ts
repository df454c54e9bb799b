/** One setting that is played: its file, its run, its mistakes. */
import { computed, signal } from '@preact/signals';
import type { Whereabouts } from '../../../run/result/steps.ts';
import type { Mistake } from '../../../text/problem.ts';
import type { Playable, ScenarioInput } from '../engine/calls.ts';
import { EngineClient, Superseded } from '../engine/client.ts';
import { Film } from '../playback/film.ts';
import { changesOf, rawOf } from '../scenario/document.ts';
import { faultsOf } from '../scenario/faults.ts';
import { knobsOf } from '../scenario/knobs.ts';
import { retitled } from '../scenario/retitle.ts';
import { ExpectedPreview } from './expected-preview.ts';

/** A text and the tables beside it. */
export interface OpenFile {
  readonly name: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** Where a run is, and how long it has taken. */
export interface RunProgress extends Whereabouts {
  readonly elapsedSeconds: number;
}

const inputOf = ({ name, text, tables }: OpenFile): ScenarioInput => ({
  text,
  fileName: name,
  tables,
});

export class Side {
  /** `A` or `B`. */
  readonly name: string;
  readonly file = signal<OpenFile>({ name: 'scenario.yaml', text: '', tables: {} });
  /** Which of its migrations is watched and turned. */
  readonly migration = signal(0);
  readonly playable = signal<Playable | undefined>(undefined);
  readonly mistakes = signal<readonly Mistake[]>([]);
  /** A fault of precopy, not a mistake of the user. */
  readonly fault = signal<string | undefined>(undefined);
  readonly isRunning = signal(false);
  /** Counts files opened and changes taken back: a knob that was pulled before is let go. */
  readonly generation = signal(0);
  /** Where the run is; undefined before the first news of it. */
  readonly progress = signal<RunProgress | undefined>(undefined);
  readonly raw = computed(() => rawOf(this.file.value.text));
  readonly knobs = computed(() => knobsOf(this.raw.value, this.migration.value));
  readonly changes = computed(() => changesOf(this.raw.value));
  readonly faults = computed(() => faultsOf(this.raw.value));
  readonly film = computed(() => {
    const playable = this.playable.value;
    if (playable === undefined || playable.pages.length === 0) return undefined;
    return new Film(playable, Math.min(this.migration.value, playable.pages.length - 1));
  });
  /** Of the file, or of a setting that a knob is being dragged to. */
  readonly expected = new ExpectedPreview();
  readonly #engine = new EngineClient();
  /** The text that was opened: titles say what differs from it. */
  #opened = '';

  constructor(name: string) {
    this.name = name;
  }

  /**
   * Takes another file and runs it.
   * @param opened what it was made of by turning knobs.
   * @returns whether there is a new run to play.
   */
  open(file: OpenFile, opened = file.text): Promise<boolean> {
    this.#opened = opened;
    this.generation.value += 1;
    return this.#take(file);
  }

  /** The text of which the present one was made. */
  get opened(): string {
    return this.#opened;
  }

  async #take(file: OpenFile): Promise<boolean> {
    this.file.value = file;
    // Nothing else uses the CPU before the first picture.
    const isFirst = this.playable.value === undefined;
    if (!isFirst) this.preview(file.text);
    const isNew = await this.#run();
    if (isFirst && !this.isRunning.value) this.preview(this.file.value.text);
    return isNew;
  }

  /** Asks for the expected times of the file with another text. */
  preview(text: string): void {
    this.expected.ask(inputOf({ ...this.file.value, text }));
  }

  /**
   * Runs the file with another text, of which a knob or a button made it, and a title that says so.
   * @returns whether there is a new run to play.
   */
  edit(text: string): Promise<boolean> {
    const named = retitled(this.#opened, text, this.migration.value);
    return this.#take({ ...this.file.value, text: named });
  }

  /** Gives the present run up; the one before stays. */
  cancel(): void {
    this.#engine.stop();
    this.isRunning.value = false;
    const message = 'its simulation was cancelled; what is shown is the run before';
    this.mistakes.value = [{ where: this.file.value.name, message }];
  }

  async #run(): Promise<boolean> {
    this.isRunning.value = true;
    this.progress.value = undefined;
    const startMs = performance.now();
    try {
      const answer = await this.#engine.record(inputOf(this.file.value), (where) => {
        const elapsedSeconds = (performance.now() - startMs) / 1000;
        if (this.progress.value === undefined) this.preview(this.file.value.text);
        this.progress.value = { ...where, elapsedSeconds };
      });
      this.isRunning.value = false;
      this.mistakes.value = answer.ok ? answer.value.warnings : answer.mistakes;
      this.fault.value = answer.ok ? undefined : answer.fault;
      if (answer.ok) this.playable.value = answer.value;
      return answer.ok;
    } catch (error) {
      if (error instanceof Superseded) return false;
      this.isRunning.value = false;
      this.fault.value = error instanceof Error ? error.message : String(error);
      return false;
    }
  }
}
