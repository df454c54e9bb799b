/**
 * Small machines for tests: a host's scheduler with its machinery, and busy or measured domains.
 */
import { Simulation } from '../../sim/engine/kernel/simulation.ts';
import { ByteStream } from '../../sim/engine/machine/flow/byte-stream.ts';
import {
  Domain,
  type DomainOptions,
  type Scheduler,
  type Vcpu,
} from '../../sim/engine/machine/flow/domain.ts';
import type { Link } from '../../sim/engine/machine/flow/link.ts';
import { Machinery } from '../../sim/engine/machine/flow/machinery.ts';
import { Task } from '../../sim/engine/machine/flow/task.ts';
import type { Debit } from '../../sim/engine/machine/scheduler/credit-accounting.ts';
import { FluidScheduler } from '../../sim/engine/machine/scheduler/fluid-scheduler.ts';
import { OnOffScheduler } from '../../sim/engine/machine/scheduler/on-off-scheduler.ts';
import { SCHEDULERS } from '../../sim/engine/machine/scheduler/schedulers.ts';

export const MS = 1_000_000;

export interface Bench {
  readonly simulation: Simulation;
  readonly machinery: Machinery;
  readonly scheduler: Scheduler;
}

export function onOff(cpus: number, debit: Debit = 'sampled', seed = '1'): Bench {
  const simulation = new Simulation(seed);
  const machinery = new Machinery(simulation);
  const settle = machinery.settle.bind(machinery);
  const version = { debit, rateLimitNs: 0 };
  const options = { host: 'host', cpus, version, changed: machinery.touch, settle };
  return { simulation, machinery, scheduler: new OnOffScheduler(simulation, options) };
}

/** @param switchNs CPU of a switch, charged to the virtual CPU that is switched to. */
export function credit2(
  cpus: number,
  tuning: { readonly switchNs?: number; readonly countsInFlight?: boolean; seed?: string } = {},
): Bench {
  const { switchNs = 0, countsInFlight = false, seed = '1' } = tuning;
  const simulation = new Simulation(seed);
  const machinery = new Machinery(simulation);
  const settle = machinery.settle.bind(machinery);
  const own = { host: 'host', cpus, changed: machinery.touch, settle, rateLimitNs: MS };
  const options = { ...own, switchNs, countsInFlight };
  return { simulation, machinery, scheduler: SCHEDULERS.credit2(simulation, options) };
}

/** The fluid form of credit2. */
export function fluid2(cpus: number): Bench {
  const simulation = new Simulation('1');
  const machinery = new Machinery(simulation);
  const settle = machinery.settle.bind(machinery);
  const own = { host: 'host', cpus, changed: machinery.touch, settle, rateLimitNs: MS };
  const options = { ...own, switchNs: 0, countsInFlight: false };
  const scheduler = SCHEDULERS['credit2-fluid'](simulation, options);
  return { simulation, machinery, scheduler };
}

export function fluid(cpus: number): Bench {
  const simulation = new Simulation('1');
  const machinery = new Machinery(simulation);
  return { simulation, machinery, scheduler: new FluidScheduler(cpus, machinery.touch) };
}

/** Runs to a time, and notes it even where nothing happens then. */
export function runTo({ simulation }: Bench, untilNs: number): void {
  simulation.at(untilNs, () => undefined);
  simulation.run({ untilNs });
}

/** A domain and a task on it. */
export interface Actor {
  readonly domain: Domain;
  readonly task: Task;
}

/** A domain with one virtual CPU on the host of a bench, and a task on it. */
export function domainOn(bench: Bench, name: string, options: Partial<DomainOptions> = {}): Actor {
  const domain = new Domain(name, { vcpus: 1, weight: 256, capPercent: Infinity, ...options });
  bench.scheduler.add(domain);
  return { domain, task: new Task(bench.machinery, domain, name, 'guest') };
}

/** Between whom a stream is and what it goes through. */
export interface StreamSetting {
  readonly writer: Actor;
  readonly reader: Actor;
  readonly path: readonly Link[];
  /** Of each of the two buffers. */
  readonly bufferBytes: number;
  /** Of a full link; absent: 1. */
  readonly weight?: number;
  /** Absent: both ends. */
  readonly movers?: readonly Vcpu[];
}

/** An open stream between two domains. */
export function streamOn(bench: Bench, name: string, setting: StreamSetting): ByteStream {
  const { writer, reader, path, bufferBytes, ...others } = setting;
  const stream = new ByteStream(name, {
    path,
    sendBufferBytes: bufferBytes,
    receiveBufferBytes: bufferBytes,
    ends: [...new Set([...writer.domain.vcpus, ...reader.domain.vcpus])],
    ...others,
  });
  bench.machinery.open(stream);
  return stream;
}

/** CPU a domain has used until now, ns. */
export function usedNs(bench: Bench, domain: Domain): number {
  for (const vcpu of domain.vcpus) bench.machinery.settle(vcpu);
  return domain.vcpus.reduce((sum, { cpuNs }) => sum + cpuNs, 0);
}
