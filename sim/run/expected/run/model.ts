/**
 * A scenario as the expected fidelity sees it: `pages` (classes), `stages` (times) and, with others
 * on its hosts, `contention`. A migration (`migration.ts`) adds them up, in seconds:
 *
 *     round    = scan or warm-up + sum over its batches of pace + CLEAN
 *     total    = parts before + rounds + suspend + final copy + parts after
 *     downtime = parts from the handshake of the suspend on
 *     Dom0 CPU = costs of pages, batches and stages + background share * total
 *
 * Assumed: stage times depend on caps, costs and the link alone, and what the guest does enters as
 * its classes and as a slowdown of the sender's work. What many scenarios share is kept.
 */

import type { PolicyModules } from '../../../../models/policy/fields.ts';
import { policyOf } from '../../../../models/policy/index.ts';
import { kindOf } from '../../../../models/workload/index.ts';
import { invariant } from '../../../engine/kernel/assert.ts';
import { holeFrames } from '../../../engine/machine/memory/frame-space.ts';
import { parametersFor } from '../../../engine/mechanism/guest-type.ts';
import { latencyOf } from '../../../engine/mechanism/migration.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { PreCopyPolicy } from '../../../engine/mechanism/policy.ts';
import type { GuestSpec, Scenario } from '../../../scenario/scenario.ts';
import { slackOf } from '../../world/guests.ts';
import { layoutOf } from '../../world/layout.ts';
import { parametersOf, schedulerOf } from '../../world/machine-of.ts';
import { Network, narrowest } from '../../world/network.ts';
import type { WrittenSpec } from '../pages/class-state.ts';
import { type Ground, writtenOf } from '../pages/classes.ts';
import { timesBy } from '../stages/measure.ts';
import type { Dom0Share, Machine } from '../stages/pilot-migration.ts';
import { type StageTimeTable, stageTimeTable } from '../stages/table.ts';
import { constantTimes, type PagesFacts, PipelineTimes, type StageTimes } from '../stages/times.ts';
import type { MeasuredToolstack } from '../stages/toolstack.ts';

/** All that a migration on average depends on. */
export interface Model {
  readonly parameters: ParameterValues;
  readonly guest: GuestSpec;
  readonly policy: PreCopyPolicy;
  readonly pages: number;
  readonly p2mPages: number;
  /** Frames without memory that the first round lists. */
  readonly holes: number;
  readonly suspendPages: number;
  readonly written: readonly WrittenSpec[];
  /** Where no other migration is on its hosts and links. */
  readonly times: StageTimes;
  readonly slowdown: number;
  /** Whether Dom0s and a link carry it. */
  readonly isPipeline: boolean;
  /** Only where they do. */
  readonly pipeline: PipelineModel | undefined;
}

/** What many models share. */
export interface ModelOptions {
  readonly policies: PolicyModules | undefined;
  /** The links of the scenario; built where it is needed if absent. */
  readonly network?: Network | undefined;
}

type Migration = Scenario['migrations'][number];

/** @param scenario one that classes of pages are a model of. */
export function modelOf(
  scenario: Scenario,
  migration: Migration,
  { policies, network }: ModelOptions,
): Model {
  const guest = scenario.guests[migration.guest];
  invariant(guest !== undefined, `no guest ${migration.guest}`);
  const parameters = parametersFor(guest.type ?? 'pv', knownParametersOf(scenario));
  const policy = policyOf(migration.policy, policies);
  const memory = memoryOf(guest, parameters, migration.policy.scan);
  const { pages, p2mPages, written } = memory;
  const holes = policy.wire.listsHoles ? memory.holes : 0;
  const { expected } = kindOf(guest.workload);
  const slowdown = 1 + (expected?.copySlowdown?.(guest.workload, pages, parameters) ?? 0);
  const { transport } = migration;
  const facts = { parameters, p2mPages, skips: policy.skips, slowdown };
  const isPipeline = transport.kind === 'pipeline';
  const pageSeconds = transport.kind === 'constant' ? transport.pageTimeNs / 1e9 : 0;
  const pipeline = isPipeline
    ? pipelineOf(scenario, migration, { facts, policy, network })
    : undefined;
  const times = pipeline?.times(pipeline.alone[0], pipeline.alone[1]) ?? constantTimes(pageSeconds);
  const suspendPages = isPipeline ? memory.suspendPages : 0;
  // Field by field: with a spread, whole runs take a third longer.
  return {
    parameters,
    guest,
    policy,
    pages,
    p2mPages,
    holes,
    suspendPages,
    written,
    times,
    slowdown,
    isPipeline,
    pipeline,
  };
}

type Kept = 'parameters' | 'pages' | 'p2mPages' | 'holes' | 'suspendPages' | 'written';
type Memory = Pick<Model, Kept> & { readonly scan: Ground['scan'] };

/** The last of each guest: plans ask the same guests at many caps, and specs do not change. */
const knownMemories = new WeakMap<GuestSpec, Memory>();

function memoryOf(guest: GuestSpec, parameters: ParameterValues, scan: Ground['scan']): Memory {
  const known = knownMemories.get(guest);
  if (known?.parameters === parameters && known.scan === scan) return known;
  const layout = layoutOf(guest, parameters);
  const { pages, suspendPages } = layout;
  const p2mPages = pages + slackOf(guest, parameters);
  const holes = holeFrames(layout);
  const written = writtenOf(guest, { parameters, layout, p2mPages, scan });
  const memory = { parameters, scan, pages, p2mPages, holes, suspendPages, written };
  knownMemories.set(guest, memory);
  return memory;
}

/** Parameters by the overrides of a scenario: many scenarios share one object of them. */
const knownParameters = new WeakMap<object, Map<string, ParameterValues>>();
const NO_OVERRIDES = {};

function knownParametersOf({ machine, parameters }: Scenario): ParameterValues {
  const overrides = Object.keys(parameters).length > 0 ? parameters : NO_OVERRIDES;
  let byMachine = knownParameters.get(overrides);
  if (byMachine === undefined) {
    byMachine = new Map();
    knownParameters.set(overrides, byMachine);
  }
  let values = byMachine.get(machine);
  if (values === undefined) {
    values = parametersOf({ machine, parameters: overrides });
    byMachine.set(machine, values);
  }
  return values;
}

const LEAST_CAP_PERCENT = 1;

interface PipelineFacts {
  readonly facts: PagesFacts;
  readonly policy: PreCopyPolicy;
  readonly network: Network | undefined;
}

function pipelineOf(
  scenario: Scenario,
  { guest, to }: Migration,
  key: PipelineFacts,
): PipelineModel {
  const { hosts, guests } = scenario;
  const { facts, policy, network } = key;
  const { parameters, skips, slowdown } = facts;
  const from = guests[guest]?.host ?? '';
  const dom0 = (host: string) => {
    const spec = hosts[host]?.dom0;
    const vcpus = spec?.vcpus ?? parameters.dom0Vcpus;
    const turns = schedulerOf(scenario, host);
    return { vcpus, turns, capPercent: spec?.capPercent ?? Infinity };
  };
  const path = (network ?? networkOf(scenario, parameters)).path(from, to);
  const bytesPerNs = narrowest(path);
  const copying = {
    parameters,
    wire: policy.wire,
    skips,
    slowdown,
    latencyNs: latencyOf({ path }),
  };
  const background = parameters.dom0Background / 100;
  return new PipelineModel([dom0(from), dom0(to)], { bytesPerNs, background, copying }, facts);
}

/** Those of scenarios that say nothing of links, by their parameters. */
const plainNetworks = new WeakMap<ParameterValues, Network>();

function networkOf(scenario: Scenario, parameters: ParameterValues): Network {
  const { links, switches } = scenario;
  if (links !== undefined || switches !== undefined) return new Network(scenario, parameters);
  const network = plainNetworks.get(parameters) ?? new Network(scenario, parameters);
  plainNetworks.set(parameters, network);
  return network;
}

/** What the times of a pipeline depend on. */
export class PipelineModel {
  /** How it may use the Dom0s of both hosts where it is alone there. */
  readonly alone: Machine['dom0'];
  /** Of the narrowest link on its way. */
  readonly bytesPerNs: number;
  readonly #machine: Omit<Machine, 'dom0'>;
  /** Of both Dom0s as they are. */
  readonly #table: StageTimeTable;
  readonly #facts: PagesFacts;

  constructor(alone: PipelineModel['alone'], machine: Omit<Machine, 'dom0'>, facts: PagesFacts) {
    this.alone = alone;
    this.bytesPerNs = machine.bytesPerNs;
    this.#table = stageTimeTable({ dom0: alone, ...machine });
    this.#machine = machine;
    this.#facts = facts;
  }

  /** xend's stages, as they are measured. */
  get toolstack(): MeasuredToolstack {
    return this.#table.toolstack;
  }

  /** With these shares of both Dom0s. */
  times(source: Dom0Share, destination: Dom0Share): StageTimes {
    const [one, other] = this.alone;
    const isAlone = source.turns === one.turns && destination.turns === other.turns;
    const table = isAlone ? this.#table : this.#tableInTurns(source, destination);
    const measured = table.at(source.capPercent, destination.capPercent);
    const longer = Math.max(longerBy(source), longerBy(destination));
    const times = longer > 1 ? timesBy((name) => longer * measured[name]) : measured;
    return new PipelineTimes(times, this.#facts);
  }

  #tableInTurns({ turns }: Dom0Share, destination: Dom0Share): StageTimeTable {
    const [one, other] = this.alone;
    const dom0 = [
      { ...one, turns },
      { ...other, turns: destination.turns },
    ] as const;
    return stageTimeTable({ dom0, ...this.#machine });
  }
}

/** Times go with 1 / cap, and tables end at the least cap that a scenario may have. */
function longerBy({ capPercent }: Dom0Share): number {
  return Math.max(1, LEAST_CAP_PERCENT / capPercent);
}
