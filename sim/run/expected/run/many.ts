/**
 * Many migrations on average, on one clock. They queue for their hosts as in a page-exact run
 * (`sim/run/world/admission.ts`) and share Dom0s and links with those that are under way with them.
 */

import type { PolicyModules } from '../../../../models/policy/fields.ts';
import { invariant } from '../../../engine/kernel/assert.ts';
import type { Body } from '../../../engine/kernel/process.ts';
import { Simulation } from '../../../engine/kernel/simulation.ts';
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { Link } from '../../../engine/machine/flow/link.ts';
import type { Scenario } from '../../../scenario/scenario.ts';
import type { MigrationResult } from '../../result/result.ts';
import type { Steps, Whereabouts } from '../../result/steps.ts';
import { Admission } from '../../world/admission.ts';
import { parametersOf } from '../../world/machine-of.ts';
import { Network } from '../../world/network.ts';
import { contestedLinks, waysOf } from '../../world/ways.ts';
import { type BatchDemand, demandOf } from '../contention/batch-needs.ts';
import { Dom0Contention } from '../contention/dom0-mva.ts';
import { LinkQueue } from '../contention/link-queue.ts';
import type { StageTimes } from '../stages/times.ts';
import type { MeasuredToolstack } from '../stages/toolstack.ts';
import { ConcurrentMigration, type Contentions } from './concurrent.ts';
import { SharedDom0 } from './dom0.ts';
import { DONE, type ExpectedOutcome, SEND } from './migration.ts';
import { type Model, modelOf } from './model.ts';
import { showExpected } from './result.ts';
import { changed, setLinked, setPresent } from './updates.ts';

type Spec = Scenario['migrations'][number];
type Dom0 = SharedDom0<ConcurrentMigration>;

/** @param scenario one that classes of pages are a model of, or a part of it. */
export function runMany(
  scenario: Scenario,
  policies: PolicyModules | undefined,
): Steps<MigrationResult[]> {
  return new Many(scenario, policies).run();
}

/** Events of a step. */
const STEP_EVENTS = 8192;

class Many {
  readonly #scenario: Scenario;
  readonly #policies: PolicyModules | undefined;
  readonly #network: Network;
  readonly #clock: Simulation;
  readonly #admission: Admission;
  readonly #dom0s = new Map<string, Dom0>();
  /** Those that migrations can be held up by. */
  readonly #links = new Map<Link, LinkQueue<ConcurrentMigration>>();
  readonly #presences: KnownContentions[] = [];
  /** Those that are under way, with their guests. */
  readonly #moves = new Map<ConcurrentMigration, string>();
  #ended = 0;

  constructor(scenario: Scenario, policies: PolicyModules | undefined) {
    const parameters = parametersOf(scenario);
    this.#scenario = scenario;
    this.#policies = policies;
    this.#network = new Network(scenario, parameters);
    this.#clock = new Simulation(String(scenario.seed));
    for (const link of contestedLinks(waysOf(scenario, this.#network)).keys()) {
      this.#links.set(link, new LinkQueue<ConcurrentMigration>(link, this.#clock));
    }
    this.#admission = new Admission(scenario);
    for (const [name, { dom0 }] of Object.entries(scenario.hosts)) {
      const vcpus = dom0.vcpus ?? parameters.dom0Vcpus;
      this.#dom0s.set(name, new SharedDom0(vcpus, parameters.dom0Background / 100));
    }
  }

  *run(): Steps<MigrationResult[]> {
    const results: MigrationResult[] = [];
    const clock = this.#clock;
    const { migrations } = this.#scenario;
    for (const [index, spec] of migrations.entries()) {
      clock.at(spec.atNs, () => {
        clock.start(this.#admitted(spec, (result) => (results[index] = result)));
      });
    }
    const look = (): Whereabouts => this.#look();
    while (clock.run({ mostEvents: STEP_EVENTS })) yield look;
    for (const index of migrations.keys()) {
      invariant(results[index] !== undefined, `migration ${index + 1} never ended`);
    }
    return results;
  }

  #look(): Whereabouts {
    const seconds = this.#clock.nowNs / NS_PER_SECOND;
    const { length: migrations } = this.#scenario.migrations;
    const moves = [...this.#moves].map(([one, guest]) => one.look(guest));
    return { seconds, migrations, ended: this.#ended, moves };
  }

  /** @param end takes the result: nothing else of one that has ended is kept. */
  *#admitted(spec: Spec, end: (result: MigrationResult) => void): Body {
    const hosts = [this.#scenario.guests[spec.guest]?.host ?? '', spec.to] as const;
    const askedNs = this.#clock.nowNs;
    yield* this.#admission.enter(...hosts);
    end(yield* this.#whole(spec, hosts, this.#clock.nowNs - askedNs));
    this.#admission.leave(...hosts);
    this.#ended += 1;
  }

  *#whole(spec: Spec, hosts: readonly [string, string], waitedNs: number): Body<MigrationResult> {
    const options = { policies: this.#policies, network: this.#network };
    const model = modelOf(this.#scenario, spec, options);
    const one = this.#underWay(model, hosts);
    const startNs = this.#clock.nowNs;
    const others = [one.cpu.othersAt(0), one.cpu.othersAt(1)] as const;
    this.#moves.set(one, spec.guest);
    const outcome = yield* travel(one);
    this.#moves.delete(one);
    const since = (end: 0 | 1) => {
      const { copy, tools } = one.cpu.othersAt(end);
      return { copy: copy - others[end].copy, tools: tools - others[end].tools };
    };
    const around = {
      startSeconds: startNs / NS_PER_SECOND,
      waitedSeconds: waitedNs / NS_PER_SECOND,
      sourceOthers: since(0),
      destinationOthers: since(1),
    };
    return showExpected(spec, { model, outcome, around });
  }

  #underWay(model: Model, [from, to]: readonly [string, string]): ConcurrentMigration {
    const ends = [this.#dom0s.get(from), this.#dom0s.get(to)] as [Dom0, Dom0];
    const { pipeline } = model;
    const path = pipeline === undefined ? [] : this.#network.path(from, to);
    const links = path.flatMap((link) => this.#links.get(link) ?? []);
    const presences = this.#presencesOf(model);
    return new ConcurrentMigration(model, { clock: this.#clock, ends, links, presences });
  }

  /** Migrations that need the same of a batch share them. */
  #presencesOf(model: Model): Contentions {
    const needs = demandOf(model);
    const bytesPerSecond = (model.pipeline?.bytesPerNs ?? Infinity) * NS_PER_SECOND;
    const known = this.#presences.find((each) => {
      return each.bytesPerSecond === bytesPerSecond && isSame(each.needs, needs);
    });
    if (known !== undefined) return known.presences;
    const presences = [
      new Dom0Contention({ ...needs, place: needs.placeNew }, bytesPerSecond),
      new Dom0Contention(needs, bytesPerSecond),
    ] as const;
    this.#presences.push({ needs, bytesPerSecond, presences });
    return presences;
  }
}

/** How migrations with these needs are in each other's way. */
interface KnownContentions {
  readonly needs: BatchDemand;
  readonly bytesPerSecond: number;
  readonly presences: Contentions;
}

function isSame(one: BatchDemand, other: BatchDemand): boolean {
  return (
    one.prepare === other.prepare &&
    one.write === other.write &&
    one.read === other.read &&
    one.place === other.place &&
    one.placeNew === other.placeNew &&
    one.bytes === other.bytes
  );
}

/** From its first stage to its last. */
function* travel(one: ConcurrentMigration): Body<ExpectedOutcome> {
  const { toolstack } = one.migration.model.pipeline ?? {};
  one.retune();
  const before = one.times;
  if (toolstack === undefined) return yield* driven(one, before);
  yield* prepare(one, before, toolstack);
  setLinked(one, true);
  const outcome = yield* driven(one, before);
  setLinked(one, false);
  one.cpu.bookRest(outcome.rounds);
  setPresent(one, 1, false);
  const { parts, bothEnds, restart } = outcome.after;
  const { waitSeconds } = toolstack;
  const goneSeconds = waitSeconds.get('source-teardown') ?? 0;
  const busySeconds = parts.tail + Math.max(0, parts['source-teardown'] - goneSeconds);
  yield nsOf(busySeconds);
  setPresent(one, 0, false);
  yield nsOf(Math.max(0, parts.tail + bothEnds - busySeconds));
  yield nsOf(Math.max(waitSeconds.get('close') ?? 0, restart));
  return outcome;
}

/** What comes before the first page. The destination creates the domain during the set-up. */
function* prepare(
  one: ConcurrentMigration,
  { parts }: StageTimes,
  { aheadSeconds: { tools, copy, other } }: MeasuredToolstack,
): Body {
  setPresent(one, 0, true);
  yield nsOf(parts.check + parts.connect);
  one.cpu.book(0, { tools });
  setPresent(one, 1, true);
  yield nsOf(parts['source-setup']);
  one.cpu.book(0, { copy });
  one.cpu.book(1, { tools: other });
}

/** The rounds, with the clock. */
function* driven(one: ConcurrentMigration, before: StageTimes): Body<ExpectedOutcome> {
  const { migration } = one;
  for (let step = migration.next(); step !== DONE; step = migration.next()) {
    if (step !== SEND) yield nsOf(step);
    else {
      if (migration.loop.round === 2) changed(one);
      one.sending.start();
      yield one.sending.sent;
    }
  }
  return migration.outcome(before);
}

function nsOf(seconds: number): number {
  return Math.round(seconds * NS_PER_SECOND);
}
