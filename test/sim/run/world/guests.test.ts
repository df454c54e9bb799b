/** How guests are built: where zeros lie in their memory, and what timed changes ask of writers. */
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import type { GuestMemory } from '../../../../sim/engine/machine/memory/guest-memory.ts';
import { writerChangesOf } from '../../../../sim/run/world/guests.ts';
import { buildWorld, guestOf } from '../../../../sim/run/world/world.ts';
import { loadScenario } from '../../../../sim/scenario/load.ts';

/** 64 MiB are 16,384 pages: 400 of the kernel, 16 that the suspend writes, as set here. */
const PAGES = 16_384;
const [KERNEL_PAGES, SUSPEND_PAGES] = [400, 16];
const PARAMETERS = { guestWorkingSet: KERNEL_PAGES, guestSuspendPages: SUSPEND_PAGES };

function scenarioOf(guest: object, migration: object = {}, more: object = {}) {
  const tree = {
    title: 'guests',
    parameters: PARAMETERS,
    hosts: { a: {}, b: {} },
    guests: { vm: { host: 'a', memory: '64 MiB', ...guest } },
    migrations: [{ guest: 'vm', to: 'b', ...migration }],
    ...more,
  };
  return loadScenario(JSON.stringify(tree), 'file', { profiles: PROFILES }).scenario;
}

function memoryOf(...args: Parameters<typeof scenarioOf>): GuestMemory {
  return guestOf(buildWorld(scenarioOf(...args)), 'vm').memory;
}

/** Numbers of the pages that hold nothing but zeros. */
function zerosOf(memory: GuestMemory): number[] {
  return Array.from({ length: memory.pages }, (_, pfn) => pfn).filter((pfn) => {
    return ((memory.zeros(pfn >>> 5) >>> (pfn & 31)) & 1) === 1;
  });
}

const QEMU = { policy: { name: 'qemu' } };
const writer = (workingSet: string, workingSetAt = '0 B') => ({
  zeroPages: '50 %',
  workload: { kind: 'write', rate: '100 pages/s', workingSet, workingSetAt },
});

describe('the memory of a guest', () => {
  it('has its zeros in one piece below the pages of the suspend', () => {
    const zeros = zerosOf(memoryOf(writer('8 MiB'), QEMU));
    expect(zeros).toHaveLength(PAGES / 2);
    expect(zeros.at(-1)).toBe(PAGES - SUSPEND_PAGES - 1);
    expect(zeros[0]).toBe(PAGES - SUSPEND_PAGES - PAGES / 2);
  });

  it('has zeros only above the working set', () => {
    const zeros = zerosOf(memoryOf(writer('48 MiB'), QEMU));
    expect(zeros[0]).toBe(KERNEL_PAGES + (48 * PAGES) / 64);
    expect(zeros.at(-1)).toBe(PAGES - SUSPEND_PAGES - 1);
  });

  it('leaves room for the largest working set of timed changes', () => {
    const changes = [{ at: '1 s', set: { 'vm.workload.workingSet': '48 MiB' } }];
    const zeros = zerosOf(memoryOf(writer('8 MiB'), QEMU, { changes }));
    expect(zeros[0]).toBe(KERNEL_PAGES + (48 * PAGES) / 64);
  });

  it('has its zeros from the bottom of the room, around the working set', () => {
    const zeroPages = { share: '50 %', layout: 'bottom' };
    const low = zerosOf(memoryOf({ ...writer('8 MiB', '4 MiB'), zeroPages }, QEMU));
    expect(low).toHaveLength(PAGES / 2);
    expect(low[0]).toBe(KERNEL_PAGES);
    const firstAbove = low.findIndex((pfn, index) => pfn !== KERNEL_PAGES + index);
    expect(firstAbove).toBe(1024);
    expect(low[firstAbove]).toBe(KERNEL_PAGES + 1024 + 2048);
  });

  it('has scattered zeros of the stated number anywhere but in the working set', () => {
    const zeroPages = { share: '30 %', layout: 'scattered' };
    const zeros = zerosOf(memoryOf({ ...writer('8 MiB', '4 MiB'), zeroPages }, QEMU));
    expect(Math.abs(zeros.length - 0.3 * PAGES)).toBeLessThan(30);
    const start = KERNEL_PAGES + 1024;
    expect(zeros.filter((pfn) => pfn >= start && pfn < start + 2048)).toEqual([]);
    const tenth = (from: number) => zeros.filter((pfn) => pfn >= from && pfn < from + 1638).length;
    for (const from of [4000, 8000, 12_000])
      expect(tenth(from) / zeros.length).toBeCloseTo(0.118, 2);
    expect(zerosOf(memoryOf({ ...writer('8 MiB', '4 MiB'), zeroPages }, QEMU))).toEqual(zeros);
  });

  it('has its firmware between its room and the pages of the suspend, of zeros', () => {
    const memory = memoryOf({ zeroPages: '0 %', firmwarePages: 82 }, QEMU);
    expect(memory.pages).toBe(PAGES + 82);
    const first = PAGES - SUSPEND_PAGES;
    expect(zerosOf(memory)).toEqual(Array.from({ length: 82 }, (_, index) => first + index));
  });

  it('writes its working set where it is, or at the top if that is too high', () => {
    for (const [at, first] of [
      ['4 MiB', KERNEL_PAGES + 1024],
      ['1 TiB', PAGES - SUSPEND_PAGES - 2048],
    ] as const) {
      const memory = memoryOf({ ...writer('8 MiB', at), zeroPages: '100 %' }, QEMU);
      const used = zerosOf(memory);
      expect(used).toHaveLength(PAGES - SUSPEND_PAGES - KERNEL_PAGES - 2048);
      expect(used).not.toContain(first);
      expect(used.includes(first + 2048)).toBe(at === '4 MiB');
      expect(used).toContain(first - 1);
    }
  });

  it('has no zeros where the migration does not look for them', () => {
    expect(zerosOf(memoryOf(writer('8 MiB')))).toEqual([]);
    expect(zerosOf(memoryOf(writer('8 MiB'), { mechanism: 'post-copy' }))).not.toEqual([]);
  });
});

it('timed changes of a writer are sorted by guest and by what they set', () => {
  const changes = [
    { at: '1 s', set: { 'vm.workload.rate': '900 pages/s', 'a.dom0.cap': '50 %' } },
    { at: '2 s', set: { 'vm.workload.workingSet': '4 MiB' } },
  ];
  const scenario = scenarioOf(writer('8 MiB'), {}, { changes });
  expect([...writerChangesOf(scenario)]).toEqual([
    [
      'vm',
      {
        rates: [{ atNs: 1e9, value: 900 }],
        workingSets: [{ atNs: 2e9, value: 4 * 2 ** 20 }],
      },
    ],
  ]);
  expect(writerChangesOf(scenarioOf(writer('8 MiB'))).size).toBe(0);
});
