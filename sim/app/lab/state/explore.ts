/** A guest whose numbers are dragged, and its expected migration, which follows at once. */
import { type Signal, signal } from '@preact/signals';
import type { MigrationResult } from '../../../run/result/result.ts';
import { EngineClient } from '../engine/client.ts';
import { sourceOf } from '../lessons/draw.ts';
import type { GuestSetting } from '../lessons/formula.ts';
import { migrationsOf } from '../lessons/lesson.ts';

export class Explore {
  readonly start: GuestSetting;
  readonly setting: Signal<GuestSetting>;
  /** Of the setting, or of one that was passed a moment ago. */
  readonly result = signal<MigrationResult | undefined>(undefined);
  readonly isBusy = signal(false);
  readonly #engine = new EngineClient();
  #next: GuestSetting | undefined;

  constructor(start: GuestSetting) {
    this.start = start;
    this.setting = signal(start);
  }

  /** Whether a number is not as it was. */
  get isTurned(): boolean {
    return JSON.stringify(this.setting.value) !== JSON.stringify(this.start);
  }

  /** Only the newest of the settings passed while one is computed is computed next. */
  turn(setting: GuestSetting): void {
    this.setting.value = setting;
    this.#next = setting;
    if (!this.isBusy.value) void this.#work();
  }

  end(): void {
    this.#engine.stop();
  }

  async #work(): Promise<void> {
    this.isBusy.value = true;
    while (this.#next !== undefined) {
      const source = sourceOf(this.#next, true);
      this.#next = undefined;
      const found = await migrationsOf(this.#engine, [source]);
      if (found !== undefined) this.result.value = found[0];
    }
    this.isBusy.value = false;
  }
}
