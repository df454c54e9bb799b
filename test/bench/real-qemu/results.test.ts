/** The tables of results: their cells, and that what is in them is known again. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../bench/real-qemu/migration.ts';
import { Results } from '../../../bench/real-qemu/results.ts';
import { readSettings } from '../../../bench/real-qemu/setting.ts';
import { readCsv } from '../../../sim/text/csv.ts';
import { testFolder } from '../../support/folder.ts';

const { at } = testFolder('results');

const settingsOf = (text: string) => readSettings(readCsv(text, 'plan.csv'));
const HEAD = 'campaign,setting,mem_mib,bw_mib_s,limit_ms';
const ONE = `${HEAD},rate_pps,ws_mib\nqemu-dirty-rate,7,128,32,300,1000,16\n`;

const idle = { isReady: true, writes: 0, seconds: 0, mostDelayMs: 0 };

const OUTCOME: Outcome = {
  status: 'completed',
  startSeconds: 1000,
  reply: {
    status: 'completed',
    'total-time': 2500,
    downtime: 12,
    ram: { normal: 33_000, duplicate: 332, 'dirty-sync-count': 3, mbps: 268.4567 },
  },
  trace: {
    bigWaits: 2,
    syncs: [
      {
        startSeconds: 1000.002,
        endSeconds: 1000.0025,
        periodDirtyPages: 0,
        newDirtyPages: 0,
        pendingPages: 32_850,
        lastPendingPages: 3000,
        bytesPerMs: 0,
        thresholdBytes: 0,
        isStopped: false,
        isThrottled: false,
      },
      {
        startSeconds: 1002.4,
        endSeconds: 1002.4001,
        periodDirtyPages: 150,
        newDirtyPages: 150,
        pendingPages: undefined,
        lastPendingPages: undefined,
        bytesPerMs: 33_554,
        thresholdBytes: 10_066_329,
        isStopped: true,
        isThrottled: false,
      },
    ],
  },
  stopSeconds: 1002.4,
  resumeSeconds: 1002.5125,
  completedSeconds: 1002.5,
  postCopySeconds: undefined,
  throttles: [{ seconds: 1001, percent: 20 }],
  counters: [
    idle,
    { ...idle, writes: 500, seconds: 0.5, mostDelayMs: 1.234 },
    { ...idle, writes: 2500, seconds: 2.9 },
  ],
  load: 0.25,
  version: '7.2.22',
};

describe('results', () => {
  it('are columns that say what they are, and go on where they were', () => {
    const [setting] = settingsOf(ONE);
    const results = new Results(at('new'), [setting!]);
    expect(results.has(setting!, 1)).toBe(false);
    results.add(setting!, 1, OUTCOME);
    const read = (name: string) => readCsv(readFileSync(at(`new/${name}`), 'utf8'), name);
    const { columns, rows } = read('qemu-dirty-rate-migrations.csv');
    const row = Object.fromEntries(columns.map((name, i) => [name, rows[0]?.cells[i]]));
    expect(row).toMatchObject({
      setting: '7',
      rep: '1',
      total_ms: '2500',
      guest_gap_ms: '112.5',
      t_resume_s: '2.5125',
      t_postcopy_s: '',
      syncs: '3',
      mbps: '268.46',
      throttle_max_pct: '20',
      guest_rate_before_pps: '1000',
      guest_rate_during_pps: '833.3',
      max_gap_before_ms: '1.23',
      stop_pages: '3150',
      big_waits: '2',
      qemu_version: '7.2.22',
    });
    const rounds = read('qemu-dirty-rate-rounds.csv').rows.map(({ cells }) => cells.join());
    expect(rounds).toEqual([
      '7,1,1,0.002,2.398,0.5,0,32850,3000,0,0,0,0,20,0',
      '7,1,2,2.4,,0.1,150,,,33554,10066329,1,0,,150',
    ]);

    const again = new Results(at('new'), [setting!]);
    expect(again.has(setting!, 1)).toBe(true);
    expect(again.has(setting!, 2)).toBe(false);
    again.add(setting!, 2, OUTCOME);
    expect(readdirSync(at('new')).sort()).toEqual([
      'qemu-dirty-rate-migrations.csv',
      'qemu-dirty-rate-rounds.csv',
    ]);
    expect(read('qemu-dirty-rate-migrations.csv').rows).toHaveLength(2);
  });

  it('do not mix settings of the same number', () => {
    const [setting] = settingsOf(ONE);
    new Results(at('mixed'), [setting!]).add(setting!, 1, OUTCOME);
    const [other] = settingsOf(ONE.replace(',1000,', ',2000,'));
    expect(() => new Results(at('mixed'), [other!])).toThrow('setting 7 has other values in it');
  });
});
