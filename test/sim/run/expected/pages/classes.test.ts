/** The classes of pages of a guest, by known values. */
import { describe, expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../../models/machine/registry.ts';
import type { WorkloadSpec } from '../../../../../models/workload/index.ts';
import { cpusOf, writtenOf } from '../../../../../sim/run/expected/pages/classes.ts';
import { layoutOf } from '../../../../../sim/run/world/layout.ts';
import type { GuestSpec } from '../../../../../sim/scenario/scenario.ts';

const MIB = 2 ** 20;
const SLACK_PAGES = 2048;
const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const parameters = {
  ...parameterValues(profile, {}),
  guestWorkingSet: 400,
  guestHotPages: 100,
  guestHotRate: 5000,
  guestDirtyRate: 40,
  guestSuspendPages: 64,
  guestCpuPerFault: 2000,
  guestCpuPerWrite: 200,
  guestIdleCpu: 0,
};

type Write = Extract<WorkloadSpec, { kind: 'write' }>;
const WRITE: Write = {
  kind: 'write',
  pagesPerSecond: 3000,
  workingSetBytes: 16 * MIB,
  pattern: 'uniform',
  pacing: 'cpu',
};

function guestOf(workload: WorkloadSpec, more: Partial<GuestSpec> = {}): GuestSpec {
  const sizes = { memoryBytes: 256 * MIB, vcpus: 1, weight: 256, firmwarePages: 0 } as const;
  return { host: 'a', ...sizes, zeroPages: { layout: 'top' }, workload, ...more };
}

/** Classes without their places in a plain scan. */
function classesOf(guest: GuestSpec, scan: 'plain' | 'rotated' = 'plain') {
  const p2mPages = guest.memoryBytes / 4096 + SLACK_PAGES;
  const layout = layoutOf(guest, parameters);
  return writtenOf(guest, { parameters, layout, p2mPages, scan });
}

const KERNEL = [
  { pages: 100, order: 'uniform', writesPerSecond: 5000, faultWrites: 0 },
  { pages: 300, order: 'uniform', writesPerSecond: 40, faultWrites: 0 },
];

describe('a guest of 256 MiB', () => {
  test('that is idle has the classes of its kernel, at the start of the scan', () => {
    const classes = classesOf(guestOf({ kind: 'idle' }));
    expect(classes).toMatchObject(KERNEL);
    for (const { places = [] } of classes) expect(places[0]).toBeCloseTo(1, 12);
  });

  test('paced by its CPU writes at its rate on that CPU, and pays for faults', () => {
    const [, , own] = classesOf(guestOf(WRITE, { capPercent: 50 }));
    const faultWrites = 2000 * 3000 * 1e-9;
    expect(own).toMatchObject({ pages: 4096, order: 'uniform', writesPerSecond: 1500 });
    expect(own?.faultWrites).toBeCloseTo(faultWrites, 15);
  });

  test('paced by a timer keeps its rate under a cap, as far as its CPU reaches', () => {
    const timed: Write = { ...WRITE, pacing: 'timer' };
    const [, , kept] = classesOf(guestOf(timed, { capPercent: 50 }));
    expect(kept?.writesPerSecond).toBeCloseTo(3000, 9);
    const fast = { ...timed, pagesPerSecond: 4e6 };
    const [, , short] = classesOf(guestOf(fast, { capPercent: 50 }));
    expect(short?.writesPerSecond).toBeCloseTo(0.5 / 200e-9, 3);
    expect(short?.faultWrites).toBe(0);
  });

  test('has no more pages than its room: all but kernel and suspend', () => {
    const [, , own] = classesOf(guestOf({ ...WRITE, workingSetBytes: 1024 * MIB }));
    expect(own?.pages).toBe(65_536 - 400 - 64);
  });

  test('lies in the scan where its pages are', () => {
    const [, , own] = classesOf(guestOf({ ...WRITE, workingSetBytes: 32 * MIB }));
    const { places = [] } = own ?? {};
    expect(places.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
    // Pages 400 to 8592 of 67,584 in eight stretches of 8448.
    expect(places[0]).toBeCloseTo(0.98, 1);
    expect(places.slice(2)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('of a dirty profile has no kernel beside it, and lies scattered', () => {
    const points = [{ windowNs: 1e9, pages: 500 }];
    const classes = classesOf(guestOf({ kind: 'profile', points, intensityPercent: 0 }));
    expect(classes).toHaveLength(1);
    expect(classes[0]?.places).toBeUndefined();
  });
});

test('kernel and suspend have at most a quarter of a small guest each', () => {
  const guest = guestOf({ kind: 'idle' }, { memoryBytes: 128 * 4096 });
  const { kernel, room, suspendPages } = layoutOf(guest, parameters);
  expect(kernel.map(({ region }) => region)).toEqual([{ firstPfn: 0, pages: 32 }]);
  expect(room).toEqual({ firstPfn: 32, pages: 64 });
  expect(suspendPages).toBe(32);
});

test.each([
  [1, Infinity, 1],
  [2, Infinity, 2],
  [2, 50, 0.5],
  [1, 300, 1],
])('%i virtual CPUs with a cap of %d %% are %d CPUs', (vcpus, capPercent, cpus) => {
  expect(cpusOf(guestOf({ kind: 'idle' }, { vcpus, capPercent }))).toBe(cpus);
});
