/** From files to verdicts: which campaigns run, what is simulated, how it is scored. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../../../sim/scenario/scenario.ts';
import type { Campaign } from '../../../../sim/study/validate/campaign.ts';
import { CAMPAIGNS } from '../../../../sim/study/validate/campaigns.ts';
import { rowsCsv } from '../../../../sim/study/validate/report.ts';
import { type Shelf, selectCampaigns } from '../../../../sim/study/validate/select.ts';
import { isMissed, validate } from '../../../../sim/study/validate/validate.ts';
import { Problem } from '../../../../sim/text/problem.ts';
import { cases } from '../../../support/properties.ts';
import {
  type Fake,
  faked,
  type MigrationCells,
  migrationsCsv,
  roundsCsv,
  shelf,
} from './support.ts';

const MIGRATIONS = 'dom0-cap-migrations.csv';
const NOTHING = shelf('shipped', {});

const select = (given: Shelf, ...names: string[]) =>
  selectCampaigns(CAMPAIGNS, names, { shipped: NOTHING, given });

describe('campaigns are found', () => {
  const files = { [`deep/er/${MIGRATIONS}`]: migrationsCsv({}) };

  it('by the base names of their files, in any folder; the others are reported', () => {
    const { inputs, absent } = select(shelf('mine', files));
    expect(inputs.map(({ table }) => table.fileName)).toEqual([`deep/er/${MIGRATIONS}`]);
    expect(absent).toEqual(
      CAMPAIGNS.map(({ name }) => name).filter((name) => name !== 'xen417-dom0-cap'),
    );
  });

  it.each<[Record<string, string>, string[], string]>([
    [files, ['xen417-dom-cap'], 'precopy validate: no such campaign: `xen417-dom-cap` (did you'],
    [
      files,
      ['xen417-link-rate'],
      'mine: `link-rate-migrations.csv`, which xen417-link-rate reads, is not in it (is it',
    ],
    [{}, [], 'mine: no measurements are in it (looked for `dom0-cap-migrations.csv`, `vm-memory'],
    [
      { ...files, [MIGRATIONS]: migrationsCsv({}, {}) },
      [],
      `deep/er/${MIGRATIONS}: ${MIGRATIONS} has the same name and different content (leave one of`,
    ],
  ])('or the reason why not', (held, names, message) => {
    expect(() => select(shelf('mine', held), ...names)).toThrow(message);
  });

  it('that a file is there twice is no matter', () => {
    const twice = { ...files, [MIGRATIONS]: migrationsCsv({}) };
    expect(select(shelf('mine', twice)).inputs).toHaveLength(1);
  });

  it('and that no measurements of it are shipped is reported with what to do', () => {
    const ask = () => selectCampaigns(CAMPAIGNS, ['xen417-two-hosts-write'], { shipped: NOTHING });
    expect(ask).toThrow(
      'xen417-two-hosts-write: no measurements of it are shipped ' +
        '(name a folder that holds `two-hosts-write-migrations.csv` with --data)',
    );
  });
});

/** Three guests that write, of which two were set alike, an idle one, and a failed one. */
const WRITER: MigrationCells = { workload: 'write', dirty_rate_set_pps: '1000' };
const ROWS: MigrationCells[] = [
  { rep: '1' },
  { ...WRITER, migration_time_s: '10', downtime_dom0_s: '0.4', pages_sent_upper: '1000' },
  { ...WRITER, rep: '2', migration_time_s: '8', downtime_dom0_s: '0.3', pages_sent_upper: '800' },
  { ...WRITER, dom0_cap_pct: '50', migration_time_s: '20', pages_sent_upper: '1250' },
  { ...WRITER, ok: '0', rep: '3' },
];
/** A row to damage. */
const COMPLETE = {
  ...WRITER,
  dom0_cap_pct: '50',
  dst_dom0_cap_pct: '',
  domu_cap_pct: '30',
  domu_weight: '256',
  link_KiBps: '20480',
  vm_mem_mib: '128',
  wss_mib: '16',
  rep: '2',
  ok: '1',
  iterations: '6',
  migration_time_s: '2',
  guest_rate_before: '900',
} satisfies MigrationCells;
const ROUNDS = [
  { workload: 'write', dirty_rate_set_pps: '1000', round: '0', pages_to_send: '700' },
  { workload: 'write', dirty_rate_set_pps: '1000', round: '1', pages_to_send: '325' },
];

function input(rows = ROWS) {
  const files = {
    [MIGRATIONS]: migrationsCsv(...rows),
    'dom0-cap-rounds.csv': roundsCsv(...ROUNDS),
  };
  return select(shelf('mine', files));
}

/** Replications 1 and 2 differ, so that a mean is seen; with Dom0 at 50 % it takes 22 s. */
function fake({ seed, hosts }: Scenario): Fake {
  const more = String(seed).endsWith('/2') ? 0.2 : 0;
  const isHalf = hosts.source?.dom0.capPercent === 50;
  const downSeconds = 0.4 + more;
  return { liveSeconds: (isHalf ? 22 : 9) - downSeconds, downSeconds, pages: [700, 300] };
}

describe('a campaign is scored', () => {
  const report = validate(input(), { ...faked(fake), replications: 2 });

  it('without the rows that calibrate and those that failed', async () => {
    const { campaigns, replications } = await report;
    const [{ scored, calibration, leftOut } = { scored: 0 }] = campaigns;
    expect([replications, scored, calibration, leftOut]).toEqual([2, 3, 1, 1]);
  });

  it('on means of the replications, each setting simulated once for all its rows', async () => {
    let runs = 0;
    const counted = faked((scenario) => {
      runs += 1;
      return fake(scenario);
    });
    const { campaigns } = await validate(input(), { ...counted, replications: 2 });
    expect(runs).toBe(6);
    expect(campaigns[0]?.rows.map(({ simulated }) => simulated.downtimeSeconds)).toEqual([
      0.5, 0.5, 0.5, 0.5,
    ]);
  });

  it('by the errors of the time until the guest runs and so on, beside the baseline', async () => {
    const [total, downtime, pages] = (await report).campaigns[0]?.quantities ?? [];
    // 9 for 10, 9 for 8, 22 for 20.
    expect(total?.errors.points).toBe(3);
    expect(total?.errors.median).toBeCloseTo(0.1, 9);
    expect(total?.errors.p90).toBeCloseTo(0.12, 9);
    expect(total?.errors.bias).toBeCloseTo(0.125 / 3, 9);
    expect(total?.worst).toMatchObject({ line: 4, error: 0.125 });
    // 1.24 s of the idle guest, twice that at 50 %.
    expect(total?.baseline.median).toBeCloseTo(0.876, 9);
    // Of 0.4, 0.3 and 0.1 s only the first is above 0.3 s.
    expect(downtime?.errors).toMatchObject({ points: 1 });
    expect(downtime?.errors.median).toBeCloseTo(0.25, 9);
    expect(pages?.errors.p90).toBeCloseTo(0.24, 9);
  });

  it('by the mean pages of the first rounds, within 5 % or 25 pages', async () => {
    const { rounds } = (await report).campaigns[0] ?? {};
    expect([rounds?.points, rounds?.within, rounds?.worst]).toEqual([2, 2, null]);
    const fewer = await validate(
      input(),
      faked((scenario) => ({ ...fake(scenario), pages: [664, 299] })),
    );
    const { rounds: missed } = fewer.campaigns[0] ?? {};
    expect([missed?.points, missed?.within]).toEqual([2, 0]);
    expect(missed?.worst).toMatchObject({ round: 2, measured: 325, simulated: 299 });
  });

  it('against the limits, and one missed is enough', async () => {
    const alike = { migration_time_s: '10', downtime_dom0_s: '0.4', pages_sent_upper: '1000' };
    const rows = ROWS.map((row) => (row.rep === '2' ? { ...row, ...alike } : row));
    const missed = await validate(input(rows), { ...faked(fake), replications: 2 });
    const { limits = [] } = missed.campaigns[0] ?? {};
    expect(limits.map(({ what, verdict }) => `${what}: ${verdict}`)).toEqual([
      'median error of total time: fail',
      '90th percentile error of total time: pass',
      'median error of downtime: fail',
      'median error of pages sent: pass',
      '90th percentile error of pages sent: fail',
      'pages due in the first rounds within tolerance: pass',
    ]);
    expect(isMissed(missed)).toBe(true);
    const met = await validate(
      input(ROWS.slice(0, 2)),
      faked(() => ({ liveSeconds: 9.9, downSeconds: 0.4, pages: [700, 310] })),
    );
    expect(met.campaigns[0]?.limits.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(isMissed(met)).toBe(false);
  });

  it('where nothing is left to score it says so, which is no miss', async () => {
    const nothing = await validate(input(ROWS.slice(0, 1)), faked(fake));
    const verdicts = nothing.campaigns[0]?.limits.map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['no points']));
    expect(isMissed(nothing)).toBe(false);
  });

  it('and its rows become a table, one line for each quantity', async () => {
    const lines = rowsCsv(await report).split('\n');
    expect(lines[0]).toBe(
      'campaign,line,label,repetition,kind,quantity,measured,simulated,relativeError,baseline',
    );
    expect(lines).toHaveLength(1 + 4 * 4 + 1);
    expect(lines[5]).toMatch(
      /^xen417-dom0-cap,3,"write 1000\/s in 16 MiB, Dom0 100 %, .*",1,scored,totalSeconds,10,9,/,
    );
  });
});

describe('what no scenario can hold', () => {
  it('is reported at the row that asks for it', async () => {
    const rows = [{}, { workload: 'read', wss_mib: '4096', rep: '2' }];
    await expect(validate(input(rows), faked(fake))).rejects.toThrow(
      /^dom0-cap-migrations.csv:3: --set vm\.workload: .*4 GiB/,
    );
  });
});

describe('a damaged file', () => {
  const cell = fc.oneof(
    fc.constantFrom('', '0', '-1', '1e300', '1e-9', '99999999', '0.5', 'NaN', '"', 'write', '#'),
    fc.string({ maxLength: 8 }),
  );

  it('gives a report or a message at its place, never a fault of ours', async () => {
    const columns = Object.keys(COMPLETE) as (keyof typeof COMPLETE)[];
    const damage = fc.dictionary(fc.constantFrom(...columns), cell, { minKeys: 1, maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(damage, async (cells) => {
        const files = { [MIGRATIONS]: migrationsCsv(WRITER, { ...COMPLETE, ...cells }) };
        try {
          const report = await validate(select(shelf('mine', files)), faked(fake));
          expect(report.campaigns).toHaveLength(1);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          expect(error.message).toMatch(/^dom0-cap-migrations.csv:\d+: /);
        }
      }),
      { numRuns: cases(300) },
    );
  });
});

describe('a campaign of another kind', () => {
  /** Profiles in one file, migrations in another, a predictor of the authors. */
  const other: Campaign = {
    name: 'other',
    title: 'Profiles and rates',
    fileName: 'other.csv',
    companions: [{ fileName: 'profiles.csv', from: 'anywhere' }],
    scenario: 'measured/xen417-dom0-cap.yaml',
    compared: [{ quantity: 'precopySeconds', column: 'precopy_s' }],
    baseline: 'memory / rate',
    predictor: { precopySeconds: { median: 0.044, p90: 0.135 } },
    read: ({ rows }, tables) => ({
      leftOut: 0,
      rows: rows.map(({ line, cells: [workload = '', seconds] }) => ({
        line,
        label: workload,
        repetition: '',
        kind: 'scored',
        settings: [
          { path: 'vm.memory', value: tables.get('profiles.csv')?.rows[0]?.cells[0] ?? '' },
        ],
        measured: { precopySeconds: Number(seconds) },
        baseline: {},
        roundPages: [],
      })),
    }),
  };

  it('takes a companion from what is shipped, has no limit and shows the predictor', async () => {
    const shipped = shelf('shipped', { 'profiles.csv': 'memory\n64 MiB\n' });
    const given = shelf('mine', { 'other.csv': 'workload,precopy_s\nsort,4\n' });
    const selection = selectCampaigns([other], [], { shipped, given });
    const seen: number[] = [];
    const { campaigns } = await validate(selection, {
      ...faked((scenario) => {
        seen.push(scenario.guests.vm?.memoryBytes ?? 0);
        return { liveSeconds: 5, downSeconds: 1, pages: [1] };
      }),
      replications: 1,
    });
    expect(seen).toEqual([64 * 2 ** 20]);
    expect(campaigns[0]).toMatchObject({
      rounds: null,
      limits: [],
      quantities: [{ errors: { points: 1, median: 0.25 }, predictor: { p90: 0.135 } }],
    });
  });
});
