/** Rows of the campaigns on Xen 4.17: what they set, which calibrate, and what is wrong in them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { MeasuredRow } from '../../../../sim/study/validate/campaign.ts';
import { XEN_417_CAMPAIGNS } from '../../../../sim/study/validate/xen417.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { messageOf } from '../../../support/mistakes.ts';
import {
  campaignOf,
  type MigrationCells,
  migrations,
  type RoundCells,
  readScenario,
  rounds,
} from './support.ts';

const campaign = campaignOf('xen417-dom0-cap');

function rowOf(cells: MigrationCells, of = campaign): MeasuredRow {
  return of.read(migrations(cells), new Map()).rows[0] as MeasuredRow;
}

const settingsOf = (cells: MigrationCells): Record<string, string> =>
  Object.fromEntries(rowOf(cells).settings.map(({ path, value }) => [path, value]));

const withRounds = (table: ReturnType<typeof migrations>, ...cells: RoundCells[]) =>
  campaign.read(table, new Map([['dom0-cap-rounds.csv', rounds(...cells)]]));

describe('a row of Xen 4.17', () => {
  it('sets cap, memory and workload as its columns say', () => {
    expect(settingsOf({ dom0_cap_pct: '35' })).toEqual({
      'source.dom0.cap': '35 %',
      'vm.memory': '128 MiB',
      'vm.cap': 'none',
      'vm.weight': '256',
      'vm.workload': '{kind: idle}',
    });
  });

  it.each<[MigrationCells, string]>([
    [{ workload: 'cpu' }, '{kind: cpu}'],
    [{ workload: 'read', wss_mib: '40' }, '{kind: read, workingSet: 40 MiB}'],
    [
      { workload: 'write', wss_mib: '24', dirty_rate_set_pps: '16000' },
      '{kind: write, workingSet: 24 MiB, pattern: sequential, rate: 16000 pages/s, pacing: timer}',
    ],
    [
      { workload: 'write', dirty_rate_set_pps: '0' },
      '{kind: write, workingSet: 16 MiB, pattern: sequential, rate: 50000000 pages/s, pacing: cpu}',
    ],
    [
      { workload: 'write', guest_rate_before: '300000', domu_cap_pct: '30' },
      '{kind: write, workingSet: 16 MiB, pattern: sequential, rate: 1000000 pages/s, pacing: cpu}',
    ],
    [
      { campaign: 'xen417-dirty-rate-random', workload: 'write', dirty_rate_set_pps: '900' },
      '{kind: write, workingSet: 16 MiB, pattern: uniform, rate: 900 pages/s, pacing: timer}',
    ],
    [
      { workload: 'write-random', dirty_rate_set_pps: '900' },
      '{kind: write, workingSet: 16 MiB, pattern: uniform, rate: 900 pages/s, pacing: timer}',
    ],
  ])('%j is a guest that does %s', (cells, workload) => {
    expect(settingsOf(cells)['vm.workload']).toBe(workload);
  });

  it("sets the guest's cap and weight, the relay and the other host's cap when it has them", () => {
    const { 'vm.cap': cap, 'vm.weight': weight } = settingsOf({
      domu_cap_pct: '30',
      domu_weight: '512',
    });
    expect([cap, weight]).toEqual(['30 %', '512']);
    const relay = '[{name: relay, between: [source, source], rate: 167772160 bit/s}]';
    expect(settingsOf({ link_KiBps: '20480' }).links).toBe(relay);
    expect(settingsOf({ dst_dom0_cap_pct: '25' })['destination.dom0.cap']).toBe('25 %');
  });

  it('pays for scrubbing where a guest that never sleeps has been moved before', () => {
    const scrub = (cells: MigrationCells) =>
      settingsOf(cells)['parameters.destinationCpuPerScrub'] ?? null;
    for (const workload of ['cpu', 'read']) {
      expect(scrub({ workload, dom0_cap_pct: '100' })).toBeNull();
      expect(scrub({ workload, dom0_cap_pct: '0' })).toBeNull();
      expect(scrub({ workload, dom0_cap_pct: '0', rep: '2' })).toBe('2 us');
      expect(scrub({ workload, dom0_cap_pct: '40' })).toBe('2 us');
      expect(scrub({ workload, dom0_cap_pct: '40', domu_cap_pct: '30' })).toBeNull();
    }
    expect(scrub({ workload: 'write', dom0_cap_pct: '40', dirty_rate_set_pps: '0' })).toBe('2 us');
    expect(scrub({ workload: 'write', dirty_rate_set_pps: '4000' })).toBeNull();
    expect(scrub({ workload: 'idle', dom0_cap_pct: '40' })).toBeNull();
  });

  it('is put into words', () => {
    const { label } = rowOf({
      workload: 'write',
      dirty_rate_set_pps: '4000',
      dom0_cap_pct: '0',
      dst_dom0_cap_pct: '50',
      domu_cap_pct: '30',
      domu_weight: '128',
      link_KiBps: '40960',
    });
    expect(label).toBe(
      'write 4000/s in 16 MiB, Dom0 none / 50 %, 128 MiB, 40960 KiB/s, DomU 30 %, weight 128',
    );
  });

  it('has memory / rate as its baseline: the relay, or the CPU under the least cap', () => {
    const seconds = (cells: MigrationCells) => rowOf(cells).baseline.totalSeconds;
    expect(seconds({})).toBeCloseTo(1.24, 9);
    expect(seconds({ dom0_cap_pct: '50', vm_mem_mib: '256' })).toBeCloseTo(4.96, 9);
    expect(seconds({ dom0_cap_pct: '50', dst_dom0_cap_pct: '10' })).toBeCloseTo(12.4, 9);
    expect(seconds({ link_KiBps: '16384' })).toBeCloseTo(8, 9);
    expect(seconds({ link_KiBps: '16384', dom0_cap_pct: '10' })).toBeCloseTo(12.4, 9);
  });

  it('is left out when its migration failed, even with cells left open', () => {
    const table = migrations({}, { ok: '0', migration_time_s: '', rep: '2' });
    expect(campaign.read(table, new Map())).toMatchObject({ rows: [{ line: 2 }], leftOut: 1 });
  });

  it('leaves a quantity open that was not measured', () => {
    expect(rowOf({ downtime_dom0_s: '' }).measured).toEqual({
      totalSeconds: 1.25,
      pagesSent: 33_000,
      rounds: 4,
    });
  });
});

describe('calibration rows', () => {
  const two = campaignOf('xen417-two-hosts');
  it.each<[string, MigrationCells, boolean]>([
    ['xen417-dom0-cap', {}, true],
    ['xen417-dom0-cap', { domu_cap_pct: '30' }, false],
    ['xen417-dom0-cap', { workload: 'cpu' }, false],
    ['xen417-vm-memory', {}, false],
    ['xen417-link-rate', {}, false],
    ['xen417-two-hosts', { dst_dom0_cap_pct: '100' }, true],
    ['xen417-two-hosts', { dst_dom0_cap_pct: '50' }, false],
    ['xen417-two-hosts-write', { dst_dom0_cap_pct: '100' }, false],
  ])('%s %j: %s', (name, cells, expected) => {
    expect(rowOf(cells, campaignOf(name)).kind).toBe(expected ? 'calibration' : 'scored');
  });

  it('are the idle rows of dom0-cap and two rows of two-hosts in what is shipped', () => {
    const counts = [campaign, two].map((of) => {
      const path = `scenarios/measured/xen417/${of.fileName}`;
      const { rows } = of.read(readCsv(readFileSync(path, 'utf8'), path), new Map());
      return [rows.filter(({ kind }) => kind === 'calibration').length, rows.length];
    });
    expect(counts).toEqual([
      [30, 80],
      [2, 14],
    ]);
  });
});

describe('pages by round', () => {
  it('are means over the repetitions of what was set alike, failed ones left out', () => {
    const table = migrations({}, { rep: '2' }, { rep: '3', ok: '0' }, { dom0_cap_pct: '50' });
    const { rows } = withRounds(
      table,
      { round: '0', pages_to_send: '32768' },
      { round: '1', pages_to_send: '60' },
      { round: '0', pages_to_send: '32768', rep: '2' },
      { round: '1', pages_to_send: '80', rep: '2', dom0_cap_pct: '100.0' },
      { round: '1', pages_to_send: '999', rep: '3' },
      { round: '1', pages_to_send: '500', dom0_cap_pct: '20' },
    );
    expect(rows.map(({ roundPages }) => roundPages)).toEqual([[32_768, 70], [32_768, 70], []]);
  });
});

describe('mistakes of a file are reported with file and line', () => {
  it.each<[MigrationCells, string]>([
    [
      { workload: 'sort' },
      'dom0-cap-migrations.csv:3: column `workload`: `sort` is not known ' +
        '(known: `idle`, `cpu`, `read`, `write`, `write-random`)',
    ],
    [
      { dom0_cap_pct: 'half' },
      'dom0-cap-migrations.csv:3: column `dom0_cap_pct`: `half` is not a number from 0 ' +
        '(leave a cell empty that is not known)',
    ],
    [
      { vm_mem_mib: '' },
      'dom0-cap-migrations.csv:3: column `vm_mem_mib`: the cell is empty ' +
        '(it takes a number from 0)',
    ],
    [
      { migration_time_s: '-1' },
      'dom0-cap-migrations.csv:3: column `migration_time_s`: `-1` is not a number from 0 ' +
        '(leave a cell empty that is not known)',
    ],
    [
      { ok: '2' },
      'dom0-cap-migrations.csv:3: column `ok`: `2` is neither 0 nor 1 ' +
        '(1 is a migration that ended well)',
    ],
  ])('%j', (cells, message) => {
    expect(messageOf(() => campaign.read(migrations({}, cells), new Map()))).toBe(message);
  });

  it('all at once', () => {
    const table = migrations({ workload: 'sort' }, {}, { rep: '2', domu_weight: 'x' });
    expect(() => campaign.read(table, new Map())).toThrow(
      /^dom0-cap-migrations.csv:2: .*\ndom0-cap-migrations.csv:4: column `domu_weight`/,
    );
  });

  it('columns that are missing', () => {
    const table = readCsv('campaign,workload\nx,idle\n', 'dom0-cap-migrations.csv');
    expect(() => campaign.read(table, new Map())).toThrow(
      /^dom0-cap-migrations.csv: no column `dom0_cap_pct`, .*\(the columns are campaign,/,
    );
    const noRounds = readCsv('round\n0\n', 'dom0-cap-rounds.csv');
    const tables = new Map([['dom0-cap-rounds.csv', noRounds]]);
    expect(() => campaign.read(migrations({}), tables)).toThrow(
      /^dom0-cap-rounds.csv: no column `workload`, /,
    );
  });

  it('rounds that are none', () => {
    expect(() => withRounds(migrations({}), { round: '1.5' })).toThrow(
      'dom0-cap-rounds.csv:2: column `round`: `1.5` is not a valid round (rounds are 0, 1, 2 and',
    );
  });
});

describe('every scenario of a campaign', () => {
  const unseen: MigrationCells[] = [
    { workload: 'cpu', domu_cap_pct: '35', dom0_cap_pct: '15' },
    { workload: 'read', wss_mib: '48', vm_mem_mib: '192' },
    { workload: 'write', dirty_rate_set_pps: '0', link_KiBps: '30720' },
    { workload: 'write-random', dirty_rate_set_pps: '7000', wss_mib: '12.5' },
  ];

  it.each(XEN_417_CAMPAIGNS.map((of) => [of.name, of] as const))(
    '%s takes unseen values',
    (_, of) => {
      const caps = of.name.includes('two-hosts') ? { dst_dom0_cap_pct: '65' } : {};
      for (const cells of unseen) {
        const set = rowOf({ ...cells, ...caps }, of).settings;
        const text = readScenario(of.scenario);
        const { warnings } = loadScenario(text, of.scenario, { profiles: PROFILES, set });
        // A row of these says 100 % and means it.
        const others = warnings.filter(({ message }) => !message.startsWith('a cap of 100 %'));
        expect(others).toEqual([]);
      }
    },
  );
});
