/** What a worker does: one run. A scenario and its result are plain data and travel as copies. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { InvariantError } from '../kernel/assert.ts';
import type { RunResult } from '../result.ts';
import { run } from '../run.ts';

/** A run to make. */
export interface Job {
  readonly scenario: Scenario;
  readonly verify: boolean;
}

/** What came of it. Classes of errors do not cross threads, so a fault of ours is data as well. */
export type Answer = { readonly result: RunResult } | { readonly fault: string };

export function work({ scenario, verify }: Job): Answer {
  try {
    return { result: run(scenario, { verify }) };
  } catch (error) {
    if (error instanceof InvariantError) return { fault: error.message };
    throw error;
  }
}
