/**
 * Plain JavaScript of the same kind as the jobs, to hold them against where there is nothing else:
 * it takes longer on a slower machine as they do. Not to be made faster: that would change ratios.
 */
import { timeOf, type Yardstick } from '../harness.ts';

const EVENTS = 100_000;
const PENDING = 1000;

interface Entry {
  readonly time: number;
  readonly action: () => void;
}

/** The hold model on a binary heap of objects, as one would write it down. */
function holdEvents(): number {
  const heap: Entry[] = [];
  let state = 1;
  let now = 0;
  const swap = (one: number, other: number): void => {
    const entry = heap[one] as Entry;
    heap[one] = heap[other] as Entry;
    heap[other] = entry;
  };
  const isBefore = (one: number, other: number): boolean =>
    (heap[one] as Entry).time < (heap[other] as Entry).time;
  const add = (): void => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const delay = -Math.log((state + 1) / 2 ** 32);
    heap.push({ time: now + delay, action: add });
    for (let at = heap.length - 1; at > 0 && isBefore(at, (at - 1) >> 1); at = (at - 1) >> 1) {
      swap(at, (at - 1) >> 1);
    }
  };
  const take = (): Entry => {
    swap(0, heap.length - 1);
    const first = heap.pop() as Entry;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(child, least)) least = child;
      }
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  };
  for (let count = 0; count < PENDING; count += 1) add();
  for (let count = 0; count < EVENTS; count += 1) {
    const { time, action } = take();
    now = time;
    action();
  }
  return now;
}

const WORDS = 2 ** 19;
const PASSES = 8;

/** Passes over the bitmaps of a guest of 64 GiB: pages that are due and were not written again. */
function passBitmaps(): number {
  const due = new Uint32Array(WORDS).fill(2 ** 32 - 1);
  const written = new Uint32Array(WORDS);
  let sent = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (let word = 0; word < WORDS; word += 1) {
      let bits = (due[word] as number) & ~(written[word] as number);
      for (; bits !== 0; bits &= bits - 1) sent += 1;
      due[word] = written[word] as number;
      written[word] = Math.imul(word, 0x9e3779b1) & Math.imul(word + pass, 0x85ebca6b);
    }
  }
  return sent;
}

const held = (action: () => unknown, boundRatio: number | undefined): Yardstick => ({
  timeMs: () => Math.min(...[1, 2, 3].map(() => timeOf(action))),
  ...(boundRatio === undefined ? {} : { boundRatio }),
});

/** For jobs that take events, objects and logarithms. */
export const plainEvents = (boundRatio?: number): Yardstick => held(holdEvents, boundRatio);

/** For jobs that go over pages. */
export const plainPasses = (boundRatio?: number): Yardstick => held(passBitmaps, boundRatio);
