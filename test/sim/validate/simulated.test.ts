/** A campaign with the real simulation behind it. */
import { expect, it } from 'vitest';
import { readCsv } from '../../../sim/io/csv.ts';
import { run } from '../../../sim/run.ts';
import type { Campaign } from '../../../sim/validate/campaign.ts';
import { CAMPAIGNS } from '../../../sim/validate/campaigns.ts';
import { validate } from '../../../sim/validate/validate.ts';
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
