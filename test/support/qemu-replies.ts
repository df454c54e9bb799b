/**
 * QEMU's answers to query-migrate as they would have been at the synchronisations of a measured
 * migration, from the tables of scenarios/measured/qemu72: a line of JSON each.
 */
import { readFileSync } from 'node:fs';
import { PAGE_BYTES } from '../../sim/engine/kernel/unit.ts';
import { readCsv, type Table } from '../../sim/text/csv.ts';

/** A measured migration. */
export interface MeasuredReplies {
  /** Columns of its row. */
  readonly row: Readonly<Record<string, string>>;
  /** The last is `completed`, or where it was cancelled like the others. */
  readonly lines: readonly string[];
}

const FOLDER = 'scenarios/measured/qemu72';
/** A page with its word, and a zero page. */
const BYTES = { page: PAGE_BYTES + 8, zero: 9 } as const;

function rowsOf(name: string): Readonly<Record<string, string>>[] {
  const table: Table = readCsv(readFileSync(`${FOLDER}/${name}.csv`, 'utf8'), name);
  const { columns, rows } = table;
  return rows.map(({ cells }) =>
    Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])),
  );
}

export function measuredReplies(campaign: string, setting: number, rep = 1): MeasuredReplies {
  const isIt = (row: Readonly<Record<string, string>>): boolean =>
    Number(row.setting) === setting && Number(row.rep) === rep;
  const row = rowsOf(`${campaign}-migrations`).find(isIt) as Readonly<Record<string, string>>;
  const syncs = rowsOf(`${campaign}-rounds`).filter(isIt);
  const all = Number(row.mem_mib) * 256 + 82;
  let found = 0;
  let period = 0;
  const lines = syncs.flatMap((sync) => {
    if (sync.stopped === '1' || sync.pending_pages === '') return [];
    const pending = Number(sync.pending_pages);
    // QEMU 7.2 does not always begin its count anew: more than are pending cannot be new.
    const counted = Number(sync.new_dirty_pages);
    found += counted > pending ? counted - period : counted;
    period = Number(sync.period_dirty_pages);
    return [active(row, sync, all, all + found - pending)];
  });
  return { row, lines: row.status === 'completed' ? [...lines, completed(row, all)] : lines };
}

type Cells = Readonly<Record<string, string>>;

function active(row: Cells, sync: Cells, all: number, sent: number): string {
  const zeros = Math.min(Number(row.zero_pages), sent);
  const throttle = Number(sync.throttle_pct);
  const ram = {
    total: all * PAGE_BYTES,
    transferred: (sent - zeros) * BYTES.page + zeros * BYTES.zero,
    remaining: Number(sync.pending_pages) * PAGE_BYTES,
    duplicate: zeros,
    normal: sent - zeros,
    'dirty-sync-count': Number(sync.sync),
    'dirty-pages-rate': 0,
    mbps: (Number(sync.bandwidth_bytes_per_ms) * 8) / 1000,
  };
  return JSON.stringify({
    return: {
      status: 'active',
      'total-time': Math.round(1000 * Number(sync.t_s)),
      'setup-time': Number(row.setup_ms) || 2,
      ...(throttle > 0 ? { 'cpu-throttle-percentage': throttle } : {}),
      ram,
    },
  });
}

function completed(row: Cells, all: number): string {
  const ram = {
    total: all * PAGE_BYTES,
    transferred: Number(row.transferred_bytes),
    remaining: 0,
    duplicate: Number(row.zero_pages),
    normal: Number(row.normal_pages),
    'dirty-sync-count': Number(row.syncs),
    mbps: Number(row.mbps),
    'downtime-bytes': Number(row.downtime_bytes),
  };
  const [total, downtime, setup] = [row.total_ms, row.downtime_ms, row.setup_ms].map(Number);
  const times = { 'total-time': total, downtime, 'setup-time': setup };
  return JSON.stringify({ return: { status: 'completed', ...times, ram } });
}
