/**
 * The identities that hold in xc_save's output, checked. Every field is computed from others by
 * integer arithmetic, so a figure that does not fit was damaged or edited.
 */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { Remark } from './measurement.ts';
import type { PrintedMigration, PrintedRound } from './xend-rounds.ts';

/** Bytes per ms of one decimal megabit per second. */
const BYTES_PER_MS = 125;

/** What does not add up in a migration, and what is missing of it. */
export function checkPrinted(migration: PrintedMigration): Remark[] {
  const { rounds, total } = migration;
  const remarks = rounds.flatMap((round, index) => [
    ...checkNumber(round, rounds[index - 1]),
    ...checkStats(round),
    ...checkDue(round, rounds[index - 1], migration),
  ]);
  if (total === undefined) {
    const line = rounds.at(-1)?.line ?? migration.line;
    remarks.push({ line, message: 'the migration has no end in this file' });
  }
  return [...remarks, ...checkTotal(migration)];
}

function checkNumber({ round, line }: PrintedRound, before: PrintedRound | undefined): Remark[] {
  const first = (before?.round ?? 0) + 1;
  if (round <= first) return [];
  const lost = round === first + 1 ? `round ${first} is` : `rounds ${first} to ${round - 1} are`;
  return [{ line, message: `${lost} missing before round ${round}` }];
}

/** Rates are pages over delta, truncated. */
function checkStats({ round, line, counts, stats }: PrintedRound): Remark[] {
  if (counts === undefined) {
    return [{ line, message: `the pages of round ${round} are not in the file` }];
  }
  if (stats === undefined) {
    return [{ line, message: `round ${round} has no statistics: its time is unknown` }];
  }
  if (stats.deltaMs === 0) {
    return [{ line, message: `round ${round} prints a delta of 0 ms, which xc_save never does` }];
  }
  const rate = (pages: number): number => {
    return Math.trunc((pages * PAGE_BYTES) / (stats.deltaMs * BYTES_PER_MS));
  };
  const pairs = [
    ['sent', counts.sent, stats.sentMbitPerSecond],
    ['dirtied', stats.dirtied, stats.dirtiedMbitPerSecond],
  ] as const;
  return pairs.flatMap(([word, pages, printed]) => {
    const computed = rate(pages);
    if (computed === printed) return [];
    const sum = `${pages} pages in ${stats.deltaMs} ms are ${computed} Mb/s`;
    return [{ line, message: `round ${round} prints ${word} ${printed}Mb/s, but ${sum}` }];
  });
}

/** What was dirty after a round is what the next one sends or skips. */
function checkDue(
  { round, line, counts }: PrintedRound,
  before: PrintedRound | undefined,
  { fixups = 0 }: PrintedMigration,
): Remark[] {
  const dirtied = before?.stats?.dirtied;
  if (dirtied === undefined || counts === undefined || before?.round !== round - 1) return [];
  const due = counts.sent + counts.skipped - (before.deciding ? fixups : 0);
  if (due === dirtied) return [];
  const found = `round ${round - 1} found ${dirtied} pages dirty`;
  return [{ line, message: `${found}, but round ${round} sent and skipped ${due}` }];
}

function checkTotal({ rounds, total }: PrintedMigration): Remark[] {
  const isWhole = rounds.every(({ round, counts }, index) => round === index + 1 && counts);
  if (total === undefined || !isWhole || rounds.length === 0) return [];
  const { line, pages, factor } = total;
  const sum = rounds.reduce((all, { counts }) => all + (counts?.sent ?? 0), 0);
  const remarks: Remark[] = [];
  if (sum !== pages) {
    remarks.push({ line, message: `the total says ${pages} pages, the rounds sent ${sum}` });
  }
  const first = rounds[0]?.counts;
  const mapped = first === undefined ? 0 : first.sent + first.skipped;
  if (factor > pages / mapped + 0.01) {
    const message = `${pages} pages are not ${factor} times a guest of at least ${mapped} pages`;
    remarks.push({ line, message });
  }
  return remarks;
}
