/** What a lesson runs: a shipped scenario with settings. */
import type { Setting } from '../scenario/settings.ts';

/** A shipped scenario with settings. */
export interface Source {
  /** Below `scenarios`. */
  readonly path: string;
  readonly settings: readonly Setting[];
}

/** A source with more settings. */
export const withMore = ({ path, settings }: Source, more: readonly Setting[]): Source => ({
  path,
  settings: [...settings, ...more],
});
