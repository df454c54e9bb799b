/** Tables of campaigns in memory, and results without a simulation. */
import { readFileSync } from 'node:fs';
import type { RunResult } from '../../../../sim/run/result/result.ts';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import type { Campaign } from '../../../../sim/study/validate/campaign.ts';
import { CAMPAIGNS } from '../../../../sim/study/validate/campaigns.ts';
import type { Shelf } from '../../../../sim/study/validate/select.ts';
import type { ValidateOptions } from '../../../../sim/study/validate/validate.ts';
import { readCsv, type Table } from '../../../../sim/text/csv.ts';

export const readScenario = (path: string): string => readFileSync(`scenarios/${path}`, 'utf8');

export function campaignOf(name: string): Campaign {
  const found = CAMPAIGNS.find((campaign) => campaign.name === name);
  if (found === undefined) throw new Error(`no campaign ${name}`);
  return found;
}

/** Columns of a migration on Xen 4.17 that are read, with the values of an idle guest. */
const IDLE = {
  campaign: 'xen417-dom0-cap',
  workload: 'idle',
  dom0_cap_pct: '100',
  dst_dom0_cap_pct: '',
  domu_cap_pct: '0',
  domu_weight: '256',
  link_KiBps: '0',
  vm_mem_mib: '128',
  dirty_rate_set_pps: '0',
  wss_mib: '16',
  rep: '1',
  ok: '1',
  iterations: '4',
  pages_sent_upper: '33000',
  migration_time_s: '1.25',
  downtime_dom0_s: '0.1',
  guest_rate_before: '',
};

export type MigrationCells = Partial<Record<keyof typeof IDLE, string>>;

/** The file of migrations, each given by what it has different from an idle guest. */
export function migrationsCsv(...rows: readonly MigrationCells[]): string {
  const lines = rows.map((row) => Object.values({ ...IDLE, ...row }).join(','));
  return [Object.keys(IDLE).join(','), ...lines, ''].join('\n');
}

const ROUND = {
  workload: 'idle',
  dom0_cap_pct: '100',
  dst_dom0_cap_pct: '',
  link_KiBps: '0',
  vm_mem_mib: '128',
  dirty_rate_set_pps: '0',
  wss_mib: '16',
  domu_cap_pct: '0',
  domu_weight: '256',
  rep: '1',
  round: '0',
  pages_to_send: '32768',
};

export type RoundCells = Partial<Record<keyof typeof ROUND, string>>;

export function roundsCsv(...rows: readonly RoundCells[]): string {
  const lines = rows.map((row) => Object.values({ ...ROUND, ...row }).join(','));
  return [Object.keys(ROUND).join(','), ...lines, ''].join('\n');
}

export function migrations(...rows: readonly MigrationCells[]): Table {
  return readCsv(migrationsCsv(...rows), 'dom0-cap-migrations.csv');
}

export function rounds(...rows: readonly RoundCells[]): Table {
  return readCsv(roundsCsv(...rows), 'dom0-cap-rounds.csv');
}

/** Files by path. */
export function shelf(name: string, files: Readonly<Record<string, string>>): Shelf {
  return {
    name,
    find: (fileName) => Object.keys(files).filter((path) => path.split('/').at(-1) === fileName),
    read: (path) => files[path] ?? '',
  };
}

/** What a fake run comes to. */
export interface Fake {
  readonly liveSeconds: number;
  readonly downSeconds: number;
  readonly pages: readonly number[];
  /** Absent: it moved. */
  readonly abandoned?: true;
}

function fakeResult({ liveSeconds, downSeconds, pages, abandoned }: Fake): RunResult {
  const parts = [
    { name: 'pre-copy', host: 'both', seconds: liveSeconds, inDowntime: false },
    { name: 'activate', host: 'destination', seconds: downSeconds, inDowntime: true },
    { name: 'source-teardown', host: 'source', seconds: 5, inDowntime: false },
  ];
  const rounds = pages.map((sent) => ({ sent, zeroPages: 0, skipped: 0 }));
  const migration = { parts, rounds, downtimeSeconds: downSeconds, bytesSent: 0, abandoned };
  return { migrations: [migration] } as unknown as RunResult;
}

/** Options of `validate` with results that a function of the scenario invents. */
export function faked(fake: (scenario: Scenario) => Fake): ValidateOptions {
  return {
    readScenario,
    runScenarios: async (scenarios) => scenarios.map((scenario) => fakeResult(fake(scenario))),
    onProgress: () => undefined,
  };
}
