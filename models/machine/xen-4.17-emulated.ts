/**
 * One host with Xen 4.17 on an emulated CPU of 500 million instructions a second, which sends a
 * guest to itself through a pipe: both Dom0 ends of the migration and the guest share the CPU.
 *
 * Measured by its makers (scenarios/measured/xen417). CPU costs are calibrated on the idle rows of
 * campaign dom0-cap: Dom0's CPU per round, the pages of rounds, the time between the lines of the
 * log. What those rows cannot tell apart, one CPU doing all of it, is told by the rate that the
 * relay of campaign link-rate reaches in idle rows without a cap.
 */
import { MIB } from '../../sim/engine/kernel/unit.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, ns, of } from './parameter.ts';
import type { Profile, Provenance } from './profile.ts';
import { QEMU } from './qemu.ts';

const MS = 1e6;
const US = 1e3;

const setUp: Provenance = { kind: 'measured', where: 'scenarios/measured/xen417, the set-up' };
const log: Provenance = { kind: 'measured', where: "xen417, the log of an idle guest's migration" };

function idle(low: number, high: number): Provenance {
  return { kind: 'calibrated', on: ['xen417-dom0-cap, idle rows'], range: [low, high] };
}

/** A split of what the idle rows give as a sum. */
function split(low: number, high: number): Provenance {
  const relay = 'xen417-link-rate, rate reached in idle rows at 100 %';
  return { kind: 'calibrated', on: ['xen417-dom0-cap, idle rows', relay], range: [low, high] };
}

const host = {
  hostCpus: of(1, 'count', setUp, 'physical CPUs of a host'),
  hostMemory: of(1024 * MIB, 'bytes', setUp, 'memory of a host'),
  dom0Vcpus: of(1, 'count', setUp, 'virtual CPUs of Dom0; they share its cap'),
  schedulerRateLimit: ns(
    1 * MS,
    code('sched_ratelimit_us of Xen 4.17: 1000'),
    'time for which one that runs is not preempted',
  ),
  dom0Background: of(
    0,
    'percent',
    assumed(0, 1, 'Dom0 is a shell and xenstored'),
    'CPU that Dom0 uses for all but migrations, percent of one CPU',
  ),
} as const;

const network = {
  linkRate: of(
    1e12,
    'bit/s',
    assumed(1e11, 1e13, 'there is no network in it: a pipe takes the CPU of its ends only'),
    'rate of the link',
  ),
  linkEfficiency: of(100, 'percent', code('a pipe has no headers'), 'payload in what is carried'),
  linkLatency: ns(0, code('a pipe'), 'delay of a message'),
  sendBuffer: of(64 * 1024, 'bytes', code('PIPE_BUF pages of Linux: 16 of 4 KiB'), 'pipe'),
  receiveBuffer: of(64 * 1024, 'bytes', code('as above, behind the relay'), 'second pipe'),
  storageRate: of(
    60e6 * 8,
    'bit/s',
    assumed(30e6 * 8, 110e6 * 8, 'not used: its guests have no disk'),
    'rate of the storage that both hosts reach',
  ),
} as const;

const source = {
  sourceCpuPerPeek: ns(
    60 * US,
    assumed(20 * US, 200 * US, 'not used: v2 has no PEEK'),
    'of a PEEK',
  ),
  sourceCpuPerScan: ns(
    10,
    assumed(2, 20, 'five instructions'),
    'CPU to look at one position of a pass',
  ),
  sourceCpuPerBatch: ns(
    100 * US,
    assumed(50 * US, 300 * US, 'map and unmap of a batch'),
    'CPU of a batch whatever its size',
  ),
  sourceCpuPerPreparedPage: ns(
    6 * US,
    split(4 * US, 9 * US),
    'CPU to map a page and fetch its type, before the batch is written',
  ),
  sourceCpuPerPage: ns(6.4 * US, split(4 * US, 9 * US), 'CPU to write a page'),
  sourceCpuPerClean: ns(
    1.1 * MS,
    idle(0.5 * MS, 2 * MS),
    'CPU of a CLEAN of the log-dirty bitmap; the guest stands meanwhile',
  ),
} as const;

const destination = {
  destinationCpuPerBatch: ns(
    100 * US,
    assumed(50 * US, 300 * US, 'map and unmap of a batch'),
    'CPU of a batch whatever its size',
  ),
  destinationCpuPerMappedPage: ns(
    6.2 * US,
    split(4 * US, 9 * US),
    'CPU to map a page and to copy it into place, when its batch has been read',
  ),
  destinationCpuPerNewPage: ns(
    3.7 * US,
    idle(3 * US, 4.5 * US),
    'CPU to populate a page at its first arrival',
  ),
  destinationCpuPerPage: ns(6 * US, split(4 * US, 9 * US), 'CPU to read a page'),
  destinationCpuPerFinish: ns(
    440,
    idle(100, 800),
    'CPU per page of the P2M to complete the guest after its last page',
  ),
} as const;

const guest = {
  p2mSlack: of(0, 'bytes', log, 'unmapped pfns above memory'),
  guestCpuPerFault: ns(
    9.5 * US,
    assumed(9 * US, 22 * US, "guest's CPU over its faults, in rows with a writer"),
    "guest's CPU for the first write to a page after a CLEAN",
  ),
  guestCpuPerClean: ns(
    4.3 * MS,
    idle(3 * MS, 5 * MS),
    "guest's CPU to rebuild shadow page tables after each CLEAN, whatever it writes",
  ),
  guestIdleCpu: of(3.2, 'percent', idle(3, 3.7), 'CPU that a guest uses while its workload sleeps'),
  guestCpuPerWrite: ns(
    500,
    assumed(20, 3000, "guest's CPU over its writes, in rows with a writer"),
    'CPU per write of a timer-paced writer',
  ),
  guestDirtyRate: of(
    48,
    'pages/s',
    idle(20, 100),
    "writes of the guest kernel's housekeeping beside those to its hot pages",
  ),
  guestWorkingSet: of(84, 'pages', idle(77, 106), 'pages that all its writes go to'),
  guestHotPages: of(36, 'pages', idle(31, 44), 'pages of it that are dirty after 10 ms'),
  guestHotRate: of(10_000, 'pages/s', idle(5000, 20_000), 'writes that go to these'),
  guestSuspendPages: of(167, 'pages', idle(150, 175), 'pages dirtied by the suspend itself'),
  guestSuspendCpu: ns(
    11 * MS,
    idle(10 * MS, 13 * MS),
    "guest's CPU from the request to its suspend hypercall",
  ),
} as const;

const toolstack = {
  checkCpu: ns(26 * MS, log, 'start of xl, configuration of the guest (source)'),
  connectCpu: ns(2.5 * MS, log, 'to say or to understand one message between the two xl'),
  destinationCreateCpu: ns(44 * MS, log, 'creation of the domain, start of the restore helper'),
  destinationCreateWait: ns(0, log, 'waiting during the creation'),
  sourceSetupCpu: ns(20 * MS, log, 'start of the save helper, log-dirty mode'),
  suspendHopCpu: ns(1.3 * MS, log, 'one hop of the suspend hand-shake (source)'),
  suspendHopsBefore: of(
    3,
    'count',
    code('save helper -> libxl -> xenstored -> guest'),
    'hops before the guest hears of it',
  ),
  suspendHopsAfter: of(2, 'count', code('VIRQ -> xenstored -> libxl'), 'hops after it stopped'),
  teardownCpu: ns(110 * MS, log, 'removal of the old domain; after the guest runs'),
  teardownWait: ns(0, log, 'until its block devices are gone'),
  teardownPoll: ns(100 * MS, assumed(1 * MS, 100 * MS, 'not used by xl'), 'granularity of looking'),
  activateCpu: ns(60 * MS, log, 'end of the stream, console, xenstore entries (destination)'),
  activateWait: ns(0, log, 'waiting for devices before the guest may run'),
} as const;

const reading = {
  readCopySlowdown: of(
    0,
    'percent',
    code('the emulated CPU has no caches and memory no bandwidth to share'),
    IO.readCopySlowdown.meaning,
  ),
} as const;

/** All campaigns but those of two hosts are made with it. */
export const XEN_4_17_EMULATED = {
  name: 'xen-4.17-emulated',
  title: 'one emulated host of 500 MIPS with one CPU, Xen 4.17, migration to itself',
  hypervisor: { version: 'Xen 4.17.5', debit: 'exact', toolstack: 'xl' },
  parameters: {
    ...host,
    ...network,
    ...source,
    ...destination,
    ...guest,
    ...IO,
    ...reading,
    ...toolstack,
    ...QEMU,
  },
} as const satisfies Profile;
