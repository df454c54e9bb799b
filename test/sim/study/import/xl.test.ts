/** The output of `xl -vvv migrate`: against the table made from the same real log, and damaged. */
import { describe, expect, it } from 'vitest';
import { stampSeconds } from '../../../../sim/study/import/time-stamp.ts';
import { XL } from '../../../../sim/study/import/xl.ts';
import { fixture } from './fixtures.ts';

const REAL = fixture('xl-4.17-write4000.log');

/** pages_to_send, bytes, send_s, dirty_found_after of the measurement's own table of rounds. */
const TABLE = [
  [32_768, 134_472_192, 1.073702, 4364],
  [4364, 17_909_936, 0.21163, 881],
  [881, 3_615_640, 0.028709, 156],
  [156, 640_240, 0.00949, 70],
  [70, 287_296, 0.025318, 263],
  [263, 1_088_776, 0.02843, null],
];

describe('a real log of Xen 4.17', () => {
  const { migrations, remarks } = XL.parse(REAL, 'xl.log');

  it('gives the rounds of the table that was made from it', () => {
    const rounds = migrations[0]?.rounds.map(({ sent, bytes, seconds, dirtied }) => {
      return [sent, bytes, seconds, dirtied];
    });
    expect(rounds).toEqual(TABLE);
    expect(migrations[0]?.rounds.map(({ live }) => live)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('gives its totals: precopy_s 1.3502, downtime_dom0_s 0.1015, bytes_sent 158015944', () => {
    expect(migrations[0]).toMatchObject({
      domain: 1,
      outcome: 'completed',
      memoryPages: 32_768,
      pagesSent: 38_502,
      bytesSent: 158_015_944,
      precopySeconds: 1.350234,
      downtimeSeconds: 0.101493,
    });
    expect(migrations.length).toBe(2);
    expect(remarks).toEqual([]);
  });

  it('lacks two rounds and says so where a call is damaged', () => {
    const damaged = XL.parse(REAL.replace('ret=24.316419', 'ret=24.3x6419'), 'f');
    const sent = damaged.migrations[0]?.rounds.map((round) => [round.round, round.sent]);
    expect(sent).toEqual([
      [1, 32_768],
      [4, 156],
      [5, 70],
      [6, 263],
    ]);
    expect(damaged.remarks.map(({ message }) => message)).toEqual(['a log-dirty call is damaged']);
    expect(damaged.migrations[0]?.pagesSent).toBeNull();
  });

  it('makes no round of two where a call is lost', () => {
    const lost = XL.parse(REAL.replace(/^SHIM logdirty call=24\.316079.*\n/m, ''), 'f');
    expect(lost.migrations[0]?.rounds.map(({ sent }) => sent)).toEqual([32_768, 156, 70, 263]);
    expect(lost.remarks.map(({ message }) => message)).toEqual([
      'a log-dirty call before this one is missing',
    ]);
  });

  it('keeps its totals without the calls of the logger', () => {
    const bare = XL.parse(REAL.replaceAll(/^SHIM.*\n/gm, ''), 'f').migrations[0];
    expect(bare).toMatchObject({ rounds: [], downtimeSeconds: 0.101493, totalSeconds: 1.502073 });
    expect(bare?.precopySeconds).toBeCloseTo(1.357, 2);
  });
});

/** Progress as xl prints it on a terminal; the figures are made up. */
const PROGRESS = [
  '10.000000 Saving to migration stream new xl format (info 0x3/0x0/833)',
  '10.100000 xc: info: Saving domain 7, type x86 PV',
  '10.200000 xc: progress: Frames iteration 0: 0/1000    0%\r' +
    'xc: progress: Frames iteration 0: 1000/1000  100%',
  '11.200000 xc: progress: Frames iteration 1: 0/60    0%',
  '11.300000 xc: progress: Frames iteration 1: 60/60  100%',
  '11.500000 xc: progress: Domain now suspended: 0/0    0%',
  '11.600000 xc: progress: Frames iteration 2: 20/20  100%',
  '11.700000 xc: progress: End of stream: 0/0    0%',
  '11.900000 migration target: Domain started successsfully.',
  '12.000000 Migration successful.',
].join('\n');

describe('progress lines', () => {
  it('give pages from their denominators and times from their stamps', () => {
    const { migrations, remarks } = XL.parse(PROGRESS, 'f');
    expect(remarks).toEqual([]);
    expect(migrations[0]).toMatchObject({ totalSeconds: 1.9, downtimeSeconds: 0.4, domain: 7 });
    expect(migrations[0]?.rounds).toMatchObject([
      { round: 1, live: true, sent: 1000, dirtied: 60, seconds: 1 },
      { round: 2, live: true, sent: 60, dirtied: 20, seconds: 0.4 },
      { round: 3, live: false, sent: 20, dirtied: null, seconds: 0.1 },
    ]);
  });

  it.each([
    ['60/60  100', '70/60  100', '70 of 60 pages are sent'],
    ['1: 0/60', '1: 0/61', 'iteration 1 has 60 pages here, 61 before'],
    ['iteration 1:', 'iteratXon 1:', 'iterations are missing before iteration 2'],
    ['12.000000 Migration successful.', '', 'neither success nor failure of this migration'],
    ['11.900000', '9.900000', 'the clock went back: the total time is unknown'],
  ])('that do not add up are reported: %s made %s', (from, to, message) => {
    const { remarks } = XL.parse(PROGRESS.replaceAll(from, to), 'f');
    expect(remarks.map((remark) => remark.message)).toContainEqual(
      expect.stringContaining(message),
    );
  });
});

describe('time stamps', () => {
  it.each([
    ['22.951606 x', '23.951606 x'],
    ['[   22.951606] x', '[   23.951606] x'],
    ['[2012-02-28 23:59:59 xend 3113] x', '[2012-02-29 00:00:00 xend 3113] x'],
    ['2011-12-31T23:59:59.25Z x', '2012-01-01T00:00:00.25Z x'],
    ['2011-02-28 23:59:59,5 x', '2011-03-01 00:00:00,5 x'],
    ['Mar  9 13:37:12 host x', 'Mar  9 13:37:13 host x'],
    ['Apr 30 23:59:59 x', 'May  1 00:00:00 x'],
  ])('%s and %s are a second apart', (early, late) => {
    expect((stampSeconds(late) as number) - (stampSeconds(early) as number)).toBeCloseTo(1, 6);
  });

  it.each(['', 'x', '12 x', 'Foo  9 13:37:12 x', '2012-03-09', '22.95'])('%j has none', (line) => {
    expect(stampSeconds(line)).toBeUndefined();
  });
});
