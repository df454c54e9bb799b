/**
 * QEMU's loop a page at a time: byte arrays, every write an event, every page the same time. Slow
 * and obvious; the fast loop must give the same passes.
 */
import type { Write } from './naive-loop.ts';

export interface NaiveQemuOptions {
  readonly pages: number;
  /** In order of time. */
  readonly writes: readonly Write[];
  readonly pageTimeNs: number;
  readonly batchPages: number;
  readonly bytesPerPage: number;
  readonly downtimeLimitSeconds: number;
  readonly maxRounds: number;
}

export interface NaivePass {
  readonly sent: number;
  readonly left: number;
}

const WINDOW_NS = 100e6;
const SLICE_NS = 50e6;

/** Passes while the guest runs, then the pages that were sent while it stood. */
export function naiveQemu(options: NaiveQemuOptions): { passes: NaivePass[]; last: number } {
  const { pages, writes, pageTimeNs, batchPages, bytesPerPage, downtimeLimitSeconds } = options;
  const bitmap = new Uint8Array(pages).fill(1);
  let nowNs = 0;
  let next = 0;
  let cursor = 0;
  let bytesPerSecond = 0;
  let window = { startNs: 0, bytes: 0 };
  const count = (array: Uint8Array): number => array.reduce((sum, bit) => sum + bit, 0);
  // What was written is found by a synchronisation and by nothing else.
  const sync = (): void => {
    for (; next < writes.length && (writes[next] as Write).timeNs <= nowNs; next += 1) {
      bitmap[(writes[next] as Write).pfn] = 1;
    }
  };
  const fits = (left: number): boolean => left * 4096 < bytesPerSecond * downtimeLimitSeconds;
  const passes: NaivePass[] = [];
  for (let pass = 1; ; pass += 1) {
    const startNs = nowNs;
    // A pass begins at a whole word of the bitmap.
    const start = cursor - (cursor % 32);
    let sent = 0;
    let visited = 0;
    while (visited < pages) {
      if (nowNs - startNs >= SLICE_NS && fits(count(bitmap))) break;
      let batch = 0;
      for (; visited < pages && batch < batchPages; visited += 1) {
        const pfn = (start + visited) % pages;
        batch += bitmap[pfn] as number;
        bitmap[pfn] = 0;
      }
      sent += batch;
      nowNs += batch * pageTimeNs;
      window.bytes += batch * bytesPerPage;
      if (batch === 0 || nowNs - window.startNs < WINDOW_NS) continue;
      bytesPerSecond = (window.bytes * 1e9) / (nowNs - window.startNs);
      window = { startNs: nowNs, bytes: 0 };
    }
    cursor = visited === pages ? 0 : (start + visited) % pages;
    passes.push({ sent, left: count(bitmap) });
    sync();
    const pending = count(bitmap);
    if (pending === 0 || fits(pending) || pass >= options.maxRounds) break;
  }
  return { passes, last: count(bitmap) };
}
