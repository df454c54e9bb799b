/**
 * One run: a scenario in, a result out. No files, no clock, no randomness but the seed.
 */

import type { PolicyModules } from '../../models/policy/fields.ts';
import { policyOf, systemOf } from '../../models/policy/index.ts';
import { InvariantError, invariant } from '../engine/kernel/assert.ts';
import type { Body, Process } from '../engine/kernel/process.ts';
import type { Listener } from '../engine/kernel/simulation.ts';
import { accountingSince } from '../engine/machine/guest/dom0-accounting.ts';
import { wireOf } from '../engine/mechanism/connections.ts';
import { fated } from '../engine/mechanism/fate.ts';
import { parametersFor } from '../engine/mechanism/guest-type.ts';
import { migrate } from '../engine/mechanism/migrate.ts';
import type { Migration, Outcome } from '../engine/mechanism/migration.ts';
import type { PageListener } from '../engine/mechanism/page-listener.ts';
import { PageVersions } from '../engine/mechanism/page-versions.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { drawn } from '../scenario/uncertain.ts';
import { Problem } from '../text/problem.ts';
import { cellContents } from './expected/run/cell-contents.ts';
import { runExpected } from './expected/run/expected-run.ts';
import { goesInBursts, requireExpected } from './expected/run/unfit.ts';
import {
  type FaultResult,
  type GuestPerformance,
  type MigrationResult,
  type RunResult,
  SCHEMA_VERSION,
} from './result/result.ts';
import { Admission } from './world/admission.ts';
import { Faults, mayFail } from './world/faults/faults.ts';
import { whatFailed, withTries } from './world/faults/show-fate.ts';
import type { ContentsMaker } from './world/guests.ts';
import { HostMemory, withoutRoom } from './world/host-memory.ts';
import { independentParts, wholeOf } from './world/independent-parts.ts';
import { requireLoaded } from './world/loaded-policies.ts';
import { requireOneCopy } from './world/one-copy.ts';
import { showMigration } from './world/outcome.ts';
import { type CurveSettings, PerformanceWatch } from './world/performance-watch.ts';
import type { Recorder } from './world/recorder.ts';
import { requireSettled } from './world/settled.ts';
import { buildWorld, guestOf, hostOf, type World } from './world/world.ts';

/** How a run is made. */
export interface RunSettings {
  /** Follow every page's content and require the destination's to equal the source's (slower). */
  readonly verify?: boolean;
  /** Leave nothing out that could be made up for later: slower, and the same bytes. */
  readonly eager?: boolean;
  /** Hears the records of the run. */
  readonly listener?: Listener;
  /** Gives a listener for the pages of a migration, or undefined. */
  readonly pages?: (migration: Migration) => PageListener | undefined;
  /** Hears how guests fare, window by window. */
  readonly curve?: CurveSettings;
  /** Records what it looks like from inside; one recorder a run. */
  readonly recorder?: Recorder;
  /** Users' policies by the file that the scenario names: nothing is read here. */
  readonly policies?: PolicyModules;
}

/**
 * Runs a scenario (its sweep, if it has one, is not looked at); what is uncertain is drawn first.
 * @throws InvariantError for a fault of the simulator, with the seed and the simulated time;
 * Problem for one of a user's policy.
 */
export function run(given: Scenario, settings: RunSettings = {}): RunResult {
  const { scenario, values } = drawn(given);
  const isExpected = scenario.fidelity === 'expected';
  const { migrations, bystanders, faults } = (isExpected ? expectedResult : exactResult)(
    scenario,
    settings,
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    seed: String(scenario.seed),
    title: scenario.title,
    machine: scenario.machineFile ?? scenario.machine,
    ...(isExpected ? { fidelity: 'expected' as const } : {}),
    ...(values.length > 0 ? { drawn: values } : {}),
    migrations,
    ...(bystanders.length > 0 ? { bystanders } : {}),
    ...(faults === undefined ? {} : { faults }),
  };
}

/** The parts of a scenario that nothing connects, each simulated by itself. */
function exactResult(scenario: Scenario, settings: RunSettings): IndependentResult {
  const parts = isWatched(settings) ? [wholeOf(scenario)] : independentParts(scenario);
  if (parts.length === 1) return runPart(scenario, settings);
  const migrations: MigrationResult[] = [];
  const bystanders: GuestPerformance[] = [];
  for (const { scenario: part, places } of parts) {
    const ended = runPart(part, settings);
    for (const [index, place] of places.entries()) {
      migrations[place] = ended.migrations[index] as MigrationResult;
    }
    for (const each of ended.bystanders) bystanders.push(each);
  }
  return { migrations, bystanders };
}

/** True where all of it has to run on one clock, because it is watched. */
function isWatched({ listener, pages, curve, recorder }: RunSettings): boolean {
  return [listener, pages, curve, recorder].some((watcher) => watcher !== undefined);
}

/** @throws Problem for what only a page-exact run can tell. */
function expectedResult(scenario: Scenario, settings: RunSettings): IndependentResult {
  const { verify = false, listener, curve, policies } = settings;
  for (const spec of scenario.migrations) requireLoaded(spec, policies);
  const why = verify
    ? 'there are no pages whose contents could be followed'
    : listener !== undefined || curve !== undefined
      ? 'there are no events to tell of'
      : undefined;
  if (why === undefined) {
    if (goesInBursts(scenario)) return burstsResult(scenario, settings);
    return { migrations: runExpected(scenario, policies), bystanders: [] };
  }
  const hint = 'leave `fidelity` out, or say `page-exact`';
  throw new Problem([{ where: 'fidelity: expected', message: why, hint }]);
}

/** Of Dom0's other work, which is all that is left to chance. */
const BURSTS_SEED = 'expected';

/**
 * Bursts on average: the mechanism as it is, on cells of pages.
 * @throws Problem for what has no model of expected values.
 */
function burstsResult(scenario: Scenario, { policies }: RunSettings): IndependentResult {
  requireExpected(scenario);
  const settings = policies === undefined ? {} : { policies };
  return runPart({ ...scenario, seed: BURSTS_SEED }, settings, cellContents);
}

type Spec = Scenario['migrations'][number];

/** What an independent part of a scenario comes to. */
interface IndependentResult {
  /** In the order of its scenario. */
  readonly migrations: readonly MigrationResult[];
  readonly bystanders: readonly GuestPerformance[];
  /** Only where something may fail. */
  readonly faults?: readonly FaultResult[];
}

/** @throws InvariantError with the seed and the simulated time. */
function runPart(
  scenario: Scenario,
  settings: RunSettings,
  contents?: ContentsMaker,
): IndependentResult {
  const world = buildWorld(scenario, contents, settings.eager);
  if (settings.listener !== undefined) world.simulation.listen(settings.listener);
  settings.recorder?.attach(world);
  try {
    return runWorld(scenario, world, settings);
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    const at = `seed ${scenario.seed}, ${world.simulation.nowNs} ns, "${scenario.title}"`;
    throw new InvariantError(`${error.message} (${at})`, { cause: error });
  }
}

function runWorld(scenario: Scenario, world: World, settings: RunSettings): IndependentResult {
  const processes: Process<MigrationResult>[] = [];
  const { simulation } = world;
  let left = scenario.migrations.length;
  const admission = new Admission(scenario);
  const memory = new HostMemory(scenario, world.parameters.hostMemory);
  const watch = new PerformanceWatch(world, scenario, settings.curve);
  const faults = mayFail(scenario) ? new Faults(scenario, world) : undefined;
  for (const [index, spec] of scenario.migrations.entries()) {
    simulation.at(spec.atNs, () => {
      const process = simulation.start(
        admitted(spec, { admission, memory, watch, world, settings, faults }),
      );
      processes[index] = process;
      // One whose host is gone has ended already.
      if (process.finished) left -= 1;
      else process.done.wait(() => (left -= 1));
    });
  }
  const progress = (): number => {
    return processes.reduce((sum, { waits }) => sum + waits, faults?.waits ?? 0);
  };
  simulation.run({ finished: () => left === 0, progress });
  invariant(left === 0, `${left} migrations never ended`);
  requireOneCopy(world);
  const migrations = processes.map((process) => process.result as MigrationResult);
  const ended = { migrations, bystanders: watch.endAll() };
  const whole = faults === undefined ? ended : { ...ended, ...whatFailed(migrations, faults) };
  requireSettled(world, whole.migrations);
  return whole;
}

/** What the migrations of a run share. */
interface Shared {
  readonly faults: Faults | undefined;
  readonly admission: Admission;
  readonly memory: HostMemory;
  readonly watch: PerformanceWatch;
  readonly world: World;
  readonly settings: RunSettings;
}

/** A migration when its hosts have room for it, tried again if it fails and is to be. */
function* admitted(spec: Spec, shared: Shared): Body<MigrationResult> {
  const { admission, memory, world } = shared;
  const { simulation } = world;
  const from = guestOf(world, spec.guest).host.name;
  const askedNs = simulation.nowNs;
  const waits = world.toolstack === 'xapi' || systemOf(spec.policy) === 'qemu';
  const { times = 0, afterNs = 0, backOff = 1 } = spec.retry ?? {};
  const failed: MigrationResult[] = [];
  let waitNs = afterNs;
  for (;;) {
    const to = failed.length === 0 ? spec.to : (spec.retry?.to ?? spec.to);
    memory.lead(spec.guest, to);
    const isHopeless = waits && !(yield* memory.take(spec.guest));
    if (!isHopeless) yield* admission.enter(from, to);
    const hasRoom = !isHopeless && (waits || memory.tryTake(spec.guest));
    const way = { ...spec, to };
    const result = yield* whole(way, { ...shared, hasRoom }, simulation.nowNs - askedNs);
    if (hasRoom) memory.leave(spec.guest, result.abandoned !== true);
    if (!isHopeless) admission.leave(from, to);
    if (result.abandoned !== true || isHopeless || failed.length >= times) {
      memory.end(spec.guest);
      return withTries(result, failed);
    }
    yield waitNs;
    waitNs *= backOff;
    failed.push(result);
  }
}

/** One migration from start to end, with what it cost both Dom0s and its guest. */
function* whole(
  spec: Spec,
  shared: Shared & { readonly hasRoom: boolean },
  waitedNs: number,
): Body<MigrationResult> {
  const { watch, world, settings, faults, hasRoom } = shared;
  const asked = toMigration(spec, world, settings);
  const migration = (hasRoom ? faults?.begin(asked, spec) : undefined) ?? asked;
  const { guest, source, destination } = migration;
  const before = [source.dom0Accounting(), destination.dom0Accounting()] as const;
  const tally = watch.begin(guest);
  const moving = hasRoom
    ? migrate(migration, spec.mechanism, spec.transport)
    : withoutRoom(world.simulation, faults !== undefined);
  const outcome: Outcome = yield* fated(migration, moving);
  if (migration.course !== undefined) faults?.end(migration.course);
  const around = {
    waitedNs,
    source: accountingSince(before[0], source.dom0Accounting()),
    destination: accountingSince(before[1], destination.dom0Accounting()),
    guestPerformance: watch.end(tally),
  };
  return showMigration(migration, spec.mechanism, outcome, around);
}

function toMigration(
  spec: Spec,
  world: World,
  { verify = false, policies, pages }: RunSettings,
): Migration {
  const { simulation, machinery, toolstack, storage } = world;
  const guest = guestOf(world, spec.guest);
  const destination = hostOf(world, spec.to);
  requireLoaded(spec, policies);
  const policy = world.tuning.begin(spec.guest, policyOf(spec.policy, policies));
  const built = world.guests.get(spec.guest);
  const isXen = policy.wire.system !== 'qemu';
  const { incompressible = 0 } = built ?? {};
  const parameters = parametersFor(guest.memory.type, world.parameters);
  const migration: Migration = {
    simulation,
    machinery,
    parameters,
    toolstack,
    storage,
    guest,
    source: guest.host,
    destination,
    path: world.network.path(guest.host.name, destination.name),
    policy,
    channel: isXen ? (spec.channel ?? world.channel) : 'plain',
    balloonedPages: built?.balloonedPages ?? 0,
    devices: built?.devices ?? [],
    incompressible,
    mirroring: spec.mirror && { disks: built?.disks ?? [], rules: spec.mirror },
    ring: built?.ring?.(wireOf({ policy, parameters, incompressible })),
    versions: verify ? new PageVersions(guest.memory) : undefined,
  };
  return pages === undefined ? migration : { ...migration, pages: pages(migration) };
}
