/**
 * What guests' I/O costs on the machines of the paper. It states none of it; the rows of Figure 9
 * and of the network experiments hang on these numbers.
 */
import { assumed, code, ns, of } from './parameter.ts';

const MS = 1e6;
const US = 1e3;

/** Parameters of backends, packets and disks. */
export const IO = {
  dom0CpuPerPacket: ns(
    12.5 * US,
    // Netback, bridge and driver; 7 to 10 us on Xen of 2006.
    { kind: 'calibrated', on: ['C954', 'C955'], range: [12 * US, 13 * US] },
    'CPU of Dom0 to pass a packet between a guest and the network',
  ),
  guestCpuPerPacket: ns(
    8 * US,
    assumed(3 * US, 20 * US, 'system call, UDP, netfront'),
    "guest's CPU to send a packet",
  ),
  packetRing: of(256, 'count', code('NET_TX_RING_SIZE'), 'packets that wait for netback'),
  dom0CpuPerDiskRequest: ns(
    100 * US,
    assumed(30 * US, 300 * US, 'ring, grants, loop device, calls of the file server'),
    'CPU of Dom0 per disk request of a guest',
  ),
  dom0CpuPerDiskPage: ns(
    30 * US,
    assumed(10 * US, 60 * US, 'network file system: TCP, two copies, grant mapping'),
    'CPU of Dom0 per page of a disk request',
  ),
  diskLatency: ns(
    10 * MS,
    // Round trips of a file server that reads ahead.
    { kind: 'calibrated', on: ['C903', 'C906'], range: [8 * MS, 11 * MS] },
    'from a request to its first byte',
  ),
  diskSeek: ns(
    8 * MS,
    assumed(4 * MS, 12 * MS, 'a disk of 7200 to 10000 rpm'),
    'what a request out of order takes longer',
  ),
  backendsApart: of(
    0,
    'count',
    assumed(0, 1, 'interrupts and wake affinity of Linux 2.6.18; see Host.newInterruptTask'),
    'whether backends run on other virtual CPUs of Dom0 than migrations: 1 yes, 0 no',
  ),
  readCopySlowdown: of(
    20,
    'percent',
    assumed(0, 30, 'the paper saw about 20 s instead of 17 and no reason; see C501'),
    'CPU that copying a page takes xc_save more while its guest reads all its memory',
  ),
} as const;
