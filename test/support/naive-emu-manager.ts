/**
 * xenguest and its manager, as docs/explanation/xen-of-today.md describes them: a page at a time,
 * plain arrays. Slow and obvious; the fast loop must give the same rounds at the same instants.
 */
import type { Write } from '../../sim/study/fuzz/oracle/naive-loop.ts';

/** What the manager's rule is asked at each event; `dirty` is -1 within a round. */
export type NaiveRule = (iteration: number, dirty: number, grown: number) => boolean;

/** The variants of the rule, as its versions write it. */
export const NAIVE_RULES = {
  A: (iteration, dirty) => iteration > 0 && ((dirty >= 0 && dirty < 50) || iteration >= 4),
  B: (iteration, dirty) => iteration > 0 && ((dirty >= 0 && dirty < 50) || iteration >= 4),
  B0: (iteration, dirty) => iteration > 0 && (dirty < 50 || iteration >= 4),
  C: (iteration, dirty) => iteration > 0 && (dirty <= 50 || iteration >= 4),
  D: (iteration, dirty) => iteration > 0 && (dirty <= 50 || iteration >= 4),
  E: (iteration, dirty) => iteration > 0 && ((dirty >= 0 && dirty <= 50) || iteration >= 4),
  F: (iteration, dirty, grown) =>
    iteration > 0 && (grown >= 3 || iteration >= 10 || (dirty >= 0 && dirty <= 16_384)),
} as const satisfies Readonly<Record<string, NaiveRule>>;

export type Variant = keyof typeof NAIVE_RULES;

/** Those that tell xenguest before the guest is suspended. */
const AT_ONCE: readonly Variant[] = ['A', 'D', 'E'];

interface NaiveOptions {
  readonly variant: Variant;
  readonly pages: number;
  /** In order of time. */
  readonly writes: readonly Write[];
  readonly pageTimeNs: number;
  readonly suspendNs: number;
}

interface NaiveRound {
  readonly startNs: number;
  readonly sent: number;
  /** Pages of batches begun while the guest stood. */
  readonly sentStopped: number;
}

/** Live rounds, and when the guest stood and how much was left then. */
export function naiveEmuManager(options: NaiveOptions) {
  const { variant, pages, pageTimeNs, suspendNs } = options;
  let nowNs = 0;
  let stoodNs = Infinity;
  let before = 0;
  let grown = 0;
  const log = dirtyLog(options.writes);
  const clean = () => log(Math.min(nowNs, stoodNs));
  const event = (iteration: number, count: number): void => {
    if (stoodNs < Infinity) return;
    if (count >= 0) {
      if (iteration > 0 && count > before) grown += 1;
      before = count;
    }
    if (NAIVE_RULES[variant](iteration, count, grown)) stoodNs = nowNs + suspendNs;
  };
  const rounds: NaiveRound[] = [];
  let bitmap = new Set(Array.from({ length: pages }, (_, pfn) => pfn));
  for (let iteration = 0; ; iteration += 1) {
    const startNs = nowNs;
    let sentStopped = 0;
    let isBatchStopped = false;
    let eventNs = nowNs;
    event(iteration, bitmap.size);
    for (let written = 0; written < bitmap.size; written += 1) {
      if (written % 1024 === 0) {
        if (written > 0 && nowNs - eventNs > 500_000_000) {
          event(iteration, -1);
          eventNs = nowNs;
        }
        isBatchStopped = nowNs >= stoodNs;
      }
      if (isBatchStopped) sentStopped += 1;
      nowNs += pageTimeNs;
    }
    rounds.push({ startNs, sent: bitmap.size, sentStopped });
    const isTold = AT_ONCE.includes(variant) ? stoodNs < Infinity : nowNs >= stoodNs;
    if (isTold || bitmap.size === 0) break;
    bitmap = clean();
  }
  nowNs = Math.max(nowNs, stoodNs);
  const last = clean().size;
  return { rounds, stoodNs, last, endNs: nowNs + last * pageTimeNs };
}

/** Pages written since the last call, until a time. */
function dirtyLog(writes: readonly Write[]) {
  let next = 0;
  return (untilNs: number): Set<number> => {
    const dirty = new Set<number>();
    for (; next < writes.length && (writes[next] as Write).timeNs <= untilNs; next += 1) {
      dirty.add((writes[next] as Write).pfn);
    }
    return dirty;
  };
}
