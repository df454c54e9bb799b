/** Whether a run is long enough to be given to threads; apart from them, since few are. */
import type { Scenario } from '../../scenario/scenario.ts';

/** Fewer migrations take less time than threads take to start. */
const MIGRATIONS_LEAST = { 'page-exact': 200, expected: 5000 } as const;

export function isEnoughForThreads({ fidelity = 'page-exact', migrations }: Scenario): boolean {
  return migrations.length >= MIGRATIONS_LEAST[fidelity];
}
