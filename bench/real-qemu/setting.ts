/**
 * What a migration of this laboratory sets, and the files that list settings: tables whose columns
 * are those of the results. A column that is absent or empty has its default.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readText } from '../../sim/app/files/files.ts';
import { CANCEL_SECONDS, SET_COLUMNS } from '../../sim/study/validate/qemu72-row.ts';
import { readRows } from '../../sim/study/validate/read-rows.ts';
import { type Cells, requireColumns } from '../../sim/text/cells.ts';
import { readCsv, type Table } from '../../sim/text/csv.ts';
import { list, quote } from '../../sim/text/suggest.ts';
import { type GuestSettings, MOST_MEMORY_MIB } from './guest.ts';

type Column = (typeof SET_COLUMNS)[number];

/** What holds where a cell is empty, but for what must be stated and what is off. */
const DEFAULTS: Readonly<Partial<Record<Column, string>>> = {
  zero_pct: '0',
  zero_layout: 'scatter',
  rate_pps: '0',
  ws_mib: '0',
  ws_at: 'low',
  pattern: 'sequential',
};

/** Longer delays of a throttled guest are the throttle's, and not caught up. */
const THROTTLED_DELAY_MS = 2.3;

/** One setting; absent values are off, or QEMU's own defaults. */
export interface Setting {
  readonly campaign: string;
  /** Its number in the campaign. */
  readonly number: number;
  /** The cells of `SET_COLUMNS`. */
  readonly cells: readonly string[];
  readonly guest: Omit<GuestSettings, 'seed'>;
  readonly bandwidthMibPerSecond: number;
  readonly downtimeLimitMs: number;
  readonly linkMibPerSecond: number | undefined;
  readonly autoConverge: { readonly initial: number; readonly increment: number } | undefined;
  readonly postCopy: { readonly afterSeconds: number; readonly mibPerSecond: number } | undefined;
  readonly multifdChannels: number | undefined;
  readonly xbzrleCacheMib: number | undefined;
  readonly cancelSeconds: number;
}

/** The campaigns that come with the laboratory. */
const PLANS = fileURLToPath(new URL('./plans', import.meta.url));

/**
 * The settings of a campaign.
 * @param name one that comes with the laboratory, or the path of a table.
 * @throws Problem when there is no such file, or with every mistake in it.
 */
export function openCampaign(name: string): readonly Setting[] {
  const shipped = join(PLANS, `${name}.csv`);
  const path = existsSync(shipped) ? shipped : name;
  return readSettings(readCsv(readText(path), path));
}

/**
 * All settings of a table.
 * @throws Problem with every mistake, each with its line.
 */
export function readSettings(table: Table): readonly Setting[] {
  requireColumns(table, ['campaign', 'setting', 'mem_mib', 'bw_mib_s', 'limit_ms']);
  return readRows(table, readSetting);
}

function readSetting(row: Cells): Setting {
  const text = (column: Column): string => row.text(column) || (DEFAULTS[column] ?? '');
  const number = (column: Column): number | undefined => row.number(column) ?? undefined;
  const isOn = (column: Column): boolean => (number(column) ?? 0) > 0;
  const after = number('postcopy_after_s');
  const setting: Setting = {
    campaign: row.text('campaign'),
    number: row.required('setting'),
    cells: SET_COLUMNS.map(text),
    guest: readGuest(row, isOn('auto_converge') ? THROTTLED_DELAY_MS : undefined),
    bandwidthMibPerSecond: row.required('bw_mib_s'),
    downtimeLimitMs: row.required('limit_ms'),
    linkMibPerSecond: number('link_mib_s'),
    autoConverge: isOn('auto_converge')
      ? { initial: number('ac_initial') ?? 20, increment: number('ac_increment') ?? 10 }
      : undefined,
    postCopy:
      after === undefined
        ? undefined
        : { afterSeconds: after, mibPerSecond: number('postcopy_bw_mib_s') ?? 0 },
    multifdChannels: number('multifd'),
    xbzrleCacheMib: isOn('xbzrle') ? (number('xbzrle_cache_mib') ?? 64) : undefined,
    cancelSeconds: number('cancel_s') ?? CANCEL_SECONDS,
  };
  checkGuest(row, setting.guest);
  return setting;
}

function readGuest(row: Cells, mostDelayMs: number | undefined): Setting['guest'] {
  const number = (column: Column): number => row.number(column) ?? 0;
  return {
    memoryMib: row.required('mem_mib'),
    zeroPercent: number('zero_pct'),
    zeroLayout: oneOf(row, 'zero_layout', ['scatter', 'tail']),
    pagesPerSecond: number('rate_pps'),
    workingSetMib: number('ws_mib'),
    workingSetAt: oneOf(row, 'ws_at', ['low', 'high']),
    pattern: oneOf(row, 'pattern', ['sequential', 'random']),
    mostDelayMs,
  };
}

function oneOf<Name extends string>(row: Cells, column: Column, names: readonly Name[]): Name {
  const text = row.text(column) || DEFAULTS[column];
  const name = names.find((each) => each === text);
  if (name !== undefined) return name;
  throw row.problem(`column ${quote(column)}: ${quote(text ?? '')} is not known`, list(names));
}

/** MiB that a working set leaves free: 4 below it, 1 above it. */
const FREE_MIB = 5;

function checkGuest(row: Cells, { memoryMib, workingSetMib, ...guest }: Setting['guest']): void {
  if (!Number.isInteger(memoryMib) || memoryMib < 16 || memoryMib > MOST_MEMORY_MIB) {
    const limits = `it takes a whole number from 16 to ${MOST_MEMORY_MIB}`;
    throw row.problem('column `mem_mib`: not a size that the guest can fill', limits);
  }
  if (guest.zeroPercent > 100) throw row.problem('column `zero_pct` is above 100');
  if (guest.pagesPerSecond === 0) return;
  if (workingSetMib < 1 || workingSetMib > memoryMib - FREE_MIB) {
    const limits = `here it takes 1 to ${memoryMib - FREE_MIB} MiB`;
    throw row.problem('column `ws_mib`: not a working set that fits into the memory', limits);
  }
}
