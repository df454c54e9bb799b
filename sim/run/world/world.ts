/**
 * A scenario brought to life: hosts with their schedulers, links, guests with their memory and
 * workloads, and the timed changes. Any number of each.
 */

import { invariant } from '../../engine/kernel/assert.ts';
import { Simulation } from '../../engine/kernel/simulation.ts';
import { BYTES_PER_NS } from '../../engine/kernel/unit.ts';
import { Domain } from '../../engine/machine/flow/domain.ts';
import { Link } from '../../engine/machine/flow/link.ts';
import { Machinery } from '../../engine/machine/flow/machinery.ts';
import type { Guest } from '../../engine/machine/guest/guest.ts';
import type { Host } from '../../engine/machine/guest/host.ts';
import type { Reach } from '../../engine/machine/guest/io-flow.ts';
import type { Channel } from '../../engine/mechanism/channels.ts';
import type { ParameterValues, Toolstack } from '../../engine/mechanism/parameters.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { scheduleChanges } from './changes.ts';
import {
  type BuiltGuest,
  buildGuest,
  type ContentsMaker,
  pageContents,
  writerChangesOf,
} from './guests.ts';
import { buildHost, DEFAULT_WEIGHT, tuningOf } from './hosts.ts';
import { parametersOf, profileOf, schedulerOf } from './machine-of.ts';
import { Network } from './network.ts';
import { PolicyTuning } from './policy-tuning.ts';

export interface World {
  readonly simulation: Simulation;
  readonly machinery: Machinery;
  readonly parameters: ParameterValues;
  readonly toolstack: Toolstack;
  readonly channel: Channel;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly guests: ReadonlyMap<string, BuiltGuest>;
  readonly network: Network;
  readonly tuning: PolicyTuning;
  readonly storage: { readonly in: Link; readonly out: Link; readonly server: Domain };
}

/**
 * Builds everything a scenario names. Random streams depend on seed and names, never on order.
 * @param contents what guests are made of; default pages. @param isEager see `Simulation`.
 */
export function buildWorld(
  scenario: Scenario,
  contents: ContentsMaker = pageContents,
  isEager = false,
): World {
  const parameters = parametersOf(scenario);
  const { toolstack, channel = 'plain' } = profileOf(scenario).hypervisor;
  const simulation = new Simulation(String(scenario.seed), isEager);
  const machinery = new Machinery(simulation);
  const hosts = new Map<string, Host>();
  for (const name of Object.keys(scenario.hosts)) {
    hosts.set(name, hostIn(scenario, name, parameters, { simulation, machinery }));
  }
  const network = new Network(scenario, parameters);
  const storage = buildStorage(scenario, parameters);
  const reach: Reach = (host, { medium, direction }) => {
    const port = network.port(host.name, direction);
    if (medium === 'network') return [port];
    return direction === 'in' ? [storage.out, port] : [port, storage.in];
  };
  const migrations = new Map(scenario.migrations.map((each) => [each.guest, each]));
  const changes = writerChangesOf(scenario);
  const machine = { parameters, simulation, machinery, hosts, reach };
  const random = (name: string) => simulation.random(name);
  const around = { ...machine, random, migrations, changes, contents };
  const guests = new Map<string, BuiltGuest>();
  for (const name of Object.keys(scenario.guests)) {
    guests.set(name, buildGuest(scenario, name, around));
  }
  const means = { parameters, toolstack, channel };
  const built = { simulation, machinery, ...means, hosts, guests, network, storage };
  const world = { ...built, tuning: new PolicyTuning() };
  scheduleChanges(scenario, world);
  return world;
}

/** The guest of that name. @throws InvariantError when there is none. */
export function guestOf(world: World, name: string): Guest {
  const built = world.guests.get(name);
  invariant(built !== undefined, `no guest ${name}`);
  return built.guest;
}

/** The host of that name. @throws InvariantError when there is none. */
export function hostOf(world: World, name: string): Host {
  const host = world.hosts.get(name);
  invariant(host !== undefined, `no host ${name}`);
  return host;
}

function hostIn(
  scenario: Scenario,
  name: string,
  parameters: ParameterValues,
  machine: Pick<World, 'simulation' | 'machinery'>,
): Host {
  const spec = scenario.hosts[name];
  return buildHost(machine, {
    name,
    cpus: spec?.cpus ?? parameters.hostCpus,
    turns: schedulerOf(scenario, name),
    tuning: tuningOf(parameters),
    background: leavesMachineOut(scenario) ? 0 : parameters.dom0Background / 100,
    memoryBytes: spec?.memoryBytes ?? parameters.hostMemory,
    backendsApart: parameters.backendsApart > 0,
    migrationShare: (spec?.dom0.migrationSharePercent ?? Infinity) / 100,
    dom0: {
      vcpus: spec?.dom0.vcpus ?? parameters.dom0Vcpus,
      ...weightOf(spec?.dom0.weight ?? profileOf(scenario).hypervisor.dom0Weight),
      capPercent: spec?.dom0.capPercent ?? Infinity,
    },
  });
}

/** Of Dom0, in the scheduler. */
function weightOf(weight: number | 'automatic' = DEFAULT_WEIGHT) {
  const isWeightAutomatic = weight === 'automatic';
  return { weight: isWeightAutomatic ? DEFAULT_WEIGHT : weight, isWeightAutomatic };
}

/** True when no migration goes through Dom0: what else Dom0 does is then left out as well. */
export function leavesMachineOut({ migrations }: Pick<Scenario, 'migrations'>): boolean {
  return migrations.every(({ mechanism, transport }) => {
    return mechanism === 'pre-copy' && transport.kind === 'constant';
  });
}

/** A file server: two directions at its rate, and a CPU that is always there. */
function buildStorage(scenario: Scenario, parameters: ParameterValues): World['storage'] {
  const bitsPerSecond = scenario.storage?.bitsPerSecond ?? parameters.storageRate;
  const options = { bytesPerNs: bitsPerSecond * BYTES_PER_NS, latencyNs: parameters.linkLatency };
  const server = new Domain('storage', { vcpus: 1, weight: DEFAULT_WEIGHT, capPercent: Infinity });
  for (const vcpu of server.vcpus) vcpu.speed = 1;
  return { in: new Link('storage <', options), out: new Link('storage >', options), server };
}
