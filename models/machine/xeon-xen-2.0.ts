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
import { OPTERON_XEN_3_2_1 } from './opteron-xen-3.2.1.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, ns, of } from './parameter.ts';
import type { Profile, Provenance } from './profile.ts';
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
  hostCpus: of(1, 'count', setUp, 'physical CPUs of a host'),
  hostMemory: of(2048 * MIB, 'bytes', setUp, 'memory of a host'),
  dom0Vcpus: of(1, 'count', code('a domain of Xen 2.0 has one'), 'virtual CPUs of Dom0'),
  dom0Background: of(
    0,
    'percent',
    assumed(0, 10, 'what Dom0 does for the network of the guest is not stated'),
    'CPU that Dom0 uses for all but migrations, percent of one CPU',
  ),
} as const;

const network = {
  linkRate: of(1e9, 'bit/s', setUp, 'rate of the link'),
  linkEfficiency: of(
    94.1,
    'percent',
    code('1448 bytes of payload in 1538 on the wire: TCP with time stamps, IPv4, Ethernet'),
    'payload in what a link carries',
  ),
  linkLatency: ns(100 * US, assumed(20 * US, 500 * US, 'one switched hop'), 'delay of a message'),
  sendBuffer: of(
    64 * 1024,
    'bytes',
    assumed(16 * 1024, 128 * 1024, 'Linux 2.4'),
    'socket buffer of the sender',
  ),
  receiveBuffer: of(
    64 * 1024,
    'bytes',
    assumed(16 * 1024, 128 * 1024, 'Linux 2.4'),
    'socket buffer of the receiver',
  ),
  storageRate: of(
    60e6 * 8,
    'bit/s',
    assumed(30e6 * 8, 110e6 * 8, 'a network file server on Gigabit Ethernet'),
    'rate of the storage that both hosts reach',
  ),
} as const;

/** 12 % of a CPU at 100 Mbit/s are 39.3 us a page, in three parts that are not stated. */
const migrationCpu = measured('section 6.2: 12 % of a CPU at 100 Mbit/s, 39.3 us a page in all');

const source = {
  sourceCpuPerPeek: ns(
    20 * US,
    assumed(5 * US, 100 * US, '2 to 25 KB copied, guest stopped and started'),
    'CPU of a PEEK of the log-dirty bitmap; the guest stands meanwhile',
  ),
  sourceCpuPerScan: ns(
    4,
    assumed(1, 10, 'a permutation and a few bit tests'),
    'CPU to look at one position of a pass',
  ),
  sourceCpuPerBatch: ns(
    300 * US,
    assumed(50 * US, 1000 * US, 'map, types, unmap with a TLB flush'),
    'CPU of a batch whatever its size',
  ),
  sourceCpuPerPreparedPage: ns(
    4 * US,
    assumed(0, 12 * US, 'its part of the 39.3 us; copies and TCP have most of them'),
    'CPU to map a page, fetch its type and canonicalise it, before the batch is written',
  ),
  sourceCpuPerPage: ns(
    35 * US,
    migrationCpu,
    'CPU to write a page: system call, copy, TCP, driver',
  ),
  sourceCpuPerClean: ns(
    1 * MS,
    assumed(0.2 * MS, 3 * MS, 'Figure 11 has rounds of 15 ms that sent all the time'),
    'CPU of a CLEAN of the log-dirty bitmap; the guest stands meanwhile',
  ),
} as const;

const destination = {
  destinationCpuPerBatch: ns(
    300 * US,
    assumed(50 * US, 1000 * US, 'as on the source'),
    'CPU of a batch whatever its size',
  ),
  destinationCpuPerMappedPage: ns(
    2 * US,
    assumed(1 * US, 10 * US, 'not stated'),
    'CPU to map a page, before the contents of the batch are read',
  ),
  destinationCpuPerNewPage: ns(
    10 * US,
    assumed(0, 30 * US, 'not stated; hidden by the rate of the first round'),
    'CPU to populate a page at its first arrival',
  ),
  destinationCpuPerPage: ns(
    30 * US,
    assumed(10 * US, 36 * US, 'at most that of the source, whose CPU bounds the last round'),
    'CPU to read a page: TCP, copy into the guest, M2P update',
  ),
  destinationCpuPerFinish: ns(
    20,
    assumed(5, 100, 'pins, contexts, and 4 bytes of P2M a page'),
    'CPU per page of the P2M to complete the guest after its last page',
  ),
} as const;

const guest = {
  p2mSlack: of(0, 'bytes', assumed(0, 8 * MIB, 'not stated'), 'unmapped pfns above memory'),
  guestCpuPerFault: ns(
    4 * US,
    assumed(0, 8 * US, 'not stated; replayed series charge none'),
    "guest's CPU for the first write to a page after a CLEAN",
  ),
  guestCpuPerWrite: ns(
    200,
    assumed(50, 1000, 'one cache miss and a loop'),
    'CPU per write of a timer-paced writer',
  ),
  guestDirtyRate: of(
    0,
    'pages/s',
    code('the measured dirty rates hold what the kernel writes'),
    "writes of the guest kernel's housekeeping",
  ),
  guestWorkingSet: of(16, 'pages', code('as above, it has none'), 'pages they go to'),
  guestSuspendPages: of(
    2,
    'pages',
    measured('Figure 11: 36 pages in the last round, 34 dirtied in the one before'),
    'pages dirtied by the suspend itself',
  ),
  guestSuspendCpu: ns(
    11 * MS,
    calibrated('Figure 11: 22 ms for the 39 pages of round 10', 5 * MS, 20 * MS),
    "guest's CPU from the request to its suspend hypercall",
  ),
} as const;

const toolstack = {
  checkCpu: ns(0, beforeFirstRound(200 * MS), 'look-up and device tests (source)'),
  connectCpu: ns(0, beforeFirstRound(50 * MS), 'connection and hand-shake (each host)'),
  destinationCreateCpu: ns(0, beforeFirstRound(300 * MS), 'creation of the domain (destination)'),
  destinationCreateWait: ns(0, beforeFirstRound(1000 * MS), 'waiting during the creation'),
  sourceSetupCpu: ns(0, beforeFirstRound(200 * MS), 'set-up of the copy (source)'),
  suspendHopCpu: ns(
    4 * MS,
    calibrated('Figure 11: 22 ms in round 10, 20 ms in the last, for some 40 pages', MS, 8 * MS),
    'one hop of the suspend hand-shake (source)',
  ),
  suspendHopsBefore: of(2, 'count', code('as in Xen 3.2'), 'hops before the guest hears of it'),
  suspendHopsAfter: of(3, 'count', code('as in Xen 3.2'), 'hops after it stopped'),
  teardownCpu: ns(
    0,
    assumed(0, 10 * MS, 'inside the resume overhead'),
    'removal of the old domain',
  ),
  teardownWait: ns(0, assumed(0, 10 * MS, 'as above'), 'until its block devices are gone'),
  teardownPoll: ns(MS, assumed(MS, 10 * MS, 'as above'), 'granularity of looking for that'),
  activateCpu: ns(0, assumed(0, 10 * MS, 'as above'), 'activation (destination)'),
  activateWait: ns(
    9 * MS,
    measured('section 6.3: 9 ms of overhead to resume; 40 ms in Figure 11'),
    'resume overhead: from the last byte until the guest runs',
  ),
} as const;

const { parameters: later } = OPTERON_XEN_3_2_1;
/** What no scheduler of that time has, and what is not told apart in its guests. */
const unused = {
  schedulerRateLimit: later.schedulerRateLimit,
  guestCpuPerClean: later.guestCpuPerClean,
  guestIdleCpu: later.guestIdleCpu,
  guestHotPages: later.guestHotPages,
  guestHotRate: later.guestHotRate,
} as const;

/** The profile of both campaigns. */
export const XEON_XEN_2_0 = {
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
} as const satisfies Profile;
