/**
 * Memory of hosts over time. A guest has its memory where it is; from the start of a migration it
 * has it at the destination too, and from the end on at one of them. What does not fit yet waits,
 * in the order of arrival, as managers do that ask before they start (XAPI, those of QEMU), until
 * nothing that could make room is left; or it fails at once, as with xl and xend, which find out at
 * the destination. Within one host a guest moves as if it had room.
 */
import { InvariantError } from '../../engine/kernel/assert.ts';
import type { Body } from '../../engine/kernel/process.ts';
import { Signal } from '../../engine/kernel/signal.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import type { Outcome } from '../../engine/mechanism/migration.ts';
import { dom0BytesOf, hostBytesOf } from '../../scenario/host-memory.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** One migration, as memory goes. */
interface Move {
  readonly from: string;
  readonly to: string;
  readonly bytes: number;
}

interface Waiting {
  readonly move: Move;
  /** Fires with whether there is room. */
  readonly answer: Signal<boolean>;
}

/** What waits, what may still come, and what is free. */
export class HostMemory {
  readonly #free = new Map<string, number>();
  /** Bytes that migrations which wait for none will make free, by their source. */
  readonly #coming = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  readonly #moves: Map<string, Move>;

  /** @param hostBytes memory of a host that does not say. */
  constructor({ hosts, guests, migrations }: Scenario, hostBytes: number) {
    for (const [name, host] of Object.entries(hosts)) {
      this.#free.set(name, hostBytesOf(host, hostBytes) - dom0BytesOf(host));
    }
    for (const { host, memoryBytes } of Object.values(guests)) this.#take(host, memoryBytes);
    this.#moves = new Map(
      migrations.map(({ guest, to }) => {
        const { host: from = to, memoryBytes: bytes = 0 } = guests[guest] ?? {};
        return [guest, { from, to, bytes }];
      }),
    );
    for (const { from, bytes } of this.#moves.values()) add(this.#coming, from, bytes);
  }

  /** To which host a guest goes from now on. It is not under way. */
  lead(guest: string, to: string): void {
    this.#moves.set(guest, { ...this.#moveOf(guest), to });
  }

  /** Takes memory for a guest that is about to move, if there is. */
  tryTake(guest: string): boolean {
    const move = this.#moveOf(guest);
    if (!this.#fits(move)) return false;
    if (!isWithin(move)) this.#take(move.to, move.bytes);
    return true;
  }

  /** The same when there is; false when nothing is left that could make room. */
  *take(guest: string): Body<boolean> {
    const move = this.#moveOf(guest);
    if (this.#fits(move)) return this.tryTake(guest);
    add(this.#coming, move.from, -move.bytes);
    const answer = new Signal<boolean>();
    const one = { move, answer };
    this.#waiting.add(one);
    this.#giveUp();
    if (!this.#waiting.has(one)) return false;
    return (yield answer as Signal<unknown>) as boolean;
  }

  /** A try that had memory has ended: lets in those for which there is room now. */
  leave(guest: string, moved: boolean): void {
    const move = this.#moveOf(guest);
    if (!isWithin(move)) this.#take(moved ? move.from : move.to, -move.bytes);
    this.#letIn();
  }

  /** There will be no other try: nothing more comes of it. */
  end(guest: string): void {
    const { from, bytes } = this.#moveOf(guest);
    add(this.#coming, from, -bytes);
    this.#giveUp();
  }

  #letIn(): void {
    for (const one of this.#waiting) {
      if (!this.#fits(one.move)) continue;
      this.#waiting.delete(one);
      this.#take(one.move.to, one.move.bytes);
      add(this.#coming, one.move.from, one.move.bytes);
      one.answer.fire(true);
    }
  }

  /** Those fail that had no room even if all others that may still go had gone. */
  #giveUp(): void {
    const room = new Map(this.#free);
    for (const [host, bytes] of this.#coming) add(room, host, bytes);
    const hopeless = new Set(this.#waiting);
    for (let found = true; found; ) {
      found = false;
      for (const one of hopeless) {
        const { from, to, bytes } = one.move;
        if (bytes > (room.get(to) ?? 0)) continue;
        hopeless.delete(one);
        add(room, from, bytes);
        found = true;
      }
    }
    for (const one of hopeless) {
      this.#waiting.delete(one);
      add(this.#coming, one.move.from, one.move.bytes);
      one.answer.fire(false);
    }
  }

  #fits(move: Move): boolean {
    return isWithin(move) || move.bytes <= (this.#free.get(move.to) ?? 0);
  }

  #take(host: string, bytes: number): void {
    add(this.#free, host, -bytes);
  }

  #moveOf(guest: string): Move {
    const move = this.#moves.get(guest);
    if (move === undefined) throw new InvariantError(`${guest} does not migrate`);
    return move;
  }
}

const isWithin = ({ from, to }: Move): boolean => from === to;

function add(totals: Map<string, number>, name: string, bytes: number): void {
  totals.set(name, (totals.get(name) ?? 0) + bytes);
}

/** What a migration comes to that the destination has no memory for: the guest never stands. */
export function* withoutRoom({ nowNs }: Simulation, hasFaults: boolean): Body<Outcome> {
  // A process whose end is heard of does not end at its start.
  yield 0;
  const nothing = { rounds: [], parts: [], bytesSent: 0, fixups: 0 };
  const failed = { startNs: nowNs, stopReason: 'no-memory', abandoned: true, ...nothing } as const;
  return hasFaults ? { ...failed, fate: { end: 'source', freedNs: nowNs } } : failed;
}
