/** Draws of values from one named stream, in the order in which they are asked for. */
import { RandomStream } from '../../../engine/kernel/random.ts';

export class Draws {
  readonly #random: RandomStream;

  /** @param label equal labels give equal draws. */
  constructor(label: string) {
    this.#random = new RandomStream(label);
  }

  /** True with probability p, in [0, 1]. */
  chance(p: number): boolean {
    return this.#random.chance(p);
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + this.#random.below(most - least + 1);
  }

  /** One of them, each as likely as its share of the list. */
  of<Value>(...values: readonly Value[]): Value {
    return values[this.#random.below(values.length)] as Value;
  }

  /** With probability p what is made, else nothing, for which nothing is drawn. */
  maybe<Value>(p: number, make: () => Value): Value | undefined {
    return this.chance(p) ? make() : undefined;
  }
}
