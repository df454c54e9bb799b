/**
 * Logs of real migrations explained without what was set in them: replies of QEMU 7.2, rebuilt from
 * the synchronisations of scenarios/measured/qemu72, and a log of xl.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { run } from '../../../../sim/run/run.ts';
import { openTemplate } from '../../../../sim/scenario/template.ts';
import { boundOf } from '../../../../sim/study/explain/bound.ts';
import { evidenceOf } from '../../../../sim/study/explain/evidence.ts';
import { type ExplainOptions, explain } from '../../../../sim/study/explain/explain.ts';
import { wireRate } from '../../../../sim/study/explain/rate.ts';
import type { Change } from '../../../../sim/study/explain/what-ifs.ts';
import { writesOf } from '../../../../sim/study/explain/writes.ts';
import { hostsInLog } from '../../../../sim/study/explain/xl-log.ts';
import { importText } from '../../../../sim/study/import/import.ts';
import { measuredReplies } from '../../../support/qemu-replies.ts';

const OPTIONS: ExplainOptions = {
  known: {},
  changes: [],
  forecastOnly: true,
  replications: 1,
  onProgress: () => undefined,
  runScenarios: async (scenarios) => scenarios.map((scenario) => run(scenario)),
  open: (text, set) => openTemplate(text, 'inferred', { profiles: PROFILES, set }),
};

function explained(text: string, options: Partial<ExplainOptions> = {}, which = 0) {
  const { migrations } = importText(text, 'log');
  return explain(migrations[which]!, { ...OPTIONS, ...options });
}

const limitOf = (row: Readonly<Record<string, string>>) => ({
  downtimeLimitSeconds: Number(row.limit_ms) / 1000,
});

/** Settings of campaign qemu-dirty-rate that no two share a guest, rate and order. */
const WRITERS = [9, 13, 17, 35, 36, 38, 42, 50, 54, 56];

describe('replies of a real QEMU', () => {
  it.each(WRITERS)('tell the dirty rate and the bandwidth of setting %i', (setting) => {
    const { row, lines } = measuredReplies('qemu-dirty-rate', setting);
    const [measured] = importText(lines.join('\n'), 'log').migrations;
    const evidence = evidenceOf(measured!);
    const rate = wireRate(evidence);
    const writes = writesOf(evidence.passes, evidence.memoryPages!, () => 0);
    const { value, low, high } = writes!.pagesPerSecond;
    const set = Number(row.rate_pps);
    expect(Math.abs(value / set - 1)).toBeLessThan(0.1);
    expect([low <= set * 1.02, (high ?? Infinity) >= set * 0.98]).toEqual([true, true]);
    expect(Math.abs(rate!.value / (Number(row.bw_mib_s) * 2 ** 20) - 1)).toBeLessThan(0.05);
    expect(boundOf(evidence, rate, {}).cause).toBe('bandwidth-limit');
  });

  it('tell a link from a limit by what goes while the guest stands', () => {
    const { lines } = measuredReplies('qemu-link', 6);
    const evidence = evidenceOf(importText(lines.join('\n'), 'log').migrations[0]!);
    const rate = wireRate(evidence);
    expect(boundOf(evidence, rate, {}).cause).toBe('link');
    expect(rate!.value / (32 * 2 ** 20)).toBeCloseTo(1, 1);
  });

  it('tell what another downtime limit would have done', async () => {
    const [at100, at300] = [35, 21].map((setting) => measuredReplies('qemu-dirty-rate', setting));
    const path = 'migrations.0.policy.downtimeLimit';
    const changes: Change[] = [{ title: 'more', set: [{ path, value: '300 ms' }] }];
    const known = limitOf(at100!.row);
    const { simulated } = await explained(at100!.lines.join('\n'), { known, changes });
    const { asIs, whatIfs } = simulated!;
    const secondsOf = ({ row }: typeof at100 & object) => Number(row.total_ms) / 1000;
    expect(asIs.totalSeconds / secondsOf(at100!)).toBeCloseTo(1, 1);
    expect(Math.abs(whatIfs[0]!.outcome.totalSeconds / secondsOf(at300!) - 1)).toBeLessThan(0.12);
  });

  it.each([9, 62])('forecast the end of setting %i from a third', async (setting) => {
    const { row, lines } = measuredReplies('qemu-dirty-rate', setting);
    const third = lines.slice(0, Math.max(2, Math.ceil(lines.length / 3))).join('\n');
    const { simulated, evidence } = await explained(third, { known: limitOf(row) });
    const { ends, endSeconds } = simulated!.forecast!;
    expect(evidence.outcome).toBe('running');
    if (row.status === 'cancelled') {
      expect(ends).toBe('no');
      const cured = simulated!.cures.filter(({ outcome }) => outcome.ends);
      expect(cured.length).toBeGreaterThan(1);
    } else {
      expect(Math.abs(endSeconds!.value / (Number(row.total_ms) / 1000) - 1)).toBeLessThan(0.1);
    }
  });
});

describe('a log of xl', () => {
  const log = readFileSync('test/sim/study/import/fixtures/xl-4.17-write4000.log', 'utf8');

  it('tells the dirty rate, and costs with which a simulation is as long', async () => {
    const { simulated, writes, evidence } = await explained(log, { known: { isLocal: true } });
    expect(Math.abs(writes!.pagesPerSecond.value / 4000 - 1)).toBeLessThan(0.1);
    expect(simulated!.asIs.totalSeconds / evidence.totalSeconds!).toBeCloseTo(1, 0);
    expect(simulated!.text).toMatch(/policy:\n {6}name: xen-4/);
  });
});

describe('the hosts of an xl log', () => {
  const ends = (restored: number, frames: string): string =>
    'xc: detail: fd 15, dom 1, flags 1, hvm 0\nxc: detail: max_mfn 0x3ffe0\n' +
    `xc: info: Found x86 PV domain from Xen 4.17\nxc: detail: fd 11, dom ${restored}, hvm 0, ` +
    `stream_type 0\nxc: detail: max_mfn ${frames}\n`;

  it('are one where its next domain is restored in as much memory', () => {
    expect(hostsInLog(ends(2, '0x3ffe0'))).toEqual({ xenVersion: '4.17', isLocal: true });
    expect(hostsInLog(ends(2, '0x7ffe0')).isLocal).toBe(false);
    expect(hostsInLog(ends(7, '0x3ffe0')).isLocal).toBe(false);
    expect(hostsInLog('').isLocal).toBe(false);
  });
});

describe('a text that counts bytes alone', () => {
  const report = (name: string) => {
    const url = `test/sim/study/import/fixtures/reports/${name}`;
    return evidenceOf(importText(readFileSync(url, 'utf8'), 'log').migrations[0]!);
  };

  it('tells the dirty rate where they are many times the memory', () => {
    const evidence = report('nova-never-ends.log');
    const [pass] = evidence.passes;
    // Bytes sent, those that remain, less the memory, over the time.
    expect(pass!.found! / pass!.seconds!).toBeCloseTo(28_960, -2);
    expect(report('proxmox-4g-task.log').passes).toEqual([]);
  });

  it('tells no limit by the number of a rate that varies', () => {
    const evidence = report('proxmox-9-12g.log');
    const rate = wireRate(evidence)!;
    expect(rate.value / 2 ** 30).toBeCloseTo(1, 2);
    expect(boundOf(evidence, rate, {}).cause).not.toBe('bandwidth-limit');
  });
});

describe('what a source does not say', () => {
  it('is told, with how to say it, and no scenario is made up', async () => {
    const line =
      'Jan  2 22:12:32 a xenguest-1-emp[2]: Checking live policy.  3 / 18645754 for 4002';
    const { missing, simulated } = await explained(`${line}\n`);
    expect([missing, simulated]).toEqual([expect.stringContaining('--memory'), null]);
  });
});
