/** What Dom0's CPU went into, as counters that only grow. All in ns. */
import { invariant } from '../../kernel/assert.ts';
import type { Task } from '../flow/task.ts';

/** All of Dom0's CPU, split. */
export interface Dom0Accounting {
  readonly allNs: number;
  /** xc_save and xc_restore of all migrations. */
  readonly migrationNs: number;
  /** Back ends of guests' disks and networks. */
  readonly backendNs: number;
  /** xend and what it starts. */
  readonly toolstackNs: number;
  /** Everything else. */
  readonly restNs: number;
}

/** Relative error of sums of the same numbers in another order, with room. */
const ROUNDING = 1e-9;

/**
 * @param usedNs what the virtual CPUs of Dom0 have counted by themselves.
 * @throws InvariantError when that is not the sum of the tasks.
 */
export function dom0Accounting(tasks: readonly Task[], usedNs: number): Dom0Accounting {
  const sum = { allNs: 0, migrationNs: 0, backendNs: 0, toolstackNs: 0, restNs: 0 };
  for (const { account, cpuNs } of tasks) {
    const isNamed = account === 'migration' || account === 'backend' || account === 'toolstack';
    sum[isNamed ? (`${account}Ns` as const) : 'restNs'] += cpuNs;
    sum.allNs += cpuNs;
  }
  invariant(
    Math.abs(sum.allNs - usedNs) <= ROUNDING * usedNs + 1,
    `Dom0 has used ${usedNs} ns of CPU, its tasks ${sum.allNs} ns`,
  );
  return sum;
}

/** CPU used between two readings. */
export function accountingSince(before: Dom0Accounting, after: Dom0Accounting): Dom0Accounting {
  return {
    allNs: after.allNs - before.allNs,
    migrationNs: after.migrationNs - before.migrationNs,
    backendNs: after.backendNs - before.backendNs,
    toolstackNs: after.toolstackNs - before.toolstackNs,
    restNs: after.restNs - before.restNs,
  };
}
