/**
 * Every shipped scenario against its expected result, byte for byte. A change of these files is a
 * change of the model: it belongs in a commit that says why. Renew with `npx vitest run test/golden
 * -u`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../models/machine/registry.ts';
import { importPolicies } from '../../sim/app/files/policy-module.ts';
import { pointsCsv } from '../../sim/run/result-csv.ts';
import { run } from '../../sim/run/run.ts';
import { sweep } from '../../sim/run/sweep.ts';
import { expandSweep, loadScenario } from '../../sim/scenario/load.ts';

/** Those of the paper are in `paper.test.ts`. */
const FOLDERS = ['teach', 'measured', 'policies', 'faults'];
const files = FOLDERS.flatMap((folder) => {
  const names = readdirSync(join('scenarios', folder)).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => `${folder}/${name}`);
});

describe('the expected result of', () => {
  it.each(files)('%s', async (path) => {
    const text = readFileSync(join('scenarios', path), 'utf8');
    const { runs, axes, warnings } = loadScenario(text, path, { profiles: PROFILES });
    expect(warnings).toEqual([]);
    const golden = `./${path.replace('/', '-').replace('.yaml', '')}`;
    if (runs === 1 && axes.length === 0) {
      const { scenario } = loadScenario(text, path, { profiles: PROFILES });
      const policies = await importPolicies(scenario, join('scenarios', 'policies'));
      const result = `${JSON.stringify(run(scenario, { policies }), null, 1)}\n`;
      await expect(result).toMatchFileSnapshot(`${golden}.expected`);
      return;
    }
    const points = expandSweep(text, path, { profiles: PROFILES });
    await expect(pointsCsv(sweep(points))).toMatchFileSnapshot(`${golden}.expected`);
  });
});
