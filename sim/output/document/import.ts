/** Measured migrations: totals, rounds, and what the source does not say. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import type { Imported } from '../../study/import/import.ts';
import {
  type MeasuredRound,
  type Measurement,
  missingFields,
} from '../../study/import/measurement.ts';
import { STATED_NAMES } from '../../study/import/stated.ts';
import {
  type Block,
  type FactsBlock,
  numeric,
  type ReportDocument,
  type TableBlock,
} from './document.ts';

/** All migrations of a file, one after the other, and what the figures mean in it. */
export function importDocument({ fileName, migrations, format }: Imported): ReportDocument {
  const meaning = format.meaning.map((sentence) => `- ${sentence}`).join('\n');
  return {
    title: `Measured: ${fileName}`,
    facts: [{ name: 'format', value: format.title }],
    sections: [
      ...migrations.map((migration) => {
        const { origin, outcome, rounds } = migration;
        const missing = missingFields(migration).join(', ');
        const text = missing === '' ? '' : `not in the source: ${missing}`;
        return {
          title: `${origin} (${migration.format}, ${outcome})`,
          isTitled: true,
          blocks: [
            ...(rounds.length > 0 ? [roundTable(rounds)] : []),
            totals(migration),
            ...statedBlocks(migration),
            { kind: 'text' as const, text },
          ],
        };
      }),
      { title: 'In this source', blocks: [{ kind: 'text', text: `In this source:\n${meaning}` }] },
    ],
  };
}

function totals(migration: Measurement): FactsBlock {
  const { totalSeconds, precopySeconds, downtimeSeconds, memoryPages } = migration;
  const { pagesSent, zeroPages, bytesSent } = migration;
  const factor =
    pagesSent === null || !memoryPages ? '' : ` (${(pagesSent / memoryPages).toFixed(2)} x memory)`;
  const fact = (name: string, value: number | null, unit: string) => {
    return { name, value: value === null ? '-' : `${value}${unit}` };
  };
  const facts = [
    fact('total time', totalSeconds, ' s'),
    fact('pre-copy', precopySeconds, ' s'),
    fact('downtime', downtimeSeconds, ' s'),
    fact('memory', memoryPages, ' pages'),
    fact('pages sent', pagesSent, factor),
    ...(zeroPages === null ? [] : [fact('zero pages', zeroPages, '')]),
    fact('bytes sent', bytesSent, ''),
  ];
  return { kind: 'facts', facts };
}

/** Shown of a log with more statements. */
const SAMPLES_SHOWN = 12;

/** What the source states last, and the course of it. */
function statedBlocks({ stated = {}, samples = [] }: Measurement): Block[] {
  const names = STATED_NAMES.filter((name) => stated[name] !== undefined);
  if (names.length === 0) return [];
  const facts = names.map((name) => ({ name: `stated: ${name}`, value: `${stated[name]}` }));
  const changing = names.filter((name) => new Set(samples.map((each) => each[name])).size > 1);
  const shown = samples.filter((_, at) => at % Math.ceil(samples.length / SAMPLES_SHOWN) === 0);
  const rows = shown.map((each) => changing.map((name) => String(each[name] ?? '-')));
  const course = { kind: 'table' as const, columns: numeric(...changing), rows };
  return [{ kind: 'facts', facts }, ...(changing.length > 0 ? [course] : [])];
}

/** Columns that no round of the table has a value for are left out. */
function roundTable(rounds: readonly MeasuredRound[]): TableBlock {
  const columns: readonly (readonly [string, (round: MeasuredRound) => number | string | null])[] =
    [
      ['round', ({ round, live }) => (live === false ? `${round} (stopped)` : round)],
      ['sent', ({ sent }) => sent],
      ['skipped', ({ skipped }) => skipped],
      ['zero', ({ zeroPages }) => zeroPages],
      ['dirtied', ({ dirtied }) => dirtied],
      ['dirtied/s', ({ dirtyPagesPerSecond }) => dirtyPagesPerSecond],
      ['seconds', (round) => round.seconds?.toFixed(3) ?? null],
      ['Mbit/s', rate],
      ['Dom0 CPU', ({ dom0CpuPercent }) => percent(dom0CpuPercent)],
      ['guest CPU', ({ guestCpuPercent }) => percent(guestCpuPercent)],
    ];
  const used = columns.filter(([, cell]) => rounds.some((round) => cell(round) !== null));
  return {
    kind: 'table',
    columns: numeric(...used.map(([title]) => title)),
    rows: rounds.map((round) => used.map(([, cell]) => String(cell(round) ?? '-'))),
  };
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
