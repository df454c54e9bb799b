/** Rounds from QEMU's trace, by a shortened log of QEMU 7.2 and the words of 8.2. */
import { describe, expect, it } from 'vitest';
import { readTrace } from '../../../bench/real-qemu/trace.ts';

const log = (lines: readonly (readonly [seconds: string, text: string])[]): string =>
  lines.map(([seconds, text]) => `22219@${seconds}:${text}\n`).join('');

const pending = (bytes: number) => `migrate_pending pending size ${bytes} max 0 (pre = 0 post=0)`;
const SENT = 'migrate_transferred transferred 6712 time_spent 100 bandwidth 67124 max_size 6712400';

const WRITER = log([
  ['100.000100', 'migration_bitmap_sync_start '],
  ['100.000500', 'migration_bitmap_sync_end dirty_pages 0'],
  ['100.000600', pending(134_553_600)],
  ['100.100000', SENT],
  ['100.100100', pending(8_192_000)],
  ['100.150000', 'ram_save_iterate_big_wait big wait: 59 milliseconds, 2048 iterations'],
  ['101.200000', 'migration_bitmap_sync_start '],
  ['101.200250', 'migration_bitmap_sync_end dirty_pages 3252'],
  ['101.200260', 'migration_throttle '],
  ['101.200300', pending(4_096_000)],
  ['101.400000', 'migration_bitmap_sync_start '],
  ['101.400100', 'migration_bitmap_sync_end dirty_pages 383'],
  ['101.400200', pending(1_568_768)],
  ['101.400300', 'migration_completion_vm_stop ret 0'],
  ['101.400400', 'migration_bitmap_sync_start '],
  ['101.400500', 'migration_bitmap_sync_end dirty_pages 386'],
]);

describe('the trace of a migration', () => {
  it('has a round for each synchronisation', () => {
    const { syncs, bigWaits } = readTrace(WRITER);
    expect(bigWaits).toBe(1);
    expect(syncs.map((sync) => [sync.pendingPages, sync.lastPendingPages])).toEqual([
      [32850, 2000],
      [1000, 1000],
      [383, 383],
      [undefined, undefined],
    ]);
    expect(syncs.map(({ isStopped }) => isStopped)).toEqual([false, false, false, true]);
    expect(syncs.map(({ isThrottled }) => isThrottled)).toEqual([false, true, false, false]);
    expect(syncs.map(({ thresholdBytes }) => thresholdBytes)).toEqual([
      0, 6712400, 6712400, 6712400,
    ]);
    expect(syncs[1]?.endSeconds).toBe(101.20025);
  });

  it("takes new pages from QEMU's counter, which starts again after a second", () => {
    // It started again after the second one (1.2 s), and not before the last one (0.2 s).
    const { syncs } = readTrace(WRITER);
    expect(syncs.map(({ newDirtyPages }) => newDirtyPages)).toEqual([0, 3252, 383, 3]);
    expect(syncs.map(({ periodDirtyPages }) => periodDirtyPages)).toEqual([0, 3252, 383, 386]);
  });

  it.each([
    ['fell', 2000, undefined, 2000],
    ['fits into what is left', 7000, 7500, 7000],
    ['does not fit into it', 7000, 2600, 2000],
    ['is too little for it', 5100, 8000, 100],
    ['is the last one', 7000, undefined, 2000],
  ])('after just a second decides by what is left: it %s', (_, period, left, found) => {
    const { syncs } = readTrace(
      log([
        ['1.000000', 'migration_bitmap_sync_start '],
        ['1.000100', 'migration_bitmap_sync_end dirty_pages 0'],
        ['2.000000', 'migration_bitmap_sync_start '],
        ['2.000900', 'migration_bitmap_sync_end dirty_pages 5000'],
        ['2.100000', pending(4096 * 1000)],
        ['2.500000', 'migration_bitmap_sync_start '],
        ['2.500100', `migration_bitmap_sync_end dirty_pages ${period}`],
        ...(left === undefined ? [] : [['2.500200', pending(4096 * left)] as const]),
      ]),
    );
    expect(syncs.map(({ newDirtyPages }) => newDirtyPages)).toEqual([0, 5000, found]);
  });

  it('knows an estimate and an exact look of newer releases', () => {
    const { syncs } = readTrace(
      log([
        ['1.0', 'migration_bitmap_sync_start '],
        ['1.1', 'migration_bitmap_sync_end dirty_pages 0'],
        ['1.2', 'migrate_pending_estimate estimate pending size 40960 (pre = 0 post=0)'],
        ['1.3', 'migrate_pending_exact exact pending size 8192 (pre = 0 post=0)'],
      ]),
    );
    expect(syncs).toMatchObject([{ pendingPages: 10, lastPendingPages: 2 }]);
  });

  it('is empty for a log without events', () => {
    expect(readTrace('qemu: a warning\n').syncs).toEqual([]);
  });
});
