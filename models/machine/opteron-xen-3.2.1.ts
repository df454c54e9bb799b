/**
 * The machines of the paper: two hosts with two 6-core 2.4 GHz Opterons and 32 GB each, Xen 3.2.1.
 *
 * The paper states the hosts and the hypervisor, some migration times and Dom0's CPU use, and
 * nothing else: not the link's rate, not Dom0's virtual CPUs, not one cost. What is calibrated
 * below is calibrated on rows of its claims; what is assumed has a range, and `reproduce
 * --sensitivity` shows what hangs on it.
 */

import { MIB } from '../../sim/engine/kernel/unit.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, ns, of } from './parameter.ts';
import type { Profile, Provenance } from './profile.ts';
import { QEMU } from './qemu.ts';

const MS = 1e6;
const US = 1e3;

const paper: Provenance = { kind: 'measured', where: 'the paper, section 3' };

function calibrated(low: number, high: number): Provenance {
  return { kind: 'calibrated', on: CALIBRATED_ON, range: [low, high] };
}

/** Claims that the calibrated values were chosen by; every other claim is a prediction. */
export const CALIBRATED_ON = [
  'C021',
  'C101',
  'C102',
  'C103',
  'C104',
  'C106',
  'C201',
  'C202',
  'C203',
  'C304',
  'C401',
  'C402',
  'C403',
  'C404',
] as const;

const host = {
  hostCpus: of(12, 'count', paper, 'physical CPUs of a host'),
  hostMemory: of(32 * 1024 * MIB, 'bytes', paper, 'memory of a host'),
  dom0Vcpus: of(
    12,
    'count',
    assumed(1, 12, 'not stated; without dom0_max_vcpus Xen gives as many as there are CPUs'),
    'virtual CPUs of Dom0; they share its cap while they are active',
  ),
  schedulerRateLimit: ns(
    0,
    code('sched_credit.c of Xen 3.2 has none'),
    'time for which one that runs is not preempted',
  ),
  dom0Background: of(
    1.4,
    'percent',
    calibrated(0, 2),
    'CPU that Dom0 uses for all but migrations, percent of one CPU',
  ),
} as const;

const network = {
  linkRate: of(
    1e9,
    'bit/s',
    assumed(0.9e9, 2e9, 'not stated; Gigabit Ethernet'),
    'rate of the link',
  ),
  linkEfficiency: of(
    94.1,
    'percent',
    code('1448 bytes of payload in 1538 on the wire: TCP with time stamps, IPv4, Ethernet'),
    'payload in what a link carries',
  ),
  linkLatency: ns(100 * US, assumed(20 * US, 500 * US, 'one switched hop'), 'delay of a message'),
  sendBuffer: of(
    68 * 1024,
    'bytes',
    calibrated(16 * 1024, 128 * 1024),
    'socket buffer of the sender',
  ),
  receiveBuffer: of(
    40 * 1024,
    'bytes',
    calibrated(16 * 1024, 128 * 1024),
    'socket buffer of the receiver',
  ),
  storageRate: of(
    60e6 * 8,
    'bit/s',
    assumed(30e6 * 8, 110e6 * 8, 'a network file server on Gigabit Ethernet'),
    'rate of the storage that both hosts reach',
  ),
} as const;

const source = {
  sourceCpuPerPeek: ns(
    60 * US,
    assumed(20 * US, 200 * US, '33 KB copied, guest stopped and started'),
    'CPU of a PEEK of the log-dirty bitmap; the guest stands meanwhile',
  ),
  sourceCpuPerScan: ns(
    4,
    assumed(1, 10, 'a permutation and a few bit tests'),
    'CPU to look at one position of a pass',
  ),
  sourceCpuPerBatch: ns(
    300 * US,
    assumed(50 * US, 1000 * US, 'map ioctl, type hypercall, unmap with a TLB flush'),
    'CPU of a batch whatever its size',
  ),
  sourceCpuPerPreparedPage: ns(
    11.5 * US,
    calibrated(5 * US, 20 * US),
    'CPU to map a page, fetch its type and canonicalise it, before the batch is written',
  ),
  sourceCpuPerPage: ns(
    18.4 * US,
    calibrated(10 * US, 25 * US),
    'CPU to write a page: system call, copy, TCP, driver',
  ),
  sourceCpuPerClean: ns(
    5 * MS,
    assumed(1 * MS, 20 * MS, 'bitmap copied and emptied, all shadows torn down, TLB flushed'),
    'CPU of a CLEAN of the log-dirty bitmap; the guest stands meanwhile',
  ),
} as const;

const destination = {
  destinationCpuPerBatch: ns(
    300 * US,
    assumed(50 * US, 1000 * US, 'populate hypercall, map ioctl, unmap with a TLB flush'),
    'CPU of a batch whatever its size',
  ),
  destinationCpuPerMappedPage: ns(
    2 * US,
    calibrated(1 * US, 10 * US),
    'CPU to map a page, before the contents of the batch are read',
  ),
  destinationCpuPerNewPage: ns(
    13.6 * US,
    calibrated(10 * US, 30 * US),
    'CPU to populate a page at its first arrival',
  ),
  destinationCpuPerPage: ns(
    17.4 * US,
    calibrated(5 * US, 20 * US),
    'CPU to read a page: TCP, copy into the guest, M2P update',
  ),
  destinationCpuPerFinish: ns(
    100,
    assumed(20, 500, 'pins, contexts, and 8 bytes of P2M a page'),
    'CPU per page of the P2M to complete the guest after its last page',
  ),
} as const;

const guest = {
  p2mSlack: of(
    8 * MIB,
    'bytes',
    code('PV Linux of 2008; a receiver log of 2009'),
    'unmapped pfns above memory',
  ),
  guestCpuPerFault: ns(
    4 * US,
    assumed(0, 8 * US, 'no figure exists; 2 to 6 us a fault, with its part of the rebuilt tables'),
    "guest's CPU for the first write to a page after a CLEAN",
  ),
  guestCpuPerClean: ns(
    0,
    assumed(0, 10 * MS, 'in guestCpuPerFault here: tables are rebuilt as pages are touched'),
    "guest's CPU to rebuild shadow page tables after each CLEAN, whatever it writes",
  ),
  guestIdleCpu: of(
    0,
    'percent',
    assumed(0, 2, 'a tickless Linux wakes a few times a second'),
    'CPU that a guest uses while its workload sleeps',
  ),
  guestCpuPerWrite: ns(
    200,
    assumed(50, 1000, 'one cache miss and a loop'),
    'CPU per write of a timer-paced writer',
  ),
  guestDirtyRate: of(
    40,
    'pages/s',
    assumed(5, 200, 'timers, logs, daemons of an idle Linux'),
    "writes of the guest kernel's housekeeping",
  ),
  guestWorkingSet: of(400, 'pages', assumed(100, 2000, 'as above'), 'pages they go to'),
  guestHotPages: of(
    0,
    'pages',
    assumed(0, 100, 'none told apart: the working set is written as a whole'),
    'pages of it that the kernel writes most of the time',
  ),
  guestHotRate: of(0, 'pages/s', assumed(0, 10_000, 'as above'), 'writes that go to these'),
  guestSuspendPages: of(
    205,
    'pages',
    assumed(50, 1000, 'measured on Linux 6.1 under Xen 4.17; Linux 2.6.24 may differ'),
    'pages dirtied by the suspend itself',
  ),
  guestSuspendCpu: ns(
    20 * MS,
    assumed(5 * MS, 100 * MS, 'freeze, frontends, other virtual CPUs'),
    "guest's CPU from the request to its suspend hypercall",
  ),
} as const;

const toolstack = {
  checkCpu: ns(
    60 * MS,
    assumed(20 * MS, 200 * MS, 'xend is Python'),
    'look-up and device tests (source)',
  ),
  connectCpu: ns(
    20 * MS,
    assumed(5 * MS, 50 * MS, 'as above'),
    'connection and hand-shake (each host)',
  ),
  destinationCreateCpu: ns(
    120 * MS,
    assumed(50 * MS, 300 * MS, 'domain, devices, backends'),
    'creation of the domain (destination)',
  ),
  destinationCreateWait: ns(
    300 * MS,
    assumed(100 * MS, 1000 * MS, 'hotplug scripts, balloon sleeps'),
    'waiting during the creation',
  ),
  sourceSetupCpu: ns(
    80 * MS,
    assumed(30 * MS, 200 * MS, 'start of xc_save, shadows, M2P, P2M check'),
    'set-up of the copy (source)',
  ),
  suspendHopCpu: ns(
    3 * MS,
    assumed(1 * MS, 10 * MS, 'xenstored and xend, a few system calls and Python each'),
    'one hop of the suspend hand-shake (source)',
  ),
  suspendHopsBefore: of(
    2,
    'count',
    code('xc_save -> xend -> xenstore'),
    'hops before the guest hears of it',
  ),
  suspendHopsAfter: of(
    3,
    'count',
    code('VIRQ -> xenstored -> xend -> xc_save'),
    'hops after it stopped',
  ),
  teardownCpu: ns(
    40 * MS,
    assumed(10 * MS, 150 * MS, 'destroyDomain, device removal'),
    'removal of the old domain (source)',
  ),
  teardownWait: ns(
    150 * MS,
    assumed(50 * MS, 500 * MS, 'the backend goes when its hotplug script has run'),
    'until its block devices are gone',
  ),
  teardownPoll: ns(100 * MS, code('testDeviceComplete, 0.1 s'), 'granularity of looking for that'),
  activateCpu: ns(
    40 * MS,
    assumed(10 * MS, 150 * MS, 'xenstore entries, introduce, unpause'),
    'activation (destination)',
  ),
  activateWait: ns(
    200 * MS,
    assumed(50 * MS, 1000 * MS, 'waitForDevices: hotplug'),
    'waiting for devices before the guest may run',
  ),
} as const;

/** The profile; the paper's figures are all made with it. */
export const OPTERON_XEN_3_2_1 = {
  name: 'opteron-xen-3.2.1',
  title: 'two hosts with two 6-core 2.4 GHz Opterons and 32 GB each, Xen 3.2.1',
  hypervisor: { version: 'Xen 3.2.1', debit: 'sampled', toolstack: 'xend' },
  parameters: {
    ...host,
    ...network,
    ...source,
    ...destination,
    ...guest,
    ...IO,
    ...toolstack,
    ...QEMU,
  },
} as const satisfies Profile;
