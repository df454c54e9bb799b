/**
 * What QEMU, or a post-copy migration, costs on a machine beside what any migration does there. No
 * experiment of the paper hangs on these numbers; a profile whose machine was measured under QEMU
 * puts its own in their place.
 */
import { assumed, ns, of } from './parameter.ts';

const MS = 1e6;
const US = 1e3;

/** Parameters of QEMU's migration; nothing else uses them. */
export const QEMU = {
  guestZeroPages: of(
    20,
    'percent',
    assumed(0, 84, 'hangs on the guest; 84 % of 8 GiB in a reply of query-migrate of 2020'),
    'part of a guest that holds nothing but zeros until it is written',
  ),
  qemuSetupCpu: ns(
    20 * MS,
    assumed(2 * MS, 43 * MS, 'setup-time in replies of query-migrate'),
    'connection, threads, dirty log on (source)',
  ),
  qemuCpuPerSync: ns(
    2 * MS,
    assumed(0.2 * MS, 10 * MS, 'dirty log of 1 GiB fetched and merged, pages protected again'),
    'CPU of a synchronisation of the dirty bitmap; the guest goes on meanwhile',
  ),
  qemuCpuPerZeroPage: ns(
    0.5 * US,
    assumed(0.2 * US, 2 * US, '4 KiB compared from memory'),
    'CPU to find a page empty, and to take one in at the destination',
  ),
  qemuStopCpu: ns(
    2 * MS,
    assumed(0.5 * MS, 20 * MS, 'virtual CPUs kicked, block devices flushed'),
    'CPU to stop the guest (source)',
  ),
  qemuDeviceState: of(
    256 * 1024,
    'bytes',
    assumed(64 * 1024, 1024 * 1024, 'virtual CPUs, virtio devices, firmware'),
    'state of virtual CPUs and devices',
  ),
  qemuStartCpu: ns(
    10 * MS,
    assumed(2 * MS, 50 * MS, 'device state loaded, virtual CPUs started, address announced'),
    'CPU to start the guest (destination)',
  ),
  guestCpuPerReadPage: ns(
    2 * US,
    assumed(0.4 * US, 5 * US, '2 GB/s from memory'),
    'CPU of a reading guest per page, which says how soon after post-copy it misses its pages',
  ),
  postCopyFaultCpu: ns(
    20 * US,
    assumed(5 * US, 100 * US, 'fault handed to the process, request, page put in place'),
    'CPU per page that a guest misses after post-copy, on each host',
  ),
} as const;
