/** What the paper defines: it must hold in every run of the figures. */
import { largestOf } from '../../engine/kernel/lists.ts';
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import type { ClaimGroup } from './claim-check.ts';
import { totalSeconds } from './curves.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { holds, within } from './finding.ts';

function allMigrations(all: Experiments): MigrationResult[] {
  const runs = [...all.runs('paper/figure-1.yaml'), ...all.runs('paper/figure-3.yaml')];
  return runs.map(({ migration }) => migration);
}

/** Seconds as whole ns: results are ns divided by 1e9, so sums of them are compared as ns again. */
function ns(seconds: number): number {
  return Math.round(seconds * NS_PER_SECOND);
}

const sumNs = (parts: MigrationResult['parts']): number =>
  parts.reduce((sum, part) => sum + ns(part.seconds), 0);

/** Downtime that is neither the transfer of the last pages nor a named part, ns. */
function unnamedDowntimeNs({ downtimeSeconds, parts }: MigrationResult): number {
  return ns(downtimeSeconds) - sumNs(parts.filter(({ inDowntime }) => inDowntime));
}

/** Pages of rounds whose due pages were not all sent or skipped. */
function lostPages({ rounds }: MigrationResult): number {
  return rounds.slice(1).reduce((sum, { sent, zeroPages, skipped }, index) => {
    return sum + Math.abs(sent + zeroPages + skipped - (rounds[index]?.dirtied ?? 0));
  }, 0);
}

/** Migrations of the file without caps, but for those of the other workloads. */
function uncapped(all: Experiments, isWanted: (load: string) => boolean): ExperimentRun[] {
  return all.runs('paper/uncapped.yaml').filter(({ parameters }) => isWanted(`${parameters.load}`));
}

/** Claims on what the paper's words mean. */
export const DEFINITION_CLAIMS: ClaimGroup = {
  needs: ['paper/figure-1.yaml', 'paper/figure-3.yaml', 'paper/uncapped.yaml'],
  checks: {
    C985: (all, bounds) => {
      const results = allMigrations(all);
      const unnamedNs = largestOf(results.map((one) => Math.abs(unnamedDowntimeNs(one))));
      const first = results[0] as MigrationResult;
      const names = first.parts.filter(({ inDowntime }) => inDowntime).map(({ name }) => name);
      return { ...within(unnamedNs / NS_PER_SECOND, bounds), note: names.join(', ') };
    },
    C986: (all) => {
      const gaps = allMigrations(all).map((one) => {
        return Math.abs(ns(one.totalSeconds) - sumNs(one.parts));
      });
      return largestOf(gaps);
    },
    C987: (all) => {
      const results = allMigrations(all);
      const lost = results.reduce((sum, result) => sum + lostPages(result), 0);
      const rounds = results.reduce((sum, result) => sum + result.rounds.length, 0);
      return holds(lost === 0, `${lost} pages lost in ${rounds} rounds`);
    },
    C988: (all) => {
      const runs = uncapped(all, (load) => load === 'idle' || load === 'cpu');
      const shares = runs.map(({ migration }) => {
        return migration.downtimeSeconds / migration.totalSeconds;
      });
      return largestOf(shares);
    },
    C989: (all) => largestOf(uncapped(all, (load) => load !== 'memory write').map(totalSeconds)),
  },
};
