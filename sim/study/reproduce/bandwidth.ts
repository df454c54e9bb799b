/**
 * The rate of a migration under a cap of Dom0's CPU, and the link that gives the same migration
 * time with no cap at all (section 5 of the paper).
 */

import { smallestOf } from '../../engine/kernel/lists.ts';
import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import type { MigrationRecord } from '../../engine/mechanism/records.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { firstOf } from '../../run/result/together.ts';
import { run } from '../../run/run.ts';
import { parametersOf } from '../../run/world/machine-of.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { mean } from '../fit/statistics.ts';
import { axisNumber } from './curves.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { SOURCE_CAP } from './figure-curves.ts';

const WINDOW_NS = 5e9;

/** What was found for one cap. */
export interface BandwidthRow {
  readonly capPercent: number;
  readonly seconds: number;
  /** Mean rate of pages over windows of 5 s, the last left out, bytes per second. */
  readonly bytesPerSecond: number;
  /** Standard deviation of a run's windows over their mean, on average of all replications. */
  readonly variation: number;
  /** The rate of a link that is expected to give the same migration time without a cap. */
  readonly linkBitsPerSecond: number;
  /** Migration time with that link and no cap. */
  readonly linkSeconds: number;
}

const known = new WeakMap<Experiments, readonly BandwidthRow[]>();

/**
 * One row per cap of the 80 % series of Figure 1. Times are those of its first replication; how
 * much a rate varies is chance in a single run (0.11 to 0.17 at 10 %).
 */
export function bandwidthRows(all: Experiments): readonly BandwidthRow[] {
  const rows = known.get(all) ?? newRows(all);
  known.set(all, rows);
  return rows;
}

function newRows(all: Experiments): BandwidthRow[] {
  const runs = all.runs('paper/figure-1.yaml').filter(({ parameters }) => {
    return parameters.load === 'cpu 80 %';
  });
  const firsts = runs.filter(({ replication }) => replication === 1);
  const leastSeconds = smallestOf(firsts.map(({ migration }) => migration.totalSeconds));
  return firsts.map((experiment) => {
    const capPercent = axisNumber(experiment, SOURCE_CAP);
    const alike = runs.filter((each) => axisNumber(each, SOURCE_CAP) === capPercent);
    return bandwidthRow(experiment, alike, leastSeconds);
  });
}

function bandwidthRow(
  experiment: ExperimentRun,
  alike: readonly ExperimentRun[],
  leastSeconds: number,
): BandwidthRow {
  const { scenario, migration } = experiment;
  const linkBitsPerSecond = inferredRate(experiment, leastSeconds);
  const rates = alike.map(windowRates);
  return {
    capPercent: axisNumber(experiment, SOURCE_CAP),
    seconds: migration.totalSeconds,
    bytesPerSecond: mean(rates[0] ?? []),
    variation: mean(rates.map((each) => deviation(each) / mean(each))),
    linkBitsPerSecond,
    linkSeconds: firstOf(run(withLink(scenario, linkBitsPerSecond))).totalSeconds,
  };
}

/**
 * The link's rate that costs as much time as the cap does, from runs with caps alone. xc_save's
 * writes block and its buffer is small, so that a slower link's time adds to the time without a
 * cap: t(B) = t(least) + bytes (1/B - 1/link). Set equal to t(cap) and solved for B.
 */
function inferredRate({ scenario, migration }: ExperimentRun, leastSeconds: number): number {
  const bits = BITS_PER_BYTE * migration.bytesSent;
  const { linkRate, linkEfficiency } = parametersOf(scenario);
  const lostSeconds = migration.totalSeconds - leastSeconds;
  return 1 / (1 / linkRate + (lostSeconds * (linkEfficiency / 100)) / bits);
}

function withLink(scenario: Scenario, linkRate: number): Scenario {
  const hosts = Object.entries(scenario.hosts).map(([name, host]) => {
    const { capPercent: _cap, ...dom0 } = host.dom0;
    return [name, { ...host, dom0 }] as const;
  });
  const parameters = { ...scenario.parameters, linkRate };
  return { ...scenario, hosts: Object.fromEntries(hosts), parameters };
}

/** Bytes per second of every whole window from the first batch to the last. */
function windowRates({ scenario }: ExperimentRun): number[] {
  const bytes: number[] = [];
  let firstNs: number | undefined;
  let lastNs = 0;
  run(scenario, {
    listener: (record) => {
      const { kind, timeNs, pages } = record as MigrationRecord & { pages: number };
      if (kind !== 'batch') return;
      firstNs ??= timeNs;
      lastNs = timeNs;
      const window = Math.floor((timeNs - firstNs) / WINDOW_NS);
      bytes[window] = (bytes[window] ?? 0) + pages * BYTES_PER_PAGE;
    },
  });
  const whole = Math.floor((lastNs - (firstNs ?? 0)) / WINDOW_NS);
  return Array.from({ length: whole }, (_, window) => (bytes[window] ?? 0) / (WINDOW_NS / 1e9));
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
