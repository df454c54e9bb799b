/** Pages of a round, whichever way they went. */
import { expect, it } from 'vitest';
import type { MigrationResult } from '../../../../sim/run/result/result.ts';
import { pagesDue } from '../../../../sim/study/validate/quantity.ts';

it('counts pages sent, zero, sent as changes and skipped', () => {
  const rounds = [
    { sent: 100, zeroPages: 20, skipped: 3 },
    { sent: 10, zeroPages: 0, deltaPages: 40, skipped: 0 },
  ];
  expect(pagesDue({ rounds } as unknown as MigrationResult)).toEqual([123, 50]);
});
