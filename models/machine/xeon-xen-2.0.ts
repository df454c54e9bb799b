/**
 * The machines of Clark et al., Live Migration of Virtual Machines (NSDI 2005), section 6.1: two
 * Dell PE-2650 with Xeons of 2 GHz, one CPU used, 2 GB, switched Gigabit Ethernet, XenLinux 2.4.27.
 *
 * Guest and Dom0 share the one CPU. With `scheduler: fluid` each gets half when both want it, as
 * under the scheduler of Xen 2.0, which has no caps. Its hyper-threads are not modelled: two busy
 * ones slow each other to about half as well.
 *
 * The figures begin with the first round, and so does a run here: the stages before it take no
 * time. What lies between the rounds and the guest running again is taken from Figure 11, whose
 * last rounds are so small that nothing else is in them.
 */
import { MIB } from '../../sim/engine/kernel/unit.ts';
import type { ParameterName } from '../../sim/engine/mechanism/parameters.ts';
import { OPTERON_XEN_3_2_1 } from './opteron-xen-3.2.1.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, type Provenance, profile, type Stated } from './profile.ts';
import { QEMU } from './qemu.ts';

const MS = 1e6;
const US = 1e3;

function measured(where: string): Provenance {
  return { kind: 'measured', where: `Clark 2005, ${where}` };
}

function calibrated(figure: string, low: number, high: number): Provenance {
  return { kind: 'calibrated', on: [`Clark 2005, ${figure}`], range: [low, high] };
}

const setUp = measured('section 6.1');
const beforeFirstRound = (high: number): Provenance =>
  assumed(0, high, 'the figures begin with the first round');

const host = {
  hostCpus: [1, setUp],
  hostMemory: [2048 * MIB, setUp],
  dom0Vcpus: [1, code('a domain of Xen 2.0 has one')],
  dom0Background: [0, assumed(0, 10, 'what Dom0 does for the network of the guest is not stated')],
} as const;

const network = {
  linkRate: [1e9, setUp],
  linkEfficiency: [
    94.1,
    code('1448 bytes of payload in 1538 on the wire: TCP with time stamps, IPv4, Ethernet'),
  ],
  linkLatency: [100 * US, assumed(20 * US, 500 * US, 'one switched hop')],
  sendBuffer: [64 * 1024, assumed(16 * 1024, 128 * 1024, 'Linux 2.4')],
  receiveBuffer: [64 * 1024, assumed(16 * 1024, 128 * 1024, 'Linux 2.4')],
  storageRate: [
    60e6 * 8,
    assumed(30e6 * 8, 110e6 * 8, 'a network file server on Gigabit Ethernet'),
  ],
} as const;

/** 12 % of a CPU at 100 Mbit/s are 39.3 us a page, in three parts that are not stated. */
const migrationCpu = measured('section 6.2: 12 % of a CPU at 100 Mbit/s, 39.3 us a page in all');

const source = {
  sourceCpuPerPeek: [
    20 * US,
    assumed(5 * US, 100 * US, '2 to 25 KB copied, guest stopped and started'),
  ],
  sourceCpuPerScan: [4, assumed(1, 10, 'a permutation and a few bit tests')],
  sourceCpuPerBatch: [300 * US, assumed(50 * US, 1000 * US, 'map, types, unmap with a TLB flush')],
  sourceCpuPerPreparedPage: [
    4 * US,
    assumed(0, 12 * US, 'its part of the 39.3 us; copies and TCP have most of them'),
  ],
  sourceCpuPerPage: [35 * US, migrationCpu],
  sourceCpuPerClean: [
    1 * MS,
    assumed(0.2 * MS, 3 * MS, 'Figure 11 has rounds of 15 ms that sent all the time'),
  ],
} as const;

const destination = {
  destinationCpuPerBatch: [300 * US, assumed(50 * US, 1000 * US, 'as on the source')],
  destinationCpuPerMappedPage: [2 * US, assumed(1 * US, 10 * US, 'not stated')],
  destinationCpuPerNewPage: [
    10 * US,
    assumed(0, 30 * US, 'not stated; hidden by the rate of the first round'),
  ],
  destinationCpuPerPage: [
    30 * US,
    assumed(10 * US, 36 * US, 'at most that of the source, whose CPU bounds the last round'),
  ],
  destinationCpuPerFinish: [20, assumed(5, 100, 'pins, contexts, and 4 bytes of P2M a page')],
} as const;

const guest = {
  p2mSlack: [0, assumed(0, 8 * MIB, 'not stated')],
  guestCpuPerFault: [4 * US, assumed(0, 8 * US, 'not stated; replayed series charge none')],
  guestCpuPerWrite: [200, assumed(50, 1000, 'one cache miss and a loop')],
  guestDirtyRate: [0, code('the measured dirty rates hold what the kernel writes')],
  guestWorkingSet: [16, code('as above, it has none')],
  guestSuspendPages: [
    2,
    measured('Figure 11: 36 pages in the last round, 34 dirtied in the one before'),
  ],
  guestSuspendCpu: [
    11 * MS,
    calibrated('Figure 11: 22 ms for the 39 pages of round 10', 5 * MS, 20 * MS),
  ],
} as const;

const toolstack = {
  checkCpu: [0, beforeFirstRound(200 * MS)],
  connectCpu: [0, beforeFirstRound(50 * MS)],
  destinationCreateCpu: [0, beforeFirstRound(300 * MS)],
  destinationCreateWait: [0, beforeFirstRound(1000 * MS)],
  sourceSetupCpu: [0, beforeFirstRound(200 * MS)],
  suspendHopCpu: [
    4 * MS,
    calibrated('Figure 11: 22 ms in round 10, 20 ms in the last, for some 40 pages', MS, 8 * MS),
  ],
  suspendHopsBefore: [2, code('as in Xen 3.2')],
  suspendHopsAfter: [3, code('as in Xen 3.2')],
  teardownCpu: [0, assumed(0, 10 * MS, 'inside the resume overhead')],
  teardownWait: [0, assumed(0, 10 * MS, 'as above')],
  teardownPoll: [MS, assumed(MS, 10 * MS, 'as above')],
  activateCpu: [0, assumed(0, 10 * MS, 'as above')],
  activateWait: [9 * MS, measured('section 6.3: 9 ms of overhead to resume; 40 ms in Figure 11')],
} as const;

/** As on the later machine. */
function later(name: ParameterName): Stated {
  const { value, source } = OPTERON_XEN_3_2_1.parameters[name];
  return [value, source];
}

/** What no scheduler of that time has, and what cannot be told apart in its guests. */
const unused = {
  schedulerRateLimit: later('schedulerRateLimit'),
  guestCpuPerClean: later('guestCpuPerClean'),
  guestIdleCpu: later('guestIdleCpu'),
  guestHotPages: later('guestHotPages'),
  guestHotRate: later('guestHotRate'),
};

/** The profile of both campaigns. */
export const XEON_XEN_2_0 = profile({
  name: 'xeon-xen-2.0',
  title: 'two hosts with one Xeon of 2 GHz in use and 2 GB each, Xen 2.0',
  hypervisor: { version: 'Xen 2.0', debit: 'exact', toolstack: 'xend' },
  parameters: {
    ...host,
    ...network,
    ...source,
    ...destination,
    ...guest,
    ...IO,
    ...toolstack,
    ...QEMU,
    ...unused,
  },
});
