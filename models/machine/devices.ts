/**
 * What the devices of a guest take to be moved under QEMU, where a scenario does not say: each
 * number with its source. They belong to the device and its driver, not to the machine.
 */
import { MIB, NS_PER_MS as MS } from '../../sim/engine/kernel/unit.ts';
import type { Devices } from '../../sim/engine/mechanism/devices.ts';
import type { Provenance } from './profile.ts';

const KIB = MIB / 1024;

type Stated = readonly [value: number, source: Provenance];

/** The number is assumed; it could as well lie anywhere in the range. */
function assumed(low: number, high: number, why: string): Provenance {
  return { kind: 'assumed', range: [low, high], why };
}

/** A device of a kind: state in bytes, times in ns. */
export type DeviceNumbers = Readonly<Record<'state' | 'save' | 'load', Stated>>;

export const DEVICES: Readonly<Record<Devices['kind'], DeviceNumbers>> = {
  vfio: {
    state: [
      4496 * KIB,
      { kind: 'measured', where: 'vfio device transferred, info migrate, qemu-devel 2024-07' },
    ],
    save: [20 * MS, assumed(2 * MS, 100 * MS, 'a network function is stopped, its state read')],
    load: [80 * MS, assumed(10 * MS, 300 * MS, 'its state written, queues and interrupts set up')],
  },
  vhost: {
    state: [4 * KIB, assumed(1 * KIB, 64 * KIB, 'rings and features of a virtio device')],
    save: [0.2 * MS, assumed(0.05 * MS, 5 * MS, 'rings stopped, requests under way awaited')],
    load: [1 * MS, assumed(0.1 * MS, 20 * MS, 'memory table and rings set up again')],
  },
  gpu: {
    state: [256 * MIB, assumed(16 * MIB, 16_384 * MIB, 'frame buffer that pre-copy left')],
    save: [100 * MS, assumed(20 * MS, 1000 * MS, 'engines stopped, contexts saved')],
    load: [200 * MS, assumed(50 * MS, 2000 * MS, 'contexts restored, engines started')],
  },
  other: {
    state: [0, assumed(0, 1 * MIB, 'said by the scenario')],
    save: [0, assumed(0, 100 * MS, 'said by the scenario')],
    load: [0, assumed(0, 100 * MS, 'said by the scenario')],
  },
};
