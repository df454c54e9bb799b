/**
 * xc_save's loop as docs/explanation/xen-algorithm.md, section 1.5, writes it: one page at a time,
 * plain arrays, every write an event. Slow and obvious; the fast loop must give the same rounds.
 */

/** One write of the guest. */
export interface Write {
  readonly timeNs: number;
  readonly pfn: number;
}

export interface NaiveOptions {
  readonly p2mPages: number;
  readonly mapped: (pfn: number) => boolean;
  /** The pfn visited at a position. */
  readonly pfnAt: (position: number) => number;
  /** In order of time. */
  readonly writes: readonly Write[];
  readonly pageTimeNs: number;
  /** Whether pages written again before their turn wait; default true, as in xc_save. */
  readonly skips?: boolean;
  readonly maxRounds: number;
  readonly maxFactor: number;
  readonly minPages: number;
}

export interface NaiveRound {
  readonly sent: number;
  readonly skipped: number;
  readonly dirtied: number | null;
}

/** Rounds of a migration in which every page takes the same time and nothing else takes any. */
export function naiveRounds(options: NaiveOptions): NaiveRound[] {
  const { p2mPages, mapped, pfnAt, writes, pageTimeNs, skips = true } = options;
  let nowNs = 0;
  let next = 0;
  let dirty = new Set<number>();
  const live = (): void => {
    for (; next < writes.length && (writes[next] as Write).timeNs <= nowNs; next += 1) {
      dirty.add((writes[next] as Write).pfn);
    }
  };
  let toSend = new Set(Array.from({ length: p2mPages }, (_, pfn) => pfn));
  const toFix = new Set<number>();
  const rounds: NaiveRound[] = [];
  let total = 0;
  const pass = (last: boolean): { sent: number; skipped: number } => {
    let sent = 0;
    let skipped = 0;
    for (let n = 0; n < p2mPages; ) {
      live();
      const toSkip = new Set(last || !skips ? [] : dirty);
      let batch = 0;
      while (batch < 1024 && n < p2mPages) {
        const pfn = pfnAt(n++);
        if (!last && toSend.has(pfn) && toSkip.has(pfn)) skipped += 1;
        const due = toSend.has(pfn) && !toSkip.has(pfn);
        if (!due && !(last && toFix.has(pfn))) continue;
        if (mapped(pfn)) batch += 1;
        if (mapped(pfn)) toFix.delete(pfn);
        else toFix.add(pfn);
      }
      if (batch === 0) break;
      sent += batch;
      nowNs += batch * pageTimeNs;
    }
    return { sent, skipped };
  };
  for (let round = 1; ; round += 1) {
    const { sent, skipped } = pass(false);
    total += sent;
    const stop = mustStop(options, { round, pages: sent + skipped, total });
    live();
    toSend = dirty;
    dirty = new Set();
    rounds.push({ sent, skipped, dirtied: toSend.size });
    if (stop) break;
  }
  rounds.push({ ...pass(true), dirtied: null });
  return rounds;
}

function mustStop(
  { maxRounds, minPages, maxFactor, p2mPages }: NaiveOptions,
  facts: { readonly round: number; readonly pages: number; readonly total: number },
): boolean {
  if (facts.round >= maxRounds || facts.pages < minPages) return true;
  return facts.total > maxFactor * p2mPages;
}

/**
 * The batches of a round of migration v2 (send_dirty_pages and write_batch of xg_sr_save.c): all
 * due frames in their order, 1024 a batch, whether they have memory or not.
 */
export function naiveBatches(
  frames: number,
  isDue: (frame: number) => boolean,
  hasMemory: (frame: number) => boolean,
): { pages: number; holes: number }[] {
  const batches: { pages: number; holes: number }[] = [];
  let batch = { pages: 0, holes: 0 };
  for (let frame = 0; frame < frames; frame += 1) {
    if (!isDue(frame)) continue;
    if (batch.pages + batch.holes === 1024) {
      batches.push(batch);
      batch = { pages: 0, holes: 0 };
    }
    if (hasMemory(frame)) batch.pages += 1;
    else batch.holes += 1;
  }
  return [...batches, batch].filter(({ pages, holes }) => pages + holes > 0);
}
