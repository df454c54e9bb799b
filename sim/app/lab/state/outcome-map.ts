/** What becomes of a guest at each pair of writes a second and working set. */
import { signal } from '@preact/signals';
import type { MigrationResult } from '../../../run/result/result.ts';
import { EngineClient } from '../engine/client.ts';
import { sourceOf } from '../lessons/draw.ts';
import type { GuestSetting } from '../lessons/formula.ts';
import { migrationsOf } from '../lessons/lesson.ts';

/** Pages a second, the columns. */
export const MAP_RATES = [1000, 3000, 8000, 12_000, 16_000, 20_000, 25_000, 40_000, 100_000];
/** MiB, the rows. */
export const MAP_SETS = [8, 16, 32, 64, 128, 256];

export class OutcomeMap {
  /** Row by row; empty while they are computed. */
  readonly cells = signal<readonly MigrationResult[]>([]);
  readonly #engine = new EngineClient();

  /** Draws the map around a guest; a newer guest takes the place of an older one. */
  async draw(setting: GuestSetting): Promise<void> {
    const sources = MAP_SETS.flatMap((workingSetMib) =>
      MAP_RATES.map((ratePages) => sourceOf({ ...setting, workingSetMib, ratePages }, true)),
    );
    const found = await migrationsOf(this.#engine, sources);
    if (found !== undefined) this.cells.value = found;
  }

  end(): void {
    this.#engine.stop();
  }
}
