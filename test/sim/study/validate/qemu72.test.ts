/** Rows of the campaigns on QEMU 7.2: what they set, which count, how repetitions are pooled. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';
import type { MeasuredRow } from '../../../../sim/study/validate/campaign.ts';
import { QEMU_72_CAMPAIGNS } from '../../../../sim/study/validate/qemu72.ts';
import { sentByPass } from '../../../../sim/study/validate/qemu72-rounds.ts';
import { validate } from '../../../../sim/study/validate/validate.ts';
import { readCsv, type Table } from '../../../../sim/text/csv.ts';
import { messageOf } from '../../../support/mistakes.ts';
import { campaignOf, type Fake, faked, readScenario } from './support.ts';

/** Columns that are read, with the values of an idle guest. */
const IDLE = {
  rep: '1',
  mem_mib: '128',
  bw_mib_s: '64',
  limit_ms: '300',
  zero_pct: '0',
  zero_layout: 'scatter',
  rate_pps: '0',
  ws_mib: '0',
  ws_at: 'low',
  pattern: 'sequential',
  link_mib_s: '',
  auto_converge: '',
  ac_initial: '',
  ac_increment: '',
  postcopy_after_s: '',
  postcopy_bw_mib_s: '',
  multifd: '',
  xbzrle: '',
  xbzrle_cache_mib: '',
  cancel_s: '',
  status: 'completed',
  total_ms: '1700',
  downtime_ms: '10',
  guest_gap_ms: '12',
  syncs: '3',
  normal_pages: '32518',
  zero_pages: '332',
  xbzrle_pages: '',
  stop_pages: '4784',
  throttle_max_pct: '0',
  big_waits: '0',
  qemu_version: '',
};
type RowCells = Partial<Record<keyof typeof IDLE, string>>;
const WRITER: RowCells = { rate_pps: '12000', ws_mib: '64', mem_mib: '256' };

function tableOf(...rows: readonly RowCells[]): Table {
  const lines = rows.map((row) => Object.values({ ...IDLE, ...row }).join(','));
  return readCsv([Object.keys(IDLE).join(','), ...lines, ''].join('\n'), 'qemu.csv');
}

function rowOf(cells: RowCells, name = 'qemu-dirty-rate'): MeasuredRow {
  return campaignOf(name).read(tableOf(cells), new Map()).rows[0] as MeasuredRow;
}

const settingsOf = (cells: RowCells): Record<string, string> =>
  Object.fromEntries(rowOf(cells).settings.map(({ path, value }) => [path, value]));

describe('a row of QEMU 7.2', () => {
  it('sets the guest, its zeros as they were found, and the limits', () => {
    expect(settingsOf({})).toEqual({
      'vm.memory': '128 MiB',
      'vm.zeroPages': '{share: 0.7629 %, layout: bottom}',
      'vm.workload': '{kind: idle}',
      'parameters.guestHotRate': '0 pages/s',
      'migrations.0.policy':
        '{name: qemu, release: 7.2, maxBandwidth: 64 MiB/s, downtimeLimit: 300 ms, maxTime: 60 s}',
    });
  });

  it.each([
    ['', '7.2'],
    ['6.2.0', '7.2'],
    ['7.2.22', '7.2'],
    ['9.1.3', '8.2'],
    ['9.2.0', '9.2'],
    ['10.0.2', '9.2'],
    ['11.0.0', '10.2'],
  ])('of QEMU %s is simulated by the rules of %s', (qemu_version, release) => {
    expect(settingsOf({ qemu_version })['migrations.0.policy']).toContain(`release: ${release},`);
  });

  it('takes the zeros of a writer from their chance, outside of its working set', () => {
    const { 'vm.zeroPages': zeros } = settingsOf({ ...WRITER, zero_pct: '50', zero_pages: '9' });
    const share = (100 * (250 + (65_536 - 256 - 16_384) / 2)) / 65_536;
    expect(zeros).toBe(`{share: ${share.toFixed(4)} %, layout: scattered}`);
    const tail = settingsOf({ zero_pct: '50', zero_layout: 'tail', zero_pages: '16466' });
    expect(tail['vm.zeroPages']).toBe('{share: 50.0000 %, layout: top}');
  });

  it.each<[RowCells, string]>([
    [{}, 'workingSetAt: 4 MiB, pattern: sequential'],
    [{ ws_at: 'high' }, 'workingSetAt: 191 MiB, pattern: sequential'],
    [{ pattern: 'random' }, 'workingSetAt: 4 MiB, pattern: uniform'],
  ])('%j is a writer with %s', (cells, words) => {
    const head = '{kind: write, workingSet: 64 MiB, ';
    const tail = ', rate: 12000 pages/s, pacing: timer, tick: 1 ms}';
    expect(settingsOf({ ...WRITER, ...cells })['vm.workload']).toBe(head + words + tail);
  });

  it('sets relay, throttle and the time when it was cancelled', () => {
    const cells = { link_mib_s: '32', ac_initial: '20', ac_increment: '10', cancel_s: '30' };
    const set = settingsOf(cells);
    expect(set.links).toBe('[{name: relay, between: [source, destination], rate: 32 MiB/s}]');
    expect(set['migrations.0.policy']).toContain(
      'maxTime: 30 s, autoConverge: true, throttleInitial: 20 %, throttleIncrement: 10 %',
    );
  });

  it.each<[string, RowCells, MeasuredRow['kind']]>([
    ['qemu-bandwidth', {}, 'scored'],
    ['qemu-bandwidth', { big_waits: '2' }, 'shown'],
    ['qemu-link', { big_waits: '2', link_mib_s: '32' }, 'scored'],
    ['qemu-multifd', { multifd: '2' }, 'shown'],
  ])('%s %j is %s', (name, cells, kind) => {
    expect(rowOf(cells, name).kind).toBe(kind);
  });

  it('has the channels of multifd', () => {
    expect(settingsOf({ multifd: '4' })['migrations.0.policy']).toContain('multifd: {channels: 4}');
  });

  it('says what was measured, of a cancelled one only that it did not converge', () => {
    const { measured, converged } = rowOf({});
    expect(measured).toMatchObject({ sourceSeconds: 1.7, pagesSent: 32_850, rounds: 2 });
    expect(converged).toBe(true);
    // Pages that went as changes are not among the normal ones.
    expect(rowOf({ xbzrle_pages: '150' }).measured.pagesSent).toBe(33_000);
    const cancelled = rowOf({ status: 'cancelled', total_ms: '' });
    expect([cancelled.measured, cancelled.converged]).toEqual([{}, false]);
    expect(rowOf({}, 'qemu-multifd').converged).toBeUndefined();
  });

  it.each<[RowCells, string]>([
    [{ status: 'failed' }, 'qemu.csv:2: column `status`: `failed` is not known (known: completed'],
    [{ pattern: 'zigzag' }, 'qemu.csv:2: column `pattern`: `zigzag` is not known (known: `seq'],
    [{ mem_mib: 'big' }, 'qemu.csv:2: column `mem_mib`: `big` is not a number from 0'],
  ])('%j is refused', (cells, message) => {
    expect(messageOf(() => rowOf(cells))).toContain(message);
  });

  it.each(QEMU_72_CAMPAIGNS.map(({ name }) => name))('of %s loads as a scenario', (name) => {
    const campaign = campaignOf(name);
    const path = `scenarios/measured/qemu72/${campaign.fileName}`;
    const { rows } = campaign.read(readCsv(readFileSync(path, 'utf8'), path), new Map());
    const text = readScenario(campaign.scenario);
    for (const { settings } of new Map(rows.map((row) => [row.label, row])).values()) {
      const { scenario } = loadScenario(text, name, { profiles: PROFILES, set: settings });
      expect(scenario.migrations[0]?.policy.name).toBe('qemu');
    }
  });
});

describe('the file of rounds', () => {
  const roundsOf = (...lines: string[]) =>
    readCsv(['setting,rep,sync,new_dirty_pages,pending_pages', ...lines, ''].join('\n'), 'r.csv');
  // 1,000 pages, of which 100 are left when 50 others are dirty, and so on.
  const REPETITIONS = ['4,1,1,0,1000', '4,1,2,50,150', '4,1,3,20,20', '4,1,4,3,']
    .concat(['4,2,1,0,1000', '4,2,2,60,160', '4,2,3,3,'])
    .concat(['7,1,1,0,500', '7,1,2,0,']);

  it('has what each pass sent, as medians over the repetitions', () => {
    expect([...sentByPass(roundsOf(...REPETITIONS))]).toEqual([
      ['4', [900]],
      ['7', []],
    ]);
  });

  it('goes with the rows of its settings', () => {
    const table = readCsv(`setting,${Object.keys(IDLE)}\n4,${Object.values(IDLE)}\n`, 'qemu.csv');
    const companions = new Map([['qemu-dirty-rate-rounds.csv', roundsOf(...REPETITIONS)]]);
    const { rows } = campaignOf('qemu-dirty-rate').read(table, companions);
    expect(rows[0]?.roundPages).toEqual([900]);
  });
});

async function reportOf(cells: readonly RowCells[], fake: (at: number) => Fake) {
  const input = { campaign: campaignOf('qemu-dirty-rate'), table: tableOf(...cells) };
  const report = await validate(
    { inputs: [{ ...input, companions: new Map() }], absent: [] },
    faked(({ migrations }) => fake(migrations[0]?.atNs ?? -1)),
  );
  const [campaign] = report.campaigns;
  if (campaign === undefined) throw new Error('no campaign');
  return campaign;
}

describe('repetitions of a setting', () => {
  const REPS = ['1600', '1700', '2900'].map((total_ms, index) => {
    return { ...WRITER, total_ms, rep: String(index + 1), guest_gap_ms: String(12 + index) };
  });

  it('are one point: the median, of downtimes on loopback the least', async () => {
    const { settings, scored, quantities } = await reportOf(REPS, () => {
      return { liveSeconds: 1.688, downSeconds: 0.012, pages: [32_000, 850] };
    });
    expect([settings, scored]).toEqual([1, 3]);
    const errorOf = (name: string) => quantities.find(({ quantity }) => quantity === name)?.errors;
    expect(errorOf('sourceSeconds')).toMatchObject({ points: 1 });
    expect(errorOf('sourceSeconds')?.median).toBeCloseTo(0, 9);
    expect(errorOf('downtimeSeconds')?.median).toBeCloseTo(0, 9);
  });

  it('start at times of their own, of which the median counts', async () => {
    const starts: number[] = [];
    const { rows } = await reportOf(REPS, (at) => {
      starts.push(at / 1e9);
      return { liveSeconds: starts.length ** 2, downSeconds: 0, pages: [1] };
    });
    expect(new Set(starts).size).toBe(3);
    for (const start of starts) expect(start >= 1 && start < 1.5).toBe(true);
    expect(rows[0]?.simulated.sourceSeconds).toBe(4);
  });

  it('that were cancelled are right when it is given up, and no error in time', async () => {
    const cancelled = [
      { ...WRITER, status: 'cancelled', total_ms: '' },
      { ...WRITER, status: 'completed', rep: '2', bw_mib_s: '128' },
    ];
    const never = { liveSeconds: 30, downSeconds: 0, pages: [1], abandoned: true } as const;
    const { convergence, quantities, limits } = await reportOf(cancelled, () => never);
    expect(convergence).toMatchObject({ settings: 2, right: 1 });
    expect(convergence?.wrong).toEqual(['256 MiB, write 12000/s in 64 MiB, 128 MiB/s, 300 ms']);
    expect(quantities[0]?.errors.points).toBe(0);
    expect(limits.at(-1)).toMatchObject({ value: 0.5, verdict: 'fail' });
  });
});
