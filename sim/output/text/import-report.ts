/** Measured migrations as text: totals, rounds, and what the source does not say. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import type { Imported } from '../../study/import/import.ts';
import {
  type MeasuredRound,
  type Measurement,
  missingFields,
} from '../../study/import/measurement.ts';
import { table } from './table.ts';

/** All migrations of a file, one after the other, and what the figures mean in it. */
export function importReport({ migrations, format }: Imported): string {
  const meaning = format.meaning.map((sentence) => `- ${sentence}`).join('\n');
  return [...migrations.map(migrationReport), `In this source:\n${meaning}`].join('\n\n');
}

function migrationReport(migration: Measurement): string {
  const { origin, format, outcome, rounds } = migration;
  const missing = missingFields(migration);
  return [
    `${origin} (${format}, ${outcome})`,
    ...(rounds.length > 0 ? [roundTable(rounds)] : []),
    totals(migration),
    ...(missing.length > 0 ? [`not in the source: ${missing.join(', ')}`] : []),
  ].join('\n\n');
}

function totals(migration: Measurement): string {
  const { totalSeconds, precopySeconds, downtimeSeconds, memoryPages } = migration;
  const { pagesSent, zeroPages, bytesSent } = migration;
  const factor = pagesSent === null || !memoryPages ? '' : ratio(pagesSent / memoryPages);
  const rows: readonly (readonly [string, number | null, string])[] = [
    ['total time', totalSeconds, ' s'],
    ['pre-copy', precopySeconds, ' s'],
    ['downtime', downtimeSeconds, ' s'],
    ['memory', memoryPages, ' pages'],
    ['pages sent', pagesSent, factor],
    ...(zeroPages === null ? [] : [['zero pages', zeroPages, ''] as const]),
    ['bytes sent', bytesSent, ''],
  ];
  return rows.map(([name, value, unit]) => `${name.padEnd(12)}${shown(value, unit)}`).join('\n');
}

const ratio = (factor: number): string => ` (${factor.toFixed(2)} x memory)`;

const shown = (value: number | null, unit: string): string =>
  value === null ? '-' : `${value}${unit}`;

/** Columns that no round of the table has a value for are left out. */
function roundTable(rounds: readonly MeasuredRound[]): string {
  const columns: readonly (readonly [string, (round: MeasuredRound) => number | string | null])[] =
    [
      ['round', ({ round, live }) => (live === false ? `${round} (stopped)` : round)],
      ['sent', ({ sent }) => sent],
      ['skipped', ({ skipped }) => skipped],
      ['zero', ({ zeroPages }) => zeroPages],
      ['dirtied', ({ dirtied }) => dirtied],
      ['dirtied/s', ({ dirtyPagesPerSecond }) => dirtyPagesPerSecond],
      ['seconds', ({ seconds }) => (seconds === null ? null : seconds.toFixed(3))],
      ['Mbit/s', rate],
      ['Dom0 CPU', ({ dom0CpuPercent }) => percent(dom0CpuPercent)],
      ['guest CPU', ({ guestCpuPercent }) => percent(guestCpuPercent)],
    ];
  const used = columns.filter(([, cell]) => rounds.some((round) => cell(round) !== null));
  return table(
    used.map(([title]) => ({ title, right: true })),
    rounds.map((round) => used.map(([, cell]) => String(cell(round) ?? '-'))),
  );
}

/**
 * Bytes on the wire over seconds; of pages' contents where the source does not state the bytes, and
 * null when these or the time are unknown.
 */
function rate({ sent, bytes, seconds }: MeasuredRound): string | null {
  const written = bytes ?? (sent === null ? null : sent * PAGE_BYTES);
  if (written === null || seconds === null) return null;
  return megabitsPerSecond(written, seconds)?.toFixed(0) ?? null;
}

const percent = (value: number | null): string | null =>
  value === null ? null : `${value.toFixed(0)} %`;
