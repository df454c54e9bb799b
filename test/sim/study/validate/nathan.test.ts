/** Campaigns of S. Nathan's workloads: rows as settings, and a few of them simulated. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../../../sim/run/run.ts';
import type { Campaign } from '../../../../sim/study/validate/campaign.ts';
import { NATHAN_CAMPAIGNS } from '../../../../sim/study/validate/nathan.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { readCsv, type Table } from '../../../../sim/text/csv.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { readScenario } from './support.ts';

const PROFILES_NAME = 'nathan-profiles.csv';
const [noSkip, skip] = NATHAN_CAMPAIGNS as readonly [Campaign, Campaign];

function shipped(name: string, keep: (line: string) => boolean = () => true): Table {
  const text = readFileSync(`scenarios/measured/${name}`, 'utf8');
  const lines = text.split('\n').filter((line) => /^(#|workload)/u.test(line) || keep(line));
  return readCsv(lines.join('\n'), name);
}

const companions = new Map([[PROFILES_NAME, shipped(PROFILES_NAME)]]);

describe('a row', () => {
  it('sets memory, profile and policy, and nothing that was measured of its migration', () => {
    const table = shipped(noSkip.fileName, (line) => line.startsWith('rubis-ws-300C,1024,720'));
    const [row] = noSkip.read(table, companions).rows;
    expect(row?.settings.map(({ path }) => path)).toEqual([
      'vm.memory',
      'vm.workload',
      'migrations.0.policy',
    ]);
    expect(row?.settings[2]?.value).toBe(
      '{name: fixed-rate, rate: 90 MiB/s, skips: false, scan: plain}',
    );
    expect(row?.measured.precopySeconds).toBe(35.892);
    expect(row?.baseline.precopySeconds).toBeCloseTo((1024 * 8) / 720, 9);
  });

  it('of a workload without a profile is reported with its line', () => {
    const header = 'workload,vm_mb,rate_mbit_s,precopy_rounds,precopy_s,stop_copy_data_mb\n';
    const table = readCsv(`${header}nobody,1024,102,29,1,1\n`, noSkip.fileName);
    const read = () => noSkip.read(table, companions);
    expect(read).toThrow(Problem);
    expect(read).toThrow(/nathan-noskip.csv:2.*no profile of `nobody`/u);
  });
});

describe('workloads that their profile describes', () => {
  it.each([
    [noSkip.name, noSkip, 0.044, 0.13],
    [skip.name, skip, 0.08, 0.25],
  ] as const)('are met: %s', async (_, campaign, half, most) => {
    const names = /^(dacapo-xalan|mediawiki-ws-10C|dell-store-db-300),1024,(308|720),/u;
    const table = shipped(campaign.fileName, (line) => names.test(line));
    const report = await validate(
      { inputs: [{ campaign, table, companions }], absent: [] },
      {
        readScenario,
        runScenarios: async (scenarios) => scenarios.map((scenario) => run(scenario)),
        replications: 1,
        seed: '7',
        onProgress: () => undefined,
      },
    );
    const rows = report.campaigns[0]?.rows ?? [];
    expect(rows.length).toBe(6);
    const errors = rows.map(({ measured, simulated }) => {
      return (simulated.precopySeconds ?? 0) / (measured.precopySeconds ?? 1) - 1;
    });
    const sorted = errors.map(Math.abs).sort((a, b) => a - b);
    expect(sorted[3]).toBeLessThan(half);
    expect(sorted[5]).toBeLessThan(most);
  });
});
