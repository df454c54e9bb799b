/**
 * A measurement is a real migration, whatever printed it: plain data with the same names for all
 * sources, so that it can be laid beside a simulated one. What a source does not say is null.
 */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { Stated } from './stated.ts';

/**
 * Version of the tidy files, raised when a field changes its name or meaning. Version 2 named zero
 * pages as a run's result does, and gave a migration their sum.
 */
export const MEASUREMENT_SCHEMA_VERSION = 2;

/** One pass over the pages that were dirty when it began. */
export interface MeasuredRound {
  /** From 1, the pass over all of memory. */
  readonly round: number;
  /** Whether the guest ran. */
  readonly live: boolean | null;
  /** Pages sent with their content. */
  readonly sent: number | null;
  /** Pages that were due and not sent because they were dirty again. */
  readonly skipped: number | null;
  /** Pages sent as a mark that says: all bytes are 0. */
  readonly zeroPages: number | null;
  /** Pages found dirty at its end. */
  readonly dirtied: number | null;
  readonly seconds: number | null;
  /** Bytes written to the stream. */
  readonly bytes: number | null;
  /** As the source states it. */
  readonly dirtyPagesPerSecond: number | null;
  /** 100 is one CPU. */
  readonly dom0CpuPercent: number | null;
  readonly guestCpuPercent: number | null;
}

export const OUTCOMES = ['completed', 'failed', 'unknown'] as const;
export type MigrationOutcome = (typeof OUTCOMES)[number];

/** A measured migration. */
export interface Measurement {
  /** `file:line` of its first line in the file that was measured; no two have the same. */
  readonly origin: string;
  /** Name of the format it was read from. */
  readonly format: string;
  /** Number of the domain on the source host. */
  readonly domain: number | null;
  readonly outcome: MigrationOutcome;
  /** Pages of 4 KiB that the guest has. */
  readonly memoryPages: number | null;
  /** Pages sent with their content, each as often as it was sent. */
  readonly pagesSent: number | null;
  /** Pages sent as a mark instead. */
  readonly zeroPages: number | null;
  readonly bytesSent: number | null;
  /** From the start of the migration to the guest's start at its destination. */
  readonly totalSeconds: number | null;
  /** Of `totalSeconds` the time that pages were sent while the guest ran. */
  readonly precopySeconds: number | null;
  /** From the guest's stop to its start at its destination. */
  readonly downtimeSeconds: number | null;
  readonly rounds: readonly MeasuredRound[];
  /** What the source states beside these, each figure as it is stated last. */
  readonly stated?: Stated | undefined;
  /** The statements on the way, in the order of time; absent when there is none. Not in CSV. */
  readonly samples?: readonly Stated[] | undefined;
}

/** A place in the file that is damaged, incomplete, or does not add up. */
export interface Remark {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What one file held. */
export interface Parsed {
  readonly migrations: readonly Measurement[];
  readonly remarks: readonly Remark[];
}

/** A kind of file that is understood. */
export interface Format {
  /** What `--format` calls it. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** How such a text is had, when one has nothing of a migration in it. */
  readonly source: string;
  /** What the fields mean when they come from it, a sentence each. */
  readonly meaning: readonly string[];
  /** Where `totalSeconds` begin: with the migration, the default, or with its stream. */
  readonly totalBegins?: 'stream';
  /** What `seconds` of a round span: its pages, the default, or the time between two CLEANs. */
  readonly roundSpans?: 'cleans';
  /** Whether a line states all of a sample; else a sample is whole when the next one begins. */
  readonly isLineWhole?: true;
  /** Whether times come from stamps of whole seconds. */
  readonly isToSecond?: true;
  /** Whether every letter counts, so that nothing is undone that posting may have done. */
  readonly isVerbatim?: true;
  /** The number of places of the text that only this format has; 0 when it is another. */
  readonly recognise: (text: string) => number;
  /**
   * Reads what is intact. Takes a time proportional to the text.
   * @param fileName is used in origins only.
   */
  readonly parse: (text: string, fileName: string) => Parsed;
}

/** That local disks move too, where the source states so, and how they go. */
export function diskRemarks(
  line: number,
  { diskBytes = 0 }: Stated,
  theyGo = 'times and rates are of both',
): Remark[] {
  if (diskBytes === 0) return [];
  return [{ line, message: `a disk of ${diskBytes} bytes is moved as well: ${theyGo}` }];
}

/** Headers make more bytes than the pages have; below this share of them something hides them. */
const LEAST_SHARE = 0.98;

/** Content that takes fewer bytes than its pages have: the counters do not show what was sent. */
export function hiddenRemarks(line: number, stated: Stated): Remark[] {
  const { sentPages = 0, sentBytes, pageBytes = PAGE_BYTES } = stated;
  const bytes = sentPages * pageBytes;
  if (sentBytes === undefined || sentBytes >= bytes * LEAST_SHARE) return [];
  const pages = `${bytes} bytes of pages with content in ${sentBytes} bytes`;
  return [{ line, message: `${pages}: pages are compressed, or a counter is wrong` }];
}

/** Where the guest writes as fast as is sent, which for a while may have other causes. */
export function endlessRemarks(line: number, stated: Stated): Remark[] {
  const { dirtyPagesPerSecond = 0, bytesPerSecond = 0, pageBytes = PAGE_BYTES } = stated;
  const written = dirtyPagesPerSecond * pageBytes;
  if (bytesPerSecond === 0 || written < bytesPerSecond || stated.remainingBytes === 0) return [];
  const [rate, sent] = [written, bytesPerSecond].map((each) => (each / 2 ** 20).toFixed(1));
  const rates = `${dirtyPagesPerSecond} pages/s are ${rate} MiB/s, and ${sent} MiB/s are sent`;
  return [{ line, message: `${rates}: it will not end by itself` }];
}

/** A round of which only the number is known. */
export const unknownRound = (round: number): MeasuredRound => ({
  round,
  live: null,
  sent: null,
  skipped: null,
  zeroPages: null,
  dirtied: null,
  seconds: null,
  bytes: null,
  dirtyPagesPerSecond: null,
  dom0CpuPercent: null,
  guestCpuPercent: null,
});

/** A migration of which only where it stands is known. */
export const unknownMigration = (origin: string, format: string): Measurement => ({
  origin,
  format,
  domain: null,
  outcome: 'unknown',
  memoryPages: null,
  pagesSent: null,
  zeroPages: null,
  bytesSent: null,
  totalSeconds: null,
  precopySeconds: null,
  downtimeSeconds: null,
  rounds: [],
});

/** Names of the fields of rounds and, but for texts and rounds, of measurements. */
export const ROUND_FIELDS = Object.keys(unknownRound(1)) as (keyof MeasuredRound)[];
export const TOTAL_FIELDS = [
  'domain',
  'memoryPages',
  'pagesSent',
  'zeroPages',
  'bytesSent',
  'totalSeconds',
  'precopySeconds',
  'downtimeSeconds',
] as const;

/** A sum of what is known; null when a part is unknown or there is none. */
export function sumOrNull(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value));
}

/** Whether they are numbered 1, 2, 3 and so on. */
export const isUnbroken = (rounds: readonly MeasuredRound[]): boolean =>
  rounds.every(({ round }, index) => round === index + 1);

/** The fields that the source left open: totals, and those of the rounds that no round has. */
export function missingFields(migration: Measurement): string[] {
  const { rounds } = migration;
  const totals = Object.entries(migration).flatMap(([name, value]) => {
    return value === null ? [name] : [];
  });
  if (rounds.length === 0) return [...totals, 'rounds'];
  const absent = ROUND_FIELDS.filter((name) => rounds.every((round) => round[name] === null));
  return [...totals, ...absent.map((name) => `rounds.${name}`)];
}
