/**
 * The machines of the paper: two hosts with two 6-core 2.4 GHz Opterons and 32 GB each, Xen 3.2.1.
 *
 * The paper states the hosts and the hypervisor, some migration times and Dom0's CPU use, and
 * nothing else: not the link's rate, not Dom0's virtual CPUs, not one cost. What is calibrated
 * below is calibrated on rows of its claims; what is assumed has a range, and `reproduce
 * --sensitivity` shows what depends on it.
 */

import { MIB } from '../../sim/engine/kernel/unit.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, type Provenance, profile } from './profile.ts';
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
  hostCpus: [12, paper],
  hostMemory: [32 * 1024 * MIB, paper],
  dom0Vcpus: [
    12,
    assumed(1, 12, 'not stated; without dom0_max_vcpus Xen gives as many as there are CPUs'),
  ],
  schedulerRateLimit: [0, code('sched_credit.c of Xen 3.2 has none')],
  dom0Background: [1.4, calibrated(0, 2)],
} as const;

const network = {
  linkRate: [1e9, assumed(0.9e9, 2e9, 'not stated; Gigabit Ethernet')],
  linkEfficiency: [
    94.1,
    code('1448 bytes of payload in 1538 on the wire: TCP with time stamps, IPv4, Ethernet'),
  ],
  linkLatency: [100 * US, assumed(20 * US, 500 * US, 'one switched hop')],
  sendBuffer: [68 * 1024, calibrated(16 * 1024, 128 * 1024)],
  receiveBuffer: [40 * 1024, calibrated(16 * 1024, 128 * 1024)],
  storageRate: [
    60e6 * 8,
    assumed(30e6 * 8, 110e6 * 8, 'a network file server on Gigabit Ethernet'),
  ],
} as const;

const source = {
  sourceCpuPerPeek: [
    60 * US,
    assumed(20 * US, 200 * US, '33 KB copied, guest stopped and started'),
  ],
  sourceCpuPerScan: [4, assumed(1, 10, 'a permutation and a few bit tests')],
  sourceCpuPerBatch: [
    300 * US,
    assumed(50 * US, 1000 * US, 'map ioctl, type hypercall, unmap with a TLB flush'),
  ],
  sourceCpuPerPreparedPage: [11.5 * US, calibrated(5 * US, 20 * US)],
  sourceCpuPerPage: [18.4 * US, calibrated(10 * US, 25 * US)],
  sourceCpuPerClean: [
    5 * MS,
    assumed(1 * MS, 20 * MS, 'bitmap copied and emptied, all shadows torn down, TLB flushed'),
  ],
} as const;

const destination = {
  destinationCpuPerBatch: [
    300 * US,
    assumed(50 * US, 1000 * US, 'populate hypercall, map ioctl, unmap with a TLB flush'),
  ],
  destinationCpuPerMappedPage: [2 * US, calibrated(1 * US, 10 * US)],
  destinationCpuPerNewPage: [13.6 * US, calibrated(10 * US, 30 * US)],
  destinationCpuPerPage: [17.4 * US, calibrated(5 * US, 20 * US)],
  destinationCpuPerFinish: [100, assumed(20, 500, 'pins, contexts, and 8 bytes of P2M a page')],
} as const;

const guest = {
  p2mSlack: [8 * MIB, code('PV Linux of 2008; a receiver log of 2009')],
  guestCpuPerFault: [
    4 * US,
    assumed(0, 8 * US, 'no figure exists; 2 to 6 us a fault, with its part of the rebuilt tables'),
  ],
  guestCpuPerClean: [
    0,
    assumed(0, 10 * MS, 'in guestCpuPerFault here: tables are rebuilt as pages are touched'),
  ],
  guestIdleCpu: [0, assumed(0, 2, 'a tickless Linux wakes a few times a second')],
  guestCpuPerWrite: [200, assumed(50, 1000, 'one cache miss and a loop')],
  guestDirtyRate: [40, assumed(5, 200, 'timers, logs, daemons of an idle Linux')],
  guestWorkingSet: [400, assumed(100, 2000, 'as above')],
  guestHotPages: [0, assumed(0, 100, 'none told apart: the working set is written as a whole')],
  guestHotRate: [0, assumed(0, 10_000, 'as above')],
  guestSuspendPages: [
    205,
    assumed(50, 1000, 'measured on Linux 6.1 under Xen 4.17; Linux 2.6.24 may differ'),
  ],
  guestSuspendCpu: [20 * MS, assumed(5 * MS, 100 * MS, 'freeze, frontends, other virtual CPUs')],
} as const;

const toolstack = {
  checkCpu: [60 * MS, assumed(20 * MS, 200 * MS, 'xend is Python')],
  connectCpu: [20 * MS, assumed(5 * MS, 50 * MS, 'as above')],
  destinationCreateCpu: [120 * MS, assumed(50 * MS, 300 * MS, 'domain, devices, backends')],
  destinationCreateWait: [
    300 * MS,
    assumed(100 * MS, 1000 * MS, 'hotplug scripts, balloon sleeps'),
  ],
  sourceSetupCpu: [
    80 * MS,
    assumed(30 * MS, 200 * MS, 'start of xc_save, shadows, M2P, P2M check'),
  ],
  suspendHopCpu: [
    3 * MS,
    assumed(1 * MS, 10 * MS, 'xenstored and xend, a few system calls and Python each'),
  ],
  suspendHopsBefore: [2, code('xc_save -> xend -> xenstore')],
  suspendHopsAfter: [3, code('VIRQ -> xenstored -> xend -> xc_save')],
  teardownCpu: [40 * MS, assumed(10 * MS, 150 * MS, 'destroyDomain, device removal')],
  teardownWait: [
    150 * MS,
    assumed(50 * MS, 500 * MS, 'the backend goes when its hotplug script has run'),
  ],
  teardownPoll: [100 * MS, code('testDeviceComplete, 0.1 s')],
  activateCpu: [40 * MS, assumed(10 * MS, 150 * MS, 'xenstore entries, introduce, unpause')],
  activateWait: [200 * MS, assumed(50 * MS, 1000 * MS, 'waitForDevices: hotplug')],
} as const;

/** The profile; the paper's figures are all made with it. */
export const OPTERON_XEN_3_2_1 = profile({
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
});
