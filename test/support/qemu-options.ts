/** The policy of QEMU as most of its tests have it. */
import type { QemuOptions } from '../../models/policy/qemu.ts';

export const OPTIONS: QemuOptions = {
  release: '8.2',
  bitsPerSecond: 2 ** 30,
  downtimeLimitSeconds: 0.3,
  maxSeconds: 600,
  onLimit: 'abandon',
};

/** 1000 pages a second. */
export const RATE = 1000 * 4096 * 8;
