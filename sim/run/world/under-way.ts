/** The migrations that are under way, and how far each is. Looking changes nothing. */
import { smallestOf } from '../../engine/kernel/lists.ts';
import { NS_PER_SECOND, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { Place } from '../../engine/mechanism/migration.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { MoveNow, Whereabouts } from '../result/steps.ts';
import { guestOf, type World } from './world.ts';

type Spec = Scenario['migrations'][number];

/** A migration that has begun. */
interface Begun {
  readonly guest: string;
  /** Bytes per ns that its way carries at most. */
  readonly bytesPerNs: () => number;
}

export class UnderWay {
  readonly world: World;
  readonly #scenario: Scenario;
  readonly #moves = new Map<Place, Begun>();
  #ended = 0;

  constructor(scenario: Scenario, world: World) {
    this.#scenario = scenario;
    this.world = world;
  }

  /** One begins. @returns where it tells how far it is. */
  begin({ guest, to }: Spec): Place {
    const { network } = this.world;
    const path = network.path(guestOf(this.world, guest).host.name, to);
    const bytesPerNs = (): number => smallestOf(path.map((link) => link.bytesPerNs));
    const place: Place = {};
    this.#moves.set(place, { guest, bytesPerNs });
    return place;
  }

  end(place: Place): void {
    this.#moves.delete(place);
    this.#ended += 1;
  }

  /** The last time at which the scenario itself has something begin, ns. */
  get plannedNs(): number {
    const { migrations, changes } = this.#scenario;
    return [...migrations, ...changes].reduce((last, { atNs }) => Math.max(last, atNs), 0);
  }

  look(): Whereabouts {
    return {
      seconds: this.world.simulation.nowNs / NS_PER_SECOND,
      migrations: this.#scenario.migrations.length,
      ended: this.#ended,
      moves: [...this.#moves].map(([place, begun]) => moveNow(place, begun)),
    };
  }
}

function moveNow({ rounds, pages }: Place, { guest, bytesPerNs }: Begun): MoveNow {
  if (rounds === undefined || pages === undefined) {
    return { guest, round: 0, due: 0, done: 0, leastSecondsLeft: 0 };
  }
  const { due, sent, skipped } = pages;
  const done = Math.min(due, sent + skipped);
  const leastNs = ((due - done) * PAGE_BYTES) / bytesPerNs();
  const leastSecondsLeft = leastNs / NS_PER_SECOND;
  return { guest, round: rounds.length + 1, due, done, leastSecondsLeft };
}
