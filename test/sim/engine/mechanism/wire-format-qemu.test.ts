/** Sizes of QEMU's stream against replies of query-migrate. */
import { expect, test } from 'vitest';
import { WIRE_QEMU } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';

const { batchBytes } = WIRE_QEMU;

test('a page has 8 B before its contents, and a page of zeros is 9 B', () => {
  expect(batchBytes(1, 0)).toBe(4104);
  expect(batchBytes(1, 1)).toBe(9);
  expect(batchBytes(64, 60)).toBe(4 * 4104 + 60 * 9);
});

test('normal and duplicate pages of two replies come to their transferred bytes', () => {
  // test/sim/study/import/fixtures/qemu-2020.log: normal, duplicate, transferred.
  for (const [normal, duplicate, transferred] of [
    [335_991, 1_765_164, 1_394_795_636],
    [335_313, 1_765_147, 1_392_012_875],
  ] as const) {
    const rest = transferred - batchBytes(normal + duplicate, duplicate);
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(4096);
  }
});
