/**
 * One run: a scenario in, a result out. No files, no clock, no randomness but the seed.
 */

import type { PolicyModules } from '../../models/policy/fields.ts';
import { systemOf } from '../../models/policy/index.ts';
import { InvariantError } from '../engine/kernel/assert.ts';
import type { Body, Process } from '../engine/kernel/process.ts';
import type { Listener } from '../engine/kernel/simulation.ts';
import { accountingSince } from '../engine/machine/guest/dom0-accounting.ts';
import { fated } from '../engine/mechanism/fate.ts';
import { migrate } from '../engine/mechanism/migrate.ts';
import type { Outcome } from '../engine/mechanism/migration.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { drawn } from '../scenario/uncertain.ts';
import { Problem } from '../text/problem.ts';
import { cellContents } from './expected/run/cell-contents.ts';
import { evenContents } from './expected/run/even-contents.ts';
import { runLone } from './expected/run/lone.ts';
import { runMany } from './expected/run/many.ts';
import { meanMigration, meanPerformance } from './expected/run/mean-of.ts';
import { requireExpected } from './expected/run/unfit.ts';
import { wayOf } from './expected/run/way.ts';
import { type IndependentResult, inParts, runResult } from './in-parts.ts';
import type { GuestPerformance, MigrationResult, RunResult } from './result/result.ts';
import { allOf, type Steps } from './result/steps.ts';
import { Admission } from './world/admission.ts';
import { Faults, mayFail } from './world/faults/faults.ts';
import { whatFailed, withTries } from './world/faults/show-fate.ts';
import type { ContentsMaker } from './world/guests.ts';
import { HostMemory, withoutRoom } from './world/host-memory.ts';
import { requireLoaded } from './world/loaded-policies.ts';
import { requireOneCopy } from './world/one-copy.ts';
import { showMigration } from './world/outcome.ts';
import { type CurveSettings, PerformanceWatch } from './world/performance-watch.ts';
import type { Recorder } from './world/recorder.ts';
import { requireSettled } from './world/settled.ts';
import { type MigrationSettings, toMigration } from './world/to-migration.ts';
import { UnderWay } from './world/under-way.ts';
import { endingOf, untilOver } from './world/until-over.ts';
import { buildWorld, guestOf, type World } from './world/world.ts';

/** How a run is made. */
export interface RunSettings extends MigrationSettings {
  /** Leave nothing out that could be made up for later: slower, and the same bytes. */
  readonly eager?: boolean;
  /** Hears the records of the run. */
  readonly listener?: Listener;
  /** Hears how guests fare, window by window. */
  readonly curve?: CurveSettings;
  /** Records what it looks like from inside; one recorder a run. */
  readonly recorder?: Recorder;
  /** When it is given up, simulated time in ns; absent: never. */
  readonly stopNs?: number | undefined;
}

/**
 * Runs a scenario (its sweep, if it has one, is not looked at); what is uncertain is drawn first.
 * @throws InvariantError for a fault of the simulator, with the seed and the simulated time;
 * Problem for one of a user's policy, and for what can never end; NotOver at `stopNs`.
 */
export function run(given: Scenario, settings: RunSettings = {}): RunResult {
  return allOf(runSteps(given, settings));
}

/** The same in steps of some thousand events, so that a caller may see how far it is. */
export function* runSteps(given: Scenario, settings: RunSettings = {}): Steps<RunResult> {
  const { scenario, values } = drawn(given);
  const isExpected = scenario.fidelity === 'expected';
  const result = yield* (isExpected ? expectedResult : exactResult)(scenario, settings);
  return runResult(scenario, values, result);
}

/** The parts of a scenario that nothing connects, each simulated by itself. */
function exactResult(scenario: Scenario, settings: RunSettings): Steps<IndependentResult> {
  if (isWatched(settings)) return runPart(scenario, settings);
  return inParts(scenario, (part) => runPart(part, settings));
}

/** True where all of it has to run on one clock, because it is watched. */
function isWatched({ listener, pages, curve, recorder }: RunSettings): boolean {
  return [listener, pages, curve, recorder].some((watcher) => watcher !== undefined);
}

/** @throws Problem for what only a page-exact run can tell. */
function* expectedResult(scenario: Scenario, settings: RunSettings): Steps<IndependentResult> {
  const { verify = false, listener, curve, policies, stopNs } = settings;
  for (const spec of scenario.migrations) requireLoaded(spec, policies);
  const why = verify
    ? 'there are no pages whose contents could be followed'
    : listener !== undefined || curve !== undefined
      ? 'there are no events to tell of'
      : stopNs !== undefined
        ? 'there is no clock that could be stopped'
        : undefined;
  if (why === undefined) {
    requireExpected(scenario);
    const isLone = scenario.migrations.length === 1;
    return yield* inParts(scenario, (part) => meansOf(part, { policies, isLone }));
  }
  const hint = 'leave `fidelity` out, or say `page-exact`';
  throw new Problem([{ where: 'fidelity: expected', message: why, hint }]);
}

/** How a part goes; one that is lone is all of its scenario. */
interface MeansSettings {
  readonly policies: PolicyModules | undefined;
  readonly isLone: boolean;
}

function* meansOf(part: Scenario, settings: MeansSettings): Steps<IndependentResult> {
  const { policies, isLone } = settings;
  const { by, seeds } = wayOf(part);
  if (by === 'classes') {
    if (isLone) return { migrations: [runLone(part, policies)], bystanders: [] };
    return { migrations: yield* endingOf(runMany(part, policies)), bystanders: [] };
  }
  const own = policies === undefined ? {} : { policies };
  // The mechanism as it is, on cells of pages or on as many written pages as are expected.
  const contents = by === 'cells' ? cellContents : evenContents;
  const runs: IndependentResult[] = [];
  for (const seed of seeds) {
    runs.push(yield* runPart({ ...part, seed }, own, contents));
  }
  return meanResult(runs);
}

/** @param runs of one part, at least one. */
function meanResult(runs: readonly IndependentResult[]): IndependentResult {
  const [{ migrations, bystanders }] = runs as readonly [IndependentResult];
  return {
    migrations: migrations.map((_, at) =>
      meanMigration(runs.map((each) => each.migrations[at] as MigrationResult)),
    ),
    bystanders: bystanders.map((_, at) =>
      meanPerformance(runs.map((each) => each.bystanders[at] as GuestPerformance)),
    ),
  };
}

type Spec = Scenario['migrations'][number];

/** @throws InvariantError with the seed and the simulated time. */
function* runPart(
  scenario: Scenario,
  settings: RunSettings,
  contents?: ContentsMaker,
): Steps<IndependentResult> {
  const world = buildWorld(scenario, contents, settings.eager);
  if (settings.listener !== undefined) world.simulation.listen(settings.listener);
  settings.recorder?.attach(world);
  try {
    return yield* runWorld(scenario, world, settings);
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    const at = `seed ${scenario.seed}, ${world.simulation.nowNs} ns, "${scenario.title}"`;
    throw new InvariantError(`${error.message} (${at})`, { cause: error });
  }
}

function* runWorld(
  scenario: Scenario,
  world: World,
  settings: RunSettings,
): Steps<IndependentResult> {
  const processes: Process<MigrationResult>[] = [];
  const { simulation } = world;
  let left = scenario.migrations.length;
  const admission = new Admission(scenario);
  const memory = new HostMemory(scenario, world.parameters.hostMemory);
  const watch = new PerformanceWatch(world, scenario, settings.curve);
  const faults = mayFail(scenario) ? new Faults(scenario, world) : undefined;
  const underWay = new UnderWay(scenario, world);
  for (const [index, spec] of scenario.migrations.entries()) {
    simulation.at(spec.atNs, () => {
      const process = simulation.start(
        admitted(spec, { admission, memory, watch, world, settings, faults, underWay }),
      );
      processes[index] = process;
      // One whose host is gone has ended already.
      if (process.finished) left -= 1;
      else process.done.wait(() => (left -= 1));
    });
  }
  yield* untilOver(underWay, {
    stopNs: settings.stopNs,
    left: () => left,
    processes,
    waits: () => faults?.waits ?? 0,
  });
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
  readonly underWay: UnderWay;
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
    const isGone = shared.faults?.goneOf(spec.guest) !== undefined;
    if (result.abandoned !== true || isHopeless || isGone || failed.length >= times) {
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
  const { watch, world, settings, faults, hasRoom, underWay } = shared;
  const place = underWay.begin(spec);
  const asked = toMigration(spec, world, { ...settings, place });
  const migration = (hasRoom ? faults?.begin(asked, spec) : undefined) ?? asked;
  const { guest, source, destination } = migration;
  const awake = [source.awaken(), destination.awaken()];
  const before = [source.dom0Accounting(), destination.dom0Accounting()] as const;
  const tally = watch.begin(guest);
  const moving = hasRoom
    ? migrate(migration, spec.mechanism, spec.transport)
    : withoutRoom(world.simulation, faults !== undefined);
  const outcome: Outcome = yield* fated(migration, moving);
  underWay.end(place);
  if (migration.course !== undefined) faults?.end(migration.course);
  const around = {
    waitedNs,
    source: accountingSince(before[0], source.dom0Accounting()),
    destination: accountingSince(before[1], destination.dom0Accounting()),
    guestPerformance: watch.end(tally),
  };
  for (const end of awake) end();
  return showMigration(migration, spec.mechanism, outcome, around);
}
