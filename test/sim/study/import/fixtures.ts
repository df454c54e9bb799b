/** Logs to read: excerpts of real ones, and what the simulator logs for shipped scenarios. */
import { readdirSync, readFileSync } from 'node:fs';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { xendLog } from '../../../../sim/output/trace/xend-log.ts';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { run } from '../../../../sim/run/run.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

export const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

export const REAL_LOGS = [
  'xend-2012.log',
  'xl-4.17-write4000.log',
  'libvirt-2022.log',
  'qemu-2020.log',
] as const;

/** Texts that people posted. */
export const REPORTS = readdirSync(new URL('fixtures/reports', import.meta.url)).map(
  (name) => `reports/${name}`,
);

/** A shipped scenario's migrations and the log that xend would have written of them. */
export function logged(
  name: string,
  seed = '1',
): { readonly migrations: readonly MigrationResult[]; readonly log: string } {
  const url = new URL(`../../../../scenarios/teach/${name}.yaml`, import.meta.url);
  const { scenario } = loadScenario(readFileSync(url, 'utf8'), name, { profiles: PROFILES, seed });
  const result = run(scenario);
  const migrations = result.migrations;
  return { migrations, log: migrations.map(xendLog).join('') };
}
