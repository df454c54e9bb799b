/** Costs of a batch, against sums made by hand. */
import { describe, expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../models/machine/registry.ts';
import {
  costsOf,
  plainCost,
  receiverCost,
  senderCost,
} from '../../../../sim/engine/mechanism/batch-cost.ts';
import { WIRE_QEMU } from '../../../../sim/engine/mechanism/wire-format-qemu.ts';
import { WIRE_V1 } from '../../../../sim/engine/mechanism/wire-format-v1.ts';

const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const parameters = {
  ...parameterValues(profile, {}),
  sourceCpuPerBatch: 1000,
  sourceCpuPerPreparedPage: 10,
  sourceCpuPerPage: 300,
  destinationCpuPerBatch: 2000,
  destinationCpuPerMappedPage: 20,
  destinationCpuPerNewPage: 500,
  destinationCpuPerPage: 400,
  qemuCpuPerSync: 2000,
  qemuCpuPerSyncedGib: 300,
  qemuCpuPerVhostGib: 40,
  qemuCpuPerZeroPage: 7,
};
const xen = { parameters, wire: WIRE_V1 };
const batch = { pages: 100, newPages: 40, zeroPages: 0 };

describe('a batch of Xen', () => {
  test('costs its sender CPU per batch and per page, a guest that slows it down more', () => {
    const { bytes, cpuNs, nsPerByte } = senderCost(batch, xen, 1.5);
    expect(bytes).toBe(WIRE_V1.batchBytes(100));
    expect(cpuNs).toBe(1000 + 1.5 * 10 * 100);
    expect(nsPerByte * bytes).toBeCloseTo(1.5 * 300 * 100, 6);
  });

  test('costs its receiver memory for new pages, and the mapping of all', () => {
    const { bytes, cpuNs, nsPerByte } = receiverCost(batch, xen);
    expect(cpuNs).toBe(2000 + 20 * 100 + 500 * 40);
    expect(nsPerByte * bytes).toBeCloseTo(400 * 100, 6);
  });
});

/** A GiB with two vhost devices. */
const GUEST = {
  memoryBytes: 2 ** 30,
  devices: [
    { kind: 'vhost', count: 2, stateBytes: 0, saveNs: 0, loadNs: 0, atOnce: 1 },
    { kind: 'vfio', count: 3, stateBytes: 0, saveNs: 0, loadNs: 0, atOnce: 1 },
  ],
} as const;

test('QEMU neither creates nor maps, and pays for zeros by looking at them', () => {
  const costs = { parameters: costsOf(parameters, WIRE_QEMU, GUEST), wire: WIRE_QEMU };
  const zeros = { pages: 64, newPages: 10, zeroPages: 54 };
  expect(senderCost(zeros, costs, 1).cpuNs).toBe(7 * 54);
  expect(receiverCost(zeros, costs).cpuNs).toBe(500 * 10 + 7 * 54);
  const { bytes, nsPerByte } = senderCost(zeros, costs, 1);
  expect(nsPerByte * bytes).toBeCloseTo(300 * 10, 6);
  expect(costsOf(parameters, WIRE_V1, GUEST)).toBe(parameters);
});

test('QEMU reads the log of the memory and of each vhost device', () => {
  const read = (memoryBytes: number): number =>
    costsOf(parameters, WIRE_QEMU, { ...GUEST, memoryBytes }).sourceCpuPerClean;
  expect(read(2 ** 30)).toBe(2000 + 300 + 2 * 40);
  expect(read(256 * 2 ** 30)).toBe(2000 + 256 * (300 + 2 * 40));
});

test('bytes that are no pages cost as much as the bytes of pages', () => {
  const { writeNsPerByte, readNsPerByte } = plainCost(parameters);
  expect(4096 * writeNsPerByte).toBeCloseTo(300, 9);
  expect(4096 * readNsPerByte).toBeCloseTo(400, 9);
});
