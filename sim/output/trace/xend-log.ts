/**
 * A migration as xend 3.2 logged it: what xc_save printed on stderr, character for character, with
 * back-spaces and carriage returns. Source: print_stats and the progress output of
 * xc_domain_save.c; see docs/explanation/xen-algorithm.md, section 1.10. All arithmetic is integer
 * and truncates, as there.
 */
import { BATCH_PAGES, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult, RoundResult } from '../../run/result/result.ts';

/** Bytes per ms of one decimal megabit per second. */
const BYTES_PER_MS = 125;
/** The percentage is rewritten when it has grown by this much. */
const PERCENT_STEP = 5;

/** The lines, each ended by a line feed. Nothing for one without live rounds. */
export function xendLog(migration: MigrationResult): string {
  const { rounds, p2mPages, pagesSent, stopReason, fixups, abandoned } = migration;
  if (stopReason === 'not-live' || stopReason === 'post-copy') return '';
  if (abandoned === true) {
    const all = rounds.map((round) => `${progress(round)}${counts(round)}, ${stats(round, round)}`);
    return `${[...all, 'Save exit rc=1'].join('\n')}\n`;
  }
  const deciding = rounds.length - 2;
  const lines = rounds.map((round, index) => {
    const head = `${progress(round)}${counts(round)}`;
    if (index < deciding) return `${head}, ${stats(round, round)}`;
    if (index > deciding) return `${head}, ${stats(round, rounds[index - 1] as RoundResult)}`;
    return `${head}, Start last iteration\nSUSPEND shinfo 00000000\n${stats(round, round)}`;
  });
  const factor = Math.trunc((pagesSent * 100) / p2mPages) / 100;
  lines.push(
    `Total pages sent= ${pagesSent} (${factor.toFixed(2)}x)`,
    `(of which ${fixups} were fixups)`,
    'All memory is saved',
    'Save exit rc=0',
  );
  return `${lines.join('\n')}\n`;
}

/** The percentage that is rewritten in place, looked at between batches. */
function progress(round: RoundResult): string {
  const shown = ['  0%'];
  let last = 0;
  for (let sent = BATCH_PAGES; sent < round.sent; sent += BATCH_PAGES) {
    const percent = Math.trunc((100 * sent) / round.sent);
    if (percent < last + PERCENT_STEP) continue;
    shown.push(`${String(percent).padStart(3)}%`);
    last = percent;
  }
  return `Saving memory pages: iter ${round.round} ${shown.join('\b\b\b\b')}\r`;
}

function counts({ round, sent, skipped }: RoundResult): string {
  return `${String(round).padStart(2)}: sent ${sent}, skipped ${skipped}`;
}

/** @param clean the round whose CLEAN gave the count that is printed. */
function stats(round: RoundResult, clean: RoundResult): string {
  const deltaMs = Math.max(1, Math.trunc(round.deltaSeconds * 1000));
  const percent = (seconds: number): number => {
    return Math.trunc((100 * Math.trunc(seconds * 1000)) / deltaMs);
  };
  const rate = (pages: number): number => {
    return Math.trunc((pages * PAGE_BYTES) / (deltaMs * BYTES_PER_MS));
  };
  const dirtied = clean.dirtied ?? 0;
  return [
    `delta ${deltaMs}ms`,
    `dom0 ${percent(round.deltaSourceDom0CpuSeconds)}%`,
    `target ${percent(round.deltaGuestCpuSeconds)}%`,
    `sent ${rate(round.sent)}Mb/s`,
    `dirtied ${rate(dirtied)}Mb/s ${dirtied} pages`,
  ].join(', ');
}
