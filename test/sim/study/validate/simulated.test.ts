/** A campaign with the real simulation behind it. */
import { expect, it } from 'vitest';
import { run } from '../../../../sim/run/run.ts';
import type { Campaign } from '../../../../sim/study/validate/campaign.ts';
import { CAMPAIGNS } from '../../../../sim/study/validate/campaigns.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { migrationsCsv, readScenario } from './support.ts';

it('gives the same with the same seed, and finds what is set', async () => {
  const cells = [{ vm_mem_mib: '16' }, { vm_mem_mib: '16', dom0_cap_pct: '20' }];
  const table = readCsv(migrationsCsv(...cells), 'dom0-cap-migrations.csv');
  const campaign = CAMPAIGNS[0] as Campaign;
  const once = () =>
    validate(
      { inputs: [{ campaign, table, companions: new Map() }], absent: [] },
      {
        readScenario,
        runScenarios: async (scenarios) => scenarios.map((scenario) => run(scenario)),
        replications: 1,
        seed: '7',
        onProgress: () => undefined,
      },
    );
  const report = await once();
  expect(await once()).toEqual(report);
  const [whole, fifth] = report.campaigns[0]?.rows ?? [];
  expect(fifth?.simulated.totalSeconds).toBeGreaterThan(whole?.simulated.totalSeconds ?? 0);
});
