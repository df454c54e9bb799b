/** What the README shows is what comes out, and enough to write a scenario by. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../models/machine/registry.ts';
import { runReport } from '../sim/output/text/run-report.ts';
import { run } from '../sim/run/run.ts';
import { loadScenario } from '../sim/scenario/load.ts';
import { keysAt } from '../sim/scenario/schema-keys.ts';

const README = readFileSync('README.md', 'utf8');

function section(title: string): string {
  const start = README.indexOf(`## ${title}\n`);
  expect(start).toBeGreaterThanOrEqual(0);
  const end = README.indexOf('\n## ', start);
  return README.slice(start, end < 0 ? undefined : end);
}

function shipped(path: string): { readonly text: string; readonly report: string } {
  const text = readFileSync(path, 'utf8');
  const { scenario, warnings } = loadScenario(text, path, { profiles: PROFILES });
  expect(warnings).toEqual([]);
  return { text, report: runReport(run(scenario)) };
}

describe('the README', () => {
  it('shows the first migration and its whole output', () => {
    const { text, report } = shipped('scenarios/teach/first-migration.yaml');
    const shown = section('One scenario and its output');
    expect(shown).toContain(text.split('\n').slice(1).join('\n'));
    expect(shown).toContain(report);
  });

  it('shows a guest of your own, and what comes out first', () => {
    const { text, report } = shipped('scenarios/teach/your-own-guest.yaml');
    const shown = section('A guest of your own');
    expect(shown).toContain(text);
    for (const line of report.split('\n')) {
      if (/^(?:total time|downtime|stopped:)/.test(line)) expect(shown).toContain(line);
    }
  });

  it('shows what bystanders suffer', () => {
    const { report } = shipped('scenarios/teach/bystanders.yaml');
    expect(section('What guests suffer')).toContain(report.slice(report.indexOf('guest    ')));
  });

  it('shows how the evacuation of a rack ends', () => {
    const { report } = shipped('scenarios/teach/evacuate-a-rack.yaml');
    expect(section('A rack at once')).toContain(report.slice(report.indexOf('vm-12')));
  });

  it('names all parameters of each kind of workload in its table', () => {
    const rows = [...section('A guest of your own').matchAll(/^\| `(\w+)` \|(.*)\|$/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(7);
    for (const [, kind = '', cells = ''] of rows) {
      const raw = { guests: { vm: { workload: { kind } } } };
      const named = [...cells.matchAll(/`(\w+)(?=`|:)/g)].map(([, name]) => name);
      const parameters = keysAt(['guests', 'vm', 'workload'], raw).filter((key) => key !== 'kind');
      for (const key of parameters) expect(named).toContain(key);
    }
  });
});
