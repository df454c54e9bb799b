/** Measured migrations of QEMU 7.2 with the real simulation: some that are not near any edge. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '../../../../sim/run/run.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { campaignOf, readScenario } from './support.ts';

async function reportOf(name: string, settings: readonly string[]) {
  const path = `scenarios/measured/qemu72/${name}-migrations.csv`;
  const whole = readCsv(readFileSync(path, 'utf8'), path);
  const at = whole.columns.indexOf('setting');
  const rows = whole.rows.filter(({ cells }) => settings.includes(cells[at] ?? ''));
  const input = { campaign: campaignOf(name), table: { ...whole, rows }, companions: new Map() };
  const report = await validate(
    { inputs: [input], absent: [] },
    {
      readScenario,
      runScenarios: async (scenarios) => scenarios.map((scenario) => run(scenario)),
      replications: 1,
      onProgress: () => undefined,
    },
  );
  const [campaign] = report.campaigns;
  if (campaign === undefined) throw new Error('no campaign');
  return campaign;
}

test.each([
  ['qemu-bandwidth', ['2', '13', '44'], 0.01],
  ['qemu-dirty-rate', ['12', '25', '28', '58'], 0.01],
  ['qemu-link', ['1', '16'], 0.02],
  ['qemu-auto-converge', ['4', '7'], 0.08],
  ['qemu-post-copy', ['1', '2'], 0.02],
])('settings of %s are met', async (name, settings, tolerance) => {
  const { quantities, convergence } = await reportOf(name, settings);
  expect(convergence?.wrong).toEqual([]);
  const worst = new Map(quantities.map(({ quantity, worst: of }) => [quantity, of?.error ?? 0]));
  expect(Math.abs(worst.get('sourceSeconds') ?? 1)).toBeLessThan(tolerance);
  if (name === 'qemu-auto-converge') return;
  expect(worst.get('rounds')).toBe(0);
  expect(Math.abs(worst.get('pagesSent') ?? 1)).toBeLessThan(0.01);
});
