/** Sizes of a migration v2 stream against those that Xen 4.17 wrote. */
import { expect, test } from 'vitest';
import {
  batchBytes,
  batchHeadBytes,
  streamHeadBytes,
  streamTailBytes,
} from '../../../../sim/engine/mechanism/wire-format-v2.ts';

test('a full batch has a word and a page for each, and 16 B before them', () => {
  expect(batchHeadBytes(1024)).toBe(8 + 8 + 8192);
  expect(batchBytes(1024)).toBe(4_202_512);
});

test('sizes are those that the save helper of Xen 4.17 wrote (128 MiB and 96 MiB, idle)', () => {
  // Rounds 1 and 2 of 58 and 44 pages, the last of 205 with the records after it.
  expect(batchBytes(58)).toBe(238_048);
  expect(batchBytes(44)).toBe(180_592);
  expect(batchBytes(205) + streamTailBytes(0, 1)).toBe(850_744);
  // What bytes_sent has more than its rounds.
  expect(streamHeadBytes(32_768)).toBe(1864);
  expect(streamHeadBytes(24_576)).toBe(1736);
});

test('the same of a PVH guest of 128 MiB: frames without memory are a word each', () => {
  // Round 1 lists 1,044,480 frames in 1020 batches, 32,784 of them with memory.
  const round = 32 * batchBytes(1024) + batchBytes(16, 0, 1008);
  expect(round + 987 * batchBytes(0, 0, 1024)).toBe(142_655_424);
  expect(batchBytes(321) + streamTailBytes(0, 1, 'pvh')).toBe(1_320_096);
  expect(streamHeadBytes(1_044_480, 'pvh')).toBe(1320);
});
