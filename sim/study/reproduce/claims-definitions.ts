/** What the paper defines: it must hold in every run of the figures. */
import type { MigrationResult } from '../../run/result/result.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { totalSeconds } from './curves.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { holds, row, show, within } from './finding.ts';

function allMigrations(all: Experiments): MigrationResult[] {
  const runs = [...all.runs('paper/figure-1.yaml'), ...all.runs('paper/figure-3.yaml')];
  return runs.map(({ migration }) => migration);
}

/** Seconds as whole ns: results are ns divided by 1e9, so sums of them are compared as ns again. */
function ns(seconds: number): number {
  return Math.round(seconds * 1e9);
}

/**
 * Downtime that is neither the transfer of the last pages nor a part with a name of its own, ns.
 */
function unnamedDowntimeNs({ downtimeSeconds, parts }: MigrationResult): number {
  const named = parts.filter(({ inDowntime }) => inDowntime);
  return ns(downtimeSeconds) - named.reduce((sum, part) => sum + ns(part.seconds), 0);
}

/** Pages of rounds whose due pages were not all sent or skipped. */
function lostPages({ rounds }: MigrationResult): number {
  return rounds.slice(1).reduce((sum, { sent, zeroPages, skipped }, index) => {
    return sum + Math.abs(sent + zeroPages + skipped - (rounds[index]?.dirtied ?? 0));
  }, 0);
}

const definitions: ClaimCheck[] = [
  {
    row: row(
      'C985',
      'section 2',
      'predicted',
      'downtime is stop-and-copy and named resume parts',
      '0',
      '<= 0.5 s unnamed',
    ),
    check: (all) => {
      const results = allMigrations(all);
      const unnamed =
        Math.max(...results.map((result) => Math.abs(unnamedDowntimeNs(result)))) / 1e9;
      const first = results[0] as MigrationResult;
      const names = first.parts.filter(({ inDowntime }) => inDowntime).map(({ name }) => name);
      return {
        value: unnamed,
        shown: show(unnamed, 's'),
        pass: unnamed <= 0.5,
        note: names.join(', '),
      };
    },
  },
  {
    row: row(
      'C986',
      'section 2',
      'predicted',
      'migration time is the total of all phases',
      '0',
      'exact',
    ),
    check: (all) => {
      const gaps = allMigrations(all).map(({ totalSeconds, parts }) => {
        return Math.abs(ns(totalSeconds) - parts.reduce((sum, part) => sum + ns(part.seconds), 0));
      });
      const gap = Math.max(...gaps);
      return { value: gap, shown: show(gap, 'ns'), pass: gap === 0 };
    },
  },
  {
    row: row(
      'C987',
      'section 2',
      'predicted',
      'each round sends or skips what the last one dirtied',
      'true',
      'exact',
    ),
    check: (all) => {
      const results = allMigrations(all);
      const lost = results.reduce((sum, result) => sum + lostPages(result), 0);
      const rounds = results.reduce((sum, result) => sum + result.rounds.length, 0);
      return holds(lost === 0, `${lost} pages lost in ${rounds} rounds`);
    },
  },
];

/** Runs of the file without caps, but for those of the named workloads. */
function uncapped(all: Experiments, isWanted: (load: string) => boolean): ExperimentRun[] {
  return all.runs('paper/uncapped.yaml').filter(({ parameters }) => isWanted(`${parameters.load}`));
}

const durations: ClaimCheck[] = [
  {
    row: row(
      'C988',
      'section 2',
      'predicted',
      'downtime / total, idle and CPU guests, no caps',
      'small',
      '<= 0.05',
    ),
    check: (all) => {
      const runs = uncapped(all, (load) => load === 'idle' || load === 'cpu');
      const shares = runs.map(({ migration }) => {
        return migration.downtimeSeconds / migration.totalSeconds;
      });
      return within(Math.max(...shares), 0, 0.05, '');
    },
  },
  {
    row: row(
      'C989',
      'section 5',
      'predicted',
      'time of all but memory write, no caps',
      'seconds',
      '<= 60 s',
    ),
    check: (all) => {
      const runs = uncapped(all, (load) => load !== 'memory write');
      return within(Math.max(...runs.map(totalSeconds)), 0, 60, 's');
    },
  },
];

export const DEFINITION_CLAIMS: ClaimGroup = {
  needs: ['paper/figure-1.yaml', 'paper/figure-3.yaml', 'paper/uncapped.yaml'],
  claims: [...definitions, ...durations],
};
