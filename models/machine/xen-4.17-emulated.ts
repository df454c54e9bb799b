/**
 * One host with Xen 4.17 on an emulated CPU of 500 million instructions a second, which sends a
 * guest to itself through a pipe: both Dom0 ends of the migration and the guest share the CPU.
 *
 * Measured by its makers (scenarios/measured/xen417). CPU costs are calibrated on the idle rows of
 * campaign dom0-cap: Dom0's CPU per round, the pages of rounds, the time between the lines of the
 * log. What those rows cannot tell apart, one CPU doing all of it, follows from the rate that the
 * relay of campaign link-rate reaches in idle rows without a cap.
 */
import { MIB } from '../../sim/engine/kernel/unit.ts';
import { IO } from './opteron-xen-3.2.1-io.ts';
import { assumed, code, type Provenance, profile } from './profile.ts';
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
  hostCpus: [1, setUp],
  hostMemory: [1024 * MIB, setUp],
  dom0Vcpus: [1, setUp],
  schedulerRateLimit: [1 * MS, code('sched_ratelimit_us of Xen 4.17: 1000')],
  dom0Background: [0, assumed(0, 1, 'Dom0 is a shell and xenstored')],
} as const;

const network = {
  linkRate: [
    1e12,
    assumed(1e11, 1e13, 'there is no network in it: a pipe takes the CPU of its ends only'),
  ],
  linkEfficiency: [100, code('a pipe has no headers')],
  linkLatency: [0, code('a pipe')],
  sendBuffer: [64 * 1024, code('PIPE_BUF pages of Linux: 16 of 4 KiB')],
  receiveBuffer: [64 * 1024, code('as above, behind the relay')],
  storageRate: [60e6 * 8, assumed(30e6 * 8, 110e6 * 8, 'not used: its guests have no disk')],
} as const;

const source = {
  sourceCpuPerPeek: [60 * US, assumed(20 * US, 200 * US, 'not used: v2 has no PEEK')],
  sourceCpuPerScan: [10, assumed(2, 20, 'five instructions')],
  sourceCpuPerBatch: [100 * US, assumed(50 * US, 300 * US, 'map and unmap of a batch')],
  sourceCpuPerPreparedPage: [6 * US, split(4 * US, 9 * US)],
  sourceCpuPerPage: [6.4 * US, split(4 * US, 9 * US)],
  sourceCpuPerClean: [1.1 * MS, idle(0.5 * MS, 2 * MS)],
} as const;

const destination = {
  destinationCpuPerBatch: [100 * US, assumed(50 * US, 300 * US, 'map and unmap of a batch')],
  destinationCpuPerMappedPage: [6.2 * US, split(4 * US, 9 * US)],
  destinationCpuPerNewPage: [3.7 * US, idle(3 * US, 4.5 * US)],
  destinationCpuPerPage: [6 * US, split(4 * US, 9 * US)],
  destinationCpuPerFinish: [440, idle(100, 800)],
} as const;

const guest = {
  p2mSlack: [0, log],
  guestCpuPerFault: [
    9.5 * US,
    assumed(9 * US, 22 * US, "guest's CPU over its faults, in rows with a writer"),
  ],
  guestCpuPerClean: [4.3 * MS, idle(3 * MS, 5 * MS)],
  guestIdleCpu: [3.2, idle(3, 3.7)],
  guestCpuPerWrite: [500, assumed(20, 3000, "guest's CPU over its writes, in rows with a writer")],
  guestDirtyRate: [48, idle(20, 100)],
  guestWorkingSet: [84, idle(77, 106)],
  guestHotPages: [36, idle(31, 44)],
  guestHotRate: [10_000, idle(5000, 20_000)],
  guestSuspendPages: [167, idle(150, 175)],
  guestSuspendCpu: [11 * MS, idle(10 * MS, 13 * MS)],
} as const;

const toolstack = {
  checkCpu: [26 * MS, log],
  connectCpu: [2.5 * MS, log],
  destinationCreateCpu: [44 * MS, log],
  destinationCreateWait: [0, log],
  sourceSetupCpu: [20 * MS, log],
  suspendHopCpu: [1.3 * MS, log],
  suspendHopsBefore: [3, code('save helper -> libxl -> xenstored -> guest')],
  suspendHopsAfter: [2, code('VIRQ -> xenstored -> libxl')],
  teardownCpu: [110 * MS, log],
  teardownWait: [0, log],
  teardownPoll: [100 * MS, assumed(1 * MS, 100 * MS, 'not used by xl')],
  activateCpu: [60 * MS, log],
  activateWait: [0, log],
} as const;

const reading = {
  readCopySlowdown: [0, code('the emulated CPU has no caches and memory no bandwidth to share')],
} as const;

/** All campaigns but those of two hosts are made with it. */
export const XEN_4_17_EMULATED = profile({
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
});
