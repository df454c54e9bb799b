/** One setting that is played: its file, its run, its mistakes. */
import { computed, signal } from '@preact/signals';
import type { Mistake } from '../../../text/problem.ts';
import type { Playable, ScenarioInput } from '../engine/calls.ts';
import { EngineClient, Superseded } from '../engine/client.ts';
import { Film } from '../playback/film.ts';
import { changesOf, rawOf } from '../scenario/document.ts';
import { faultsOf } from '../scenario/faults.ts';
import { knobsOf } from '../scenario/knobs.ts';
import { ExpectedPreview } from './expected-preview.ts';

/** A text and the tables beside it. */
export interface OpenFile {
  readonly name: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
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

  constructor(name: string) {
    this.name = name;
  }

  /** Takes another file and runs it. @returns whether there is a new run to play. */
  async open(file: OpenFile): Promise<boolean> {
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

  /** Runs the file with another text. @returns whether there is a new run to play. */
  edit(text: string): Promise<boolean> {
    return this.open({ ...this.file.value, text });
  }

  async #run(): Promise<boolean> {
    this.isRunning.value = true;
    try {
      const answer = await this.#engine.record(inputOf(this.file.value));
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
