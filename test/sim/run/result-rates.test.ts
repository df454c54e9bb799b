/** A round's rate is its bytes on the wire over its seconds, simulated or measured. */
import { expect, test } from 'vitest';
import { PROFILES } from '../../../models/machine/registry.ts';
import { importDocument } from '../../../sim/output/document/import.ts';
import { runDocument } from '../../../sim/output/document/run.ts';
import { renderText } from '../../../sim/output/text/render.ts';
import { firstOf } from '../../../sim/run/result/together.ts';
import { run } from '../../../sim/run/run.ts';
import { loadScenario } from '../../../sim/scenario/load.ts';
import { importText } from '../../../sim/study/import/import.ts';

const LINK_MBIT = 25_000;

/** A guest of 1 GiB, nine tenths of it zero, over 25 Gbit/s: a mark of 9 bytes for a zero page. */
const zeroPages = 235_930;
const normal = 26_214;
const transferred = normal * 4104 + zeroPages * 9;

function reply(status: string, syncCount: number, totalMs: number): string {
  const ram = {
    total: 2 ** 30,
    remaining: 0,
    transferred: totalMs === 0 ? 0 : transferred,
    duplicate: totalMs === 0 ? 0 : zeroPages,
    normal: totalMs === 0 ? 0 : normal,
    'dirty-sync-count': syncCount,
    'page-size': 4096,
  };
  const more = status === 'completed' ? { downtime: 3 } : {};
  return JSON.stringify({ return: { status, 'total-time': totalMs, ram, ...more } });
}

/** The column Mbit/s of the first table. */
function rates(report: string): number[] {
  const lines = report.split('\n');
  const head = lines.findIndex((line) => line.includes('Mbit/s'));
  const end = (lines[head] ?? '').indexOf('Mbit/s') + 'Mbit/s'.length;
  const rows = lines.slice(head + 1, lines.indexOf('', head));
  return rows.map((line) => Number(/\d+$/u.exec(line.slice(0, end))?.[0]));
}

test("an imported QEMU log's rates count a zero page as its mark", () => {
  const log = [reply('active', 1, 0), reply('completed', 2, 50)].join('\n');
  const imported = importText(log, 'qemu.log');
  expect(imported.migrations).toMatchObject([{ pagesSent: normal, zeroPages }]);
  expect(rates(renderText(importDocument(imported)))).toEqual([
    Math.round((transferred * 8) / 0.05 / 1e6),
  ]);
});

test('no simulated round is faster than its link, however many pages are zero', () => {
  const text = `
title: Many zero pages
machine: opteron-xen-3.2.1
parameters: {linkRate: 25 Gbit/s}
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 64 MiB, zeroPages: 90 %, workload: {kind: idle}}}
migrations: [{guest: vm, to: b, policy: {name: qemu}}]
`;
  const { scenario } = loadScenario(text, 'zeros.yaml', { profiles: PROFILES });
  const result = run(scenario);
  const { rounds, zeroPages: zeros, pagesSent } = firstOf(result);
  expect(zeros).toBeGreaterThan(5 * pagesSent);
  for (const { bytes, sent } of rounds) expect(bytes).toBeGreaterThanOrEqual(sent * 4096);
  for (const rate of rates(renderText(runDocument(result)))) {
    expect(rate).toBeLessThanOrEqual(LINK_MBIT);
  }
});
