/**
 * The parameters of a machine: for each its unit, what it is, and what it may be. Profiles in
 * `models/machine` give their values and sources. A new parameter is one more entry.
 */
import type { ParameterUnit } from '../kernel/unit.ts';

/** What a rate of transfer may be, bit/s: less moves nothing in any time. */
export const RATE_LIMITS = { least: 1e3, most: 1e15 } as const;

/** How many physical CPUs a host may have. */
export const CPUS_LIMITS = { least: 1, most: 4096 } as const;

/** How many virtual CPUs a domain may have. */
export const VCPUS_LIMITS = { least: 1, most: 128 } as const;

/** What the weight of a domain in the scheduler may be. */
export const WEIGHT_LIMITS = { least: 1, most: 65_535 } as const;

/** What is known of a parameter on every machine. */
export interface ParameterDefinition {
  readonly unit: ParameterUnit;
  /** One sentence: what the number is. */
  readonly meaning: string;
  /** Smallest and largest value, in its unit; absent: 0, and what its unit can hold. */
  readonly least?: number;
  readonly most?: number;
}

/** All parameters, in the order in which they are listed. */
export const PARAMETERS = {
  hostCpus: { unit: 'count', meaning: 'physical CPUs of a host', ...CPUS_LIMITS },
  hostMemory: { unit: 'bytes', meaning: 'memory of a host' },
  dom0Vcpus: {
    unit: 'count',
    meaning: 'virtual CPUs of Dom0; they share its cap while they are active',
    ...VCPUS_LIMITS,
  },
  schedulerRateLimit: {
    unit: 'ns',
    meaning: 'time for which a running virtual CPU is not preempted',
  },
  dom0Background: {
    unit: 'percent',
    meaning: 'CPU that Dom0 uses for everything but migrations, percent of one CPU',
  },
  linkRate: { unit: 'bit/s', meaning: 'rate of the link', ...RATE_LIMITS },
  linkEfficiency: {
    unit: 'percent',
    meaning: 'payload in what a link carries',
    least: 1,
    most: 100,
  },
  linkLatency: { unit: 'ns', meaning: 'delay of a message' },
  sendBuffer: { unit: 'bytes', meaning: 'socket buffer of the sender', least: 1024 },
  receiveBuffer: { unit: 'bytes', meaning: 'socket buffer of the receiver', least: 1024 },
  storageRate: {
    unit: 'bit/s',
    meaning: 'rate of the storage that both hosts reach',
    ...RATE_LIMITS,
  },
  sourceCpuPerPeek: {
    unit: 'ns',
    meaning: 'CPU of a PEEK of the log-dirty bitmap; the guest is stopped meanwhile',
  },
  sourceCpuPerScan: { unit: 'ns', meaning: 'CPU to look at one position of a pass' },
  sourceCpuPerBatch: { unit: 'ns', meaning: 'CPU of a batch, whatever its size' },
  sourceCpuPerPreparedPage: {
    unit: 'ns',
    meaning: 'CPU to map a page, fetch its type and canonicalise it, before the batch is written',
  },
  sourceCpuPerPage: { unit: 'ns', meaning: 'CPU to write a page: system call, copy, TCP, driver' },
  sourceCpuPerClean: {
    unit: 'ns',
    meaning: 'CPU of a CLEAN of the log-dirty bitmap; the guest is stopped meanwhile',
  },
  destinationCpuPerBatch: { unit: 'ns', meaning: 'CPU of a batch, whatever its size' },
  destinationCpuPerMappedPage: {
    unit: 'ns',
    meaning: 'CPU to map a page, before the contents of the batch are read',
  },
  destinationCpuPerNewPage: { unit: 'ns', meaning: 'CPU to populate a page at its first arrival' },
  destinationCpuPerPage: {
    unit: 'ns',
    meaning: 'CPU to read a page: TCP, copy into the guest, M2P update',
  },
  destinationCpuPerFinish: {
    unit: 'ns',
    meaning: 'CPU per page of the P2M to complete the guest after its last page',
  },
  p2mSlack: { unit: 'bytes', meaning: 'unmapped page frames above the memory of a guest' },
  guestCpuPerFault: {
    unit: 'ns',
    meaning: "guest's CPU for the first write to a page after a CLEAN",
  },
  guestCpuPerClean: {
    unit: 'ns',
    meaning: "guest's CPU to rebuild shadow page tables after each CLEAN, whatever it writes",
  },
  guestIdleCpu: { unit: 'percent', meaning: 'CPU that a guest uses while its workload sleeps' },
  guestCpuPerWrite: { unit: 'ns', meaning: 'CPU per write of a timer-paced writer' },
  guestDirtyRate: {
    unit: 'pages/s',
    meaning: "writes of the guest kernel's housekeeping, beside those to its hot pages",
  },
  guestWorkingSet: { unit: 'pages', meaning: 'pages that the writes of the guest kernel go to' },
  guestHotPages: {
    unit: 'pages',
    meaning: 'pages of its working set that the guest kernel writes most of the time',
  },
  guestHotRate: { unit: 'pages/s', meaning: 'writes that go to the hot pages' },
  guestSuspendPages: { unit: 'pages', meaning: 'pages dirtied by the suspend itself' },
  guestSuspendCpu: { unit: 'ns', meaning: "guest's CPU from the request to its suspend hypercall" },
  dom0CpuPerPacket: {
    unit: 'ns',
    meaning: 'CPU of Dom0 to pass a packet between a guest and the network',
  },
  guestCpuPerPacket: { unit: 'ns', meaning: "guest's CPU to send a packet" },
  packetRing: { unit: 'count', meaning: 'packets that may wait for netback', least: 1 },
  dom0CpuPerDiskRequest: { unit: 'ns', meaning: 'CPU of Dom0 per disk request of a guest' },
  dom0CpuPerDiskPage: { unit: 'ns', meaning: 'CPU of Dom0 per page of a disk request' },
  diskLatency: { unit: 'ns', meaning: 'time from a request to its first byte' },
  diskSeek: { unit: 'ns', meaning: 'extra time of a request out of order' },
  backendsApart: {
    unit: 'count',
    meaning: 'whether backends run on other virtual CPUs of Dom0 than migrations: 1 yes, 0 no',
  },
  readCopySlowdown: {
    unit: 'percent',
    meaning: 'extra CPU of xc_save to copy a page while its guest reads all its memory',
  },
  checkCpu: { unit: 'ns', meaning: 'look-up of the guest and device tests (source)' },
  connectCpu: {
    unit: 'ns',
    meaning: 'connection and handshake (each host); under xl, one message between the two',
  },
  destinationCreateCpu: { unit: 'ns', meaning: 'creation of the domain (destination)' },
  destinationCreateWait: { unit: 'ns', meaning: 'waiting during the creation' },
  sourceSetupCpu: { unit: 'ns', meaning: 'set-up of the copy (source)' },
  suspendHopCpu: { unit: 'ns', meaning: 'one hop of the suspend handshake (source)' },
  suspendHopsBefore: {
    unit: 'count',
    meaning: 'hops of the suspend handshake before the guest is reached',
  },
  suspendHopsAfter: {
    unit: 'count',
    meaning: 'hops of the suspend handshake after the guest stopped',
  },
  teardownCpu: { unit: 'ns', meaning: 'removal of the old domain (source)' },
  teardownWait: { unit: 'ns', meaning: 'time until the block devices of the old domain are gone' },
  teardownPoll: {
    unit: 'ns',
    meaning: 'how often the source looks whether they are gone',
    least: 1e3,
  },
  activateCpu: { unit: 'ns', meaning: 'activation (destination)' },
  activateWait: { unit: 'ns', meaning: 'waiting for devices before the guest may run' },
  guestZeroPages: {
    unit: 'percent',
    meaning: 'part of a guest that holds only zeros until it is written',
  },
  qemuSetupCpu: { unit: 'ns', meaning: 'connection, threads, dirty log on (source)' },
  qemuCpuPerSync: {
    unit: 'ns',
    meaning: 'CPU of a synchronisation of the dirty bitmap; the guest runs meanwhile',
  },
  qemuCpuPerSyncedGib: { unit: 'ns', meaning: 'what each GiB of memory adds to it' },
  qemuCpuPerVhostGib: {
    unit: 'ns',
    meaning: 'what each vhost device adds to it for each GiB, with a log of its own',
  },
  qemuCpuPerZeroPage: {
    unit: 'ns',
    meaning: 'CPU to find that a page is empty, and to take one in at the destination',
  },
  qemuWakeUp: {
    unit: 'ns',
    meaning: 'time from the end of a wait until the thread that sends is running again',
  },
  qemuStopCpu: { unit: 'ns', meaning: 'CPU to stop the guest (source)' },
  qemuDeviceState: { unit: 'bytes', meaning: 'state of virtual CPUs and devices' },
  qemuStartCpu: { unit: 'ns', meaning: 'CPU to start the guest (destination)' },
  guestCpuPerReadPage: {
    unit: 'ns',
    meaning:
      'CPU per page of a reading guest; it decides how soon it misses its pages after post-copy',
  },
  postCopyFaultCpu: {
    unit: 'ns',
    meaning: 'CPU per page that a guest misses after post-copy, on each host',
  },
} as const satisfies Readonly<Record<string, ParameterDefinition>>;

/** Name of a parameter that every profile has. */
export type ParameterName = keyof typeof PARAMETERS;

/** Values of all parameters, each in its own unit. */
export type ParameterValues = Readonly<Record<ParameterName, number>>;

/** What runs a migration: xend up to Xen 4.4, xl (libxl) since Xen 4.1. */
export type Toolstack = 'xend' | 'xl';
