/**
 * The fixed point of an instant, between schedulers and rates.
 *
 * A scheduler assumes what share of its physical CPU a virtual CPU uses, and gives the rest to the
 * next in the queue. Speeds give rates, and rates give the share that is used: the answer. Whatever
 * gets the rest may feed what was served first: a backend goes before its guest, and has as much to
 * do as the guest sends in what the backend leaves. Where serving costs more than sending, taking
 * each answer as the next assumption oscillates without end: the more is assumed, the less is left
 * and the less there is to do. So after a few answers in one instant the next assumption is where a
 * line through the last two would be its own answer (secants). Where several virtual CPUs depend on
 * each other the lines may mislead: the longer it takes, the smaller the steps (averages, as of
 * Mann 1953).
 */
import { violated } from '../../kernel/assert.ts';

/** Nodes that are solved in one instant before something must be wrong. */
const PASSES_MAX = 10_000;

/** What may be touched. */
export interface Touchable {
  /** Its place among those that were touched; -1: it was not. */
  place: number;
}

/** What was touched, in that order: a set that costs little to walk. */
export class Touched<Node extends Touchable> {
  readonly #nodes: Node[] = [];

  add(node: Node): void {
    if (node.place >= 0) return;
    node.place = this.#nodes.length;
    this.#nodes.push(node);
  }

  delete(node: Node): void {
    node.place = -1;
  }

  /**
   * Solves what was touched until nothing is: solving reports answers, schedulers change speeds,
   * and that touches again. It ends since each virtual CPU takes `STEPS_MAX` answers at most.
   * @throws InvariantError after `PASSES_MAX` nodes.
   */
  settle(solve: (node: Node) => void): void {
    const nodes = this.#nodes;
    let passes = 0;
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at]!;
      if (node.place !== at) continue;
      passes += 1;
      if (passes >= PASSES_MAX) violated('the rates of an instant do not settle');
      node.place = -1;
      solve(node);
    }
    nodes.length = 0;
  }
}

/** A share of a CPU below this is none. */
export const NO_SHARE = 1e-9;

/** Answers in one instant that are taken as they come. */
const ANSWERS_MAX = 4;

/** Steps along secants, before they become smaller. */
const SECANTS_MAX = 16;

/** Steps after which the last is taken for good: where answers jump, no share is its own. */
const STEPS_MAX = 200;

/** What a found share may leave unused of a physical CPU. */
const TOLERANCE = 1e-4;

/** What a virtual CPU is assumed to use of its physical one. */
export class CpuUsage {
  /** Part of the physical CPU, 0 to 1. */
  share = 0;
  /** True while an assumption has no answer yet. */
  isOpen = false;
  #atNs = -1;
  #answers = 0;
  /** The assumption before the present one, and its answer. */
  #lastShare = 0;
  #lastAnswer = 0;

  /** It starts to run: it is assumed to use all it may until something else is known. */
  start(mostShare: number, nowNs: number): void {
    this.isOpen = true;
    // Had it used what was assumed, it would not have blocked in this instant.
    if (this.#countAt(nowNs) > ANSWERS_MAX) this.#step(0);
    else this.#take(mostShare, mostShare);
  }

  /** The share that it uses, given the assumption. @returns false where the assumption stays. */
  answer(used: number, nowNs: number): boolean {
    const unused = this.share - used;
    if (Math.abs(unused) < NO_SHARE) return false;
    const answers = this.#countAt(nowNs);
    if (answers <= ANSWERS_MAX) {
      this.#take(used, used);
      return true;
    }
    if ((unused > 0 && unused < TOLERANCE) || answers > STEPS_MAX) return false;
    this.#step(used);
    return true;
  }

  /** True when it blocks and wakes while it may use this share. */
  leavesGaps(speed: number): boolean {
    return this.share < speed - TOLERANCE;
  }

  #take(share: number, answer: number): void {
    this.#lastShare = this.share;
    this.#lastAnswer = answer;
    this.share = share;
  }

  /** Goes part of the way to the answer. */
  #step(answer: number): void {
    const slope = (answer - this.#lastAnswer) / (this.share - this.#lastShare);
    const secant = slope < 0 ? 1 / (1 - slope) : 1;
    const steps = this.#answers - ANSWERS_MAX;
    const part = steps > SECANTS_MAX ? Math.min(secant, SECANTS_MAX / steps / 2) : secant;
    this.#take(this.share + part * (answer - this.share), answer);
  }

  /** Number of answers in this instant, this one included. */
  #countAt(nowNs: number): number {
    if (nowNs !== this.#atNs) {
      this.#atNs = nowNs;
      this.#answers = 0;
    }
    this.#answers += 1;
    return this.#answers;
  }
}
