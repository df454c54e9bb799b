/**
 * Pages that follow a guest which runs at its destination already: the post-copy phase of QEMU,
 * after its pre-copy.
 *
 * They are pushed in order. One that the guest touches before it is there stops the guest, and is
 * requested; pushing goes on from the requested page (`get_queued_page` of migration/ram.c), so
 * that a guest which touches one page after the other asks for few of them. A request comes to its
 * turn when the sender does: one that sleeps because its window is spent sends it in the next
 * (`qemu_savevm_state_iterate` sends nothing then). With preempt, requested pages have a channel of
 * their own: they neither wait nor move the stream.
 */

import { invariant } from '../kernel/assert.ts';
import { addAll } from '../kernel/lists.ts';
import type { Body } from '../kernel/process.ts';
import { Latch } from '../kernel/signal.ts';
import type { BurstSender, Requests } from './burst-sender.ts';
import type { Carrier } from './carrier.ts';
import { type Migration, type PostCopyOutcome, tell } from './migration.ts';
import type { PageRing } from './page-ring.ts';
import type { PostCopyRules } from './policy.ts';
import { TouchedPages } from './touched-pages.ts';

/** Pages pushed between two looks for requests. */
const PUSH_PAGES = 64;
/** Least time between two looks at what the guest touched, and what each word adds to it. */
const LOOK_NS = 1e6;
const LOOK_NS_PER_WORD = 1e3;

/** A page that the guest waits for. */
interface Request {
  readonly position: number;
  readonly arrived: Latch;
}

/** What the phase works on. */
export interface Following {
  readonly migration: Migration;
  readonly carrier: Carrier;
  readonly sender: BurstSender;
  readonly rules: PostCopyRules;
  /** The number of the round in which they go. */
  readonly round: number;
}

export class FollowingPages implements Requests {
  readonly #of: Following;
  readonly #touched: TouchedPages;
  readonly #requests: Request[] = [];
  #pulledPages = 0;
  #stalledNs = 0;
  #stall: Latch | undefined;
  #done = false;

  constructor(following: Following) {
    this.#of = following;
    this.#touched = new TouchedPages(following.migration.guest.memory, following.sender.pages);
  }

  /** From the start of the guest at its destination until it misses no page. */
  *run(): Body<PostCopyOutcome> {
    const { migration, carrier, sender, rules, round } = this.#of;
    const { guest, simulation, pages: watcher } = migration;
    const { pages } = sender;
    guest.memory.watcher = this.#touched;
    sender.pace(rules.bitsPerSecond);
    pages.startRound();
    watcher?.roundStarts(simulation.nowNs, round, true, pages.dueWords);
    simulation.start(this.#watch());
    yield* sender.follow(round, this, rules.rest);
    yield* carrier.followed(() => this.#settle());
    this.#done = true;
    guest.sync();
    guest.memory.watcher = undefined;
    const { due, sent } = pages;
    invariant(sent === due, `${sent} of ${due} pages followed the guest`);
    return { pulledPages: this.#pulledPages, stalledNs: this.#stalledNs };
  }

  /** All has been pushed: until the guest has what it waits for. */
  *#settle(): Body {
    for (const { arrived } of this.#requests.splice(0)) arrived.open();
    if (this.#stall !== undefined) yield* this.#stall.wait();
  }

  get pagesMost(): number {
    return this.#requests.length > 0 ? 1 : PUSH_PAGES;
  }

  serve(pages: PageRing): (() => void) | undefined {
    const request = this.#requests.shift();
    if (request === undefined) return undefined;
    pages.moveTo(request.position);
    return request.arrived.open;
  }

  /** Looks again and again whether the guest touched what it misses. */
  *#watch(): Body {
    const { guest, simulation } = this.#of.migration;
    for (;;) {
      yield LOOK_NS + LOOK_NS_PER_WORD * this.#touched.words;
      if (this.#done) return;
      guest.sync();
      const vcpus = guest.domain.vcpus.length;
      let wanted = this.#touched.next(vcpus);
      if (wanted.length === 0) continue;
      const startNs = simulation.nowNs;
      const stall = new Latch();
      this.#stall = stall;
      const goOn = guest.pause();
      try {
        for (; wanted.length > 0; wanted = this.#touched.next(vcpus)) yield* this.#fetch(wanted);
      } finally {
        goOn();
      }
      this.#stalledNs += simulation.nowNs - startNs;
      this.#stall = undefined;
      stall.open();
    }
  }

  /** The guest waits for pages that it asked for, one of each virtual CPU. */
  *#fetch(positions: readonly number[]): Body {
    const { carrier, sender, rules } = this.#of;
    this.#pulledPages += positions.length;
    yield* carrier.request(positions.length);
    if (rules.preempt) {
      yield* this.#pull(positions);
      return;
    }
    // All have been sent meanwhile: they are on their way.
    if (sender.pages.left === 0) return;
    const asked = positions.map((position): Request => ({ position, arrived: new Latch() }));
    addAll(this.#requests, asked);
    for (const { arrived } of asked) yield* arrived.wait();
  }

  *#pull(positions: readonly number[]): Body {
    const { migration, carrier, sender, round } = this.#of;
    const { simulation, guest, pages: watcher } = migration;
    const batch = sender.pages.takeOut(positions);
    if (batch.pages === 0) return;
    sender.book(migration.policy.wire.batchBytes(batch.pages, batch.zeroPages));
    watcher?.batchEnds(simulation.nowNs);
    tell(simulation, { kind: 'batch', guest: guest.name, round, pages: batch.pages });
    yield* carrier.pull(batch);
  }
}
