/**
 * What QEMU, or a post-copy migration, costs on a machine beside what any migration does there. No
 * experiment of the paper depends on these numbers; a profile whose machine was measured under QEMU
 * puts its own in their place.
 */
import { assumed } from './profile.ts';

const MS = 1e6;
const US = 1e3;

/** Parameters of QEMU's migration; nothing else uses them. */
export const QEMU = {
  guestZeroPages: [
    20,
    assumed(0, 84, 'depends on the guest; 84 % of 8 GiB in a reply of query-migrate of 2020'),
  ],
  qemuSetupCpu: [20 * MS, assumed(2 * MS, 43 * MS, 'setup-time in replies of query-migrate')],
  qemuCpuPerSync: [
    2 * MS,
    assumed(0.2 * MS, 10 * MS, 'dirty log of 1 GiB fetched and merged, pages protected again'),
  ],
  qemuCpuPerZeroPage: [0.5 * US, assumed(0.2 * US, 2 * US, '4 KiB compared from memory')],
  qemuStopCpu: [2 * MS, assumed(0.5 * MS, 20 * MS, 'virtual CPUs kicked, block devices flushed')],
  qemuDeviceState: [
    256 * 1024,
    assumed(64 * 1024, 1024 * 1024, 'virtual CPUs, virtio devices, firmware'),
  ],
  qemuStartCpu: [
    10 * MS,
    assumed(2 * MS, 50 * MS, 'device state loaded, virtual CPUs started, address announced'),
  ],
  guestCpuPerReadPage: [2 * US, assumed(0.4 * US, 5 * US, '2 GB/s from memory')],
  postCopyFaultCpu: [
    20 * US,
    assumed(5 * US, 100 * US, 'fault handed to the process, request, page put in place'),
  ],
} as const;
