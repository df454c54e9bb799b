/**
 * What guests' I/O costs on the machines of the paper. It states none of it; the rows of Figure 9
 * and of the network experiments depend on these numbers.
 */
import { assumed, code } from './profile.ts';

const MS = 1e6;
const US = 1e3;

/** Parameters of backends, packets and disks. */
export const IO = {
  dom0CpuPerPacket: [
    12.5 * US,
    // Netback, bridge and driver; 7 to 10 us on Xen of 2006.
    { kind: 'calibrated', on: ['C954', 'C955'], range: [12 * US, 13 * US] },
  ],
  guestCpuPerPacket: [8 * US, assumed(3 * US, 20 * US, 'system call, UDP, netfront')],
  packetRing: [256, code('NET_TX_RING_SIZE')],
  dom0CpuPerDiskRequest: [
    100 * US,
    assumed(30 * US, 300 * US, 'ring, grants, loop device, calls of the file server'),
  ],
  dom0CpuPerDiskPage: [
    30 * US,
    assumed(10 * US, 60 * US, 'network file system: TCP, two copies, grant mapping'),
  ],
  diskLatency: [
    10 * MS,
    // Round trips of a file server that reads ahead.
    { kind: 'calibrated', on: ['C903', 'C906'], range: [8 * MS, 11 * MS] },
  ],
  diskSeek: [8 * MS, assumed(4 * MS, 12 * MS, 'a disk of 7200 to 10000 rpm')],
  backendsApart: [
    0,
    assumed(0, 1, 'interrupts and wake affinity of Linux 2.6.18; see Host.newInterruptTask'),
  ],
  readCopySlowdown: [
    20,
    assumed(0, 30, 'the paper saw about 20 s instead of 17 and no reason; see C501'),
  ],
} as const;
