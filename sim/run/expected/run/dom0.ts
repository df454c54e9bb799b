/** The Dom0 of a host and the migrations that use it at present. */

import { CpuCounter } from './cpu-accounting.ts';

/** @typeParam User the migrations that may use it. */
export class SharedDom0<User> {
  readonly books = new CpuCounter();
  /** Those that send or receive. */
  readonly present = new Set<User>();
  /** Share of a CPU that it uses for other things. */
  readonly background: number;
  /** Processes ever placed on each virtual CPU, and those of migrations there now. */
  readonly #placed: Int32Array;
  readonly #onSeat: Int32Array;

  constructor(vcpus: number, background: number) {
    this.background = background;
    this.#placed = new Int32Array(vcpus);
    this.#onSeat = new Int32Array(vcpus);
    if (background > 0) this.place();
  }

  /** A process is placed where there are fewest, as `sim/engine/machine/guest/host.ts` does it. */
  place(): number {
    let best = 0;
    for (let seat = 1; seat < this.#placed.length; seat += 1) {
      if ((this.#placed[seat] as number) < (this.#placed[best] as number)) best = seat;
    }
    this.#placed[best] = (this.#placed[best] as number) + 1;
    return best;
  }

  enter(migration: User, seat: number): void {
    this.present.add(migration);
    this.#onSeat[seat] = (this.#onSeat[seat] as number) + 1;
  }

  leave(migration: User, seat: number): void {
    this.present.delete(migration);
    this.#onSeat[seat] = (this.#onSeat[seat] as number) - 1;
  }

  /** Processes of migrations on a virtual CPU now. */
  onSeat(seat: number): number {
    return this.#onSeat[seat] as number;
  }

  /** Virtual CPUs that migrations' processes are on now. */
  get seats(): number {
    return this.#onSeat.reduce((count, each) => count + (each > 0 ? 1 : 0), 0);
  }
}
