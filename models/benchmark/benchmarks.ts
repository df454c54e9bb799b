/**
 * The paper's benchmarks as workloads, each number set once for all figures.
 *
 * The paper names the programs and, for some, the size of what they read or send. It states no
 * rate. What is calibrated or assumed below says so.
 */
import { GIB, MIB } from '../../sim/engine/kernel/unit.ts';
import type { Provenance } from '../machine/profile.ts';

/** A workload with the source of each of its numbers. */
export interface Benchmark<Workload> {
  readonly title: string;
  readonly workload: Workload;
  readonly sources: Readonly<Record<string, Provenance>>;
}

const paper: Provenance = { kind: 'measured', where: 'the paper, section 4' };

function assumed(low: number, high: number, why: string): Provenance {
  return { kind: 'assumed', range: [low, high], why };
}

const memoryRead = {
  title: 'reads a buffer continuously (Figures 5 to 7)',
  workload: { kind: 'read', workingSetBytes: 768 * MIB },
  sources: {
    workingSetBytes: assumed(512 * MIB, 900 * MIB, 'not stated; most of 1 GiB'),
  },
} as const;

const memoryWrite = {
  title: 'writes a buffer continuously (Figures 5, 6 and 8)',
  workload: {
    kind: 'write',
    pagesPerSecond: 100_000,
    workingSetBytes: 768 * MIB,
    pattern: 'sequential',
    pacing: 'cpu',
  },
  sources: {
    // From 85,000 to 200,000 the knee lies at 30 % or just below, and the plateau is flat.
    pagesPerSecond: { kind: 'calibrated', on: ['C505', 'C506'], range: [8.5e4, 2e5] },
    workingSetBytes: assumed(512 * MIB, 900 * MIB, 'not stated; most of 1 GiB'),
    pattern: assumed(0, 1, 'a loop over the buffer'),
  },
} as const;

const diskRead = {
  title: 'fio reads a file of 8 GB in order (Figures 9 and 10)',
  workload: {
    kind: 'disk',
    operation: 'read',
    pattern: 'sequential',
    requestBytes: 128 * 1024,
    depth: 1,
    fileBytes: 8 * GIB,
    cacheBytes: 768 * MIB,
  },
  sources: {
    operation: paper,
    pattern: paper,
    fileBytes: paper,
    requestBytes: assumed(32 * 1024, 128 * 1024, "Linux' read-ahead"),
    depth: assumed(1, 4, 'fio with one job, synchronous'),
    cacheBytes: assumed(512 * MIB, 900 * MIB, 'not stated; most of 1 GiB'),
  },
} as const;

const network = {
  kind: 'network',
  bitsPerSecond: 95e6,
  packetBytes: 1500,
  bufferBytes: 2 * MIB,
} as const;

const networkSources = {
  role: paper,
  bitsPerSecond: assumed(5e7, 3e8, 'not stated; a third machine on Fast Ethernet'),
  packetBytes: assumed(1000, 1500, 'fragments of 8 KiB datagrams on Ethernet'),
  bufferBytes: assumed(MIB, 4 * MIB, 'rings and socket buffers'),
} as const;

const networkSend = {
  title: 'TTCP over UDP sends to a third machine',
  workload: { ...network, role: 'sender' },
  sources: networkSources,
} as const;

const networkReceive = {
  title: 'TTCP over UDP receives from a third machine',
  workload: { ...network, role: 'receiver' },
  sources: networkSources,
} as const;

/** All benchmarks, by name. */
export const BENCHMARKS = {
  'memory-read': memoryRead,
  'memory-write': memoryWrite,
  'disk-read': diskRead,
  'network-send': networkSend,
  'network-receive': networkReceive,
} as const satisfies Record<string, Benchmark<{ readonly kind: string }>>;

/** Their names. */
export const BENCHMARK_NAMES = Object.keys(BENCHMARKS) as (keyof typeof BENCHMARKS)[];
