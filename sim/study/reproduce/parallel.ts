/** Migrations in parallel against each guest's own lone run with the same seed and caps. */
import { largestOf } from '../../engine/kernel/lists.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { SOURCE_CAP } from './figure-curves.ts';

/** Two guests together, against both alone. */
export interface ParallelRow {
  readonly cap: string;
  readonly replication: number;
  /** Time together over time alone, by guest. */
  readonly slowdowns: readonly number[];
  /** CPU that the migrations used in both Dom0s, together over the sum alone. */
  readonly cpuOverSum: number;
}

export function parallelRows(all: Experiments): ParallelRow[] {
  const runs = all.runs('paper/parallel.yaml');
  return runs
    .filter(({ parameters }) => parameters.who === 'both')
    .map((both) => {
      const together = both.result.migrations;
      const alone = together.map(({ guest }) => aloneLike(both, guest, runs));
      const cpuAlone = alone.reduce((sum, each) => sum + cpuSeconds(each), 0);
      return {
        cap: String(both.parameters[SOURCE_CAP]),
        replication: both.replication,
        slowdowns: together.map(({ totalSeconds }, index) => {
          return totalSeconds / (alone[index] as MigrationResult).totalSeconds;
        }),
        // Both start at once and a host counts all its migrations: the longer one's count has both.
        cpuOverSum: largestOf(together.map(cpuSeconds)) / cpuAlone,
      };
    });
}

function aloneLike(
  both: ExperimentRun,
  guest: string,
  runs: readonly ExperimentRun[],
): MigrationResult {
  const lone = runs.find(({ parameters, replication }) => {
    const isSame = parameters[SOURCE_CAP] === both.parameters[SOURCE_CAP];
    return isSame && replication === both.replication && parameters.who === guest;
  });
  return (lone as ExperimentRun).migration;
}

function cpuSeconds(result: MigrationResult): number {
  return result.sourceMigrationCpuSeconds + result.destinationMigrationCpuSeconds;
}
