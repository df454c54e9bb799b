/**
 * The campaigns on real QEMU 7.2: two processes on one machine under TCG with real-time priority,
 * over loopback, bounded by the bandwidth limit or by a relay.
 *
 * Sources: `scenarios/measured/qemu72`. What is calibrated: the machine's numbers, on idle rows of
 * qemu-bandwidth. Repetitions of a setting are compared as one: near the edge of convergence QEMU
 * itself is chaotic, and the phase of the guest against the windows of the loop decides.
 */
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import type { Campaign, CampaignRows, Compared, MeasuredRow, RowKind } from './campaign.ts';
import { sentByPass } from './qemu72-rounds.ts';
import {
  allPages,
  type Qemu72Row,
  qemu72Label,
  qemu72Settings,
  readQemu72Row,
  SET_COLUMNS,
} from './qemu72-row.ts';
import type { Values } from './quantity.ts';
import { readRows } from './read-rows.ts';

const MS = 1000;

/** What differs between the campaigns. */
interface Variant {
  readonly name: string;
  readonly title: string;
  /** On loopback the last pass has no limit, and a busy CPU lengthens it: the least counts. */
  readonly gap?: 'least';
  /** Whether its rows are shown only, and why. */
  readonly shown?: string;
}

/**
 * How long the guests had been writing when they were migrated: the pages of the first rounds of
 * qemu-dirty-rate tell it, where they depend on it.
 */
const WRITTEN_BEFORE_SECONDS = [1, 1.5] as const;

const CPU_BOUND = 'the CPU was their bound: `big_waits` above 0 without a relay';

const COLUMNS = [...SET_COLUMNS, 'rep', 'status', 'big_waits'];

function comparedIn(gap: Variant['gap']): readonly Compared[] {
  return [
    { quantity: 'sourceSeconds', column: 'total_ms' },
    { quantity: 'downtimeSeconds', column: 'guest_gap_ms', of: gap ?? 'median' },
    { quantity: 'sourceDowntimeSeconds', column: 'downtime_ms', of: gap ?? 'median' },
    { quantity: 'pagesSent', column: 'normal_pages + zero_pages + xbzrle_pages' },
    { quantity: 'stopCopyPages', column: 'stop_pages' },
    { quantity: 'rounds', column: 'syncs' },
    { quantity: 'throttle', column: 'throttle_max_pct' },
    { quantity: 'requests', column: 'postcopy_requests' },
  ];
}

function qemu72({ name, title, gap, shown }: Variant): Campaign {
  return {
    name,
    title: `QEMU 7.2: ${title}`,
    fileName: `${name}-migrations.csv`,
    companions: [{ fileName: `${name}-rounds.csv`, from: 'beside' }],
    scenario: 'measured/qemu72.yaml',
    compared: comparedIn(gap),
    pooling: { startsSeconds: WRITTEN_BEFORE_SECONDS },
    shown: shown ?? CPU_BOUND,
    baseline: 'memory without its zero pages / limit, or relay if lower',
    read: (table, companions) => {
      const rounds = companions.get(`${name}-rounds.csv`);
      return readCampaign(table, rounds, shown !== undefined);
    },
  };
}

function readCampaign(table: Table, rounds: Table | undefined, isShown: boolean): CampaignRows {
  requireColumns(table, COLUMNS);
  const passes = rounds === undefined ? undefined : sentByPass(rounds);
  const rows = readRows(table, (cells, { line }): MeasuredRow => {
    const row = readQemu72Row(cells);
    const converged = convergedIn(cells);
    return {
      line,
      label: qemu72Label(row),
      repetition: cells.text('rep'),
      kind: kindOf(cells, row, isShown),
      settings: qemu72Settings(row),
      measured: converged ? measuredOf(cells, row) : {},
      baseline: baselineOf(row),
      roundPages: (converged ? passes?.get(cells.text('setting')) : undefined) ?? [],
      ...(isShown ? {} : { converged }),
    };
  });
  return { rows, leftOut: 0 };
}

function convergedIn(cells: Cells): boolean {
  const status = cells.text('status');
  if (status === 'completed' || status === 'cancelled') return status === 'completed';
  const message = `column \`status\`: \`${status}\` is not known`;
  throw cells.problem(message, 'known: completed, cancelled');
}

/** The sender was at it for 50 ms without meeting its limit: its CPU bounds it, unless a relay. */
function kindOf(cells: Cells, { linkMib }: Qemu72Row, isShown: boolean): RowKind {
  const isBound = linkMib === null && cells.required('big_waits') > 0;
  return isShown || isBound ? 'shown' : 'scored';
}

/** What the row has; an empty cell was not measured. */
function measuredOf(cells: Cells, { postCopy }: Qemu72Row): Values {
  const seconds = (column: string) => perHaps(cells.number(column), (ms) => ms / MS);
  // Pages that went as changes are not among the normal ones.
  const normal = cells.number('normal_pages');
  // One synchronisation is at the set-up; post-copy has none after the stop.
  const syncs = cells.number('syncs');
  const entries = Object.entries({
    sourceSeconds: seconds('total_ms'),
    downtimeSeconds: seconds('guest_gap_ms'),
    sourceDowntimeSeconds: seconds('downtime_ms'),
    pagesSent: perHaps(normal, (pages) => {
      return pages + cells.required('zero_pages') + (cells.number('xbzrle_pages') ?? 0);
    }),
    stopCopyPages: postCopy === null ? cells.number('stop_pages') : null,
    rounds: postCopy === null ? perHaps(syncs, (count) => count - 1) : syncs,
    throttle: cells.number('throttle_max_pct'),
    requests: postCopy === null ? null : cells.number('postcopy_requests'),
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

const perHaps = (value: number | null, change: (value: number) => number): number | null =>
  value === null ? null : change(value);

function baselineOf(row: Qemu72Row): Values {
  const { memoryMib, zeroPercent, bandwidthMib, linkMib } = row;
  const mibPerSecond = Math.min(bandwidthMib, linkMib ?? Infinity);
  const full = memoryMib * (1 - zeroPercent / 100);
  return { sourceSeconds: full / mibPerSecond, pagesSent: allPages(row) };
}

export const QEMU_72_CAMPAIGNS: readonly Campaign[] = [
  qemu72({
    name: 'qemu-bandwidth',
    title: 'idle guests, limits and zero pages',
    gap: 'least',
  }),
  qemu72({ name: 'qemu-dirty-rate', title: 'writing guests', gap: 'least' }),
  qemu72({ name: 'qemu-link', title: 'through a relay of a set rate' }),
  qemu72({ name: 'qemu-auto-converge', title: 'guests that are throttled', gap: 'least' }),
  qemu72({ name: 'qemu-post-copy', title: 'post-copy after pre-copy', gap: 'least' }),
  qemu72({ name: 'qemu-xbzrle', title: 'pages as differences', gap: 'least' }),
  qemu72({
    name: 'qemu-multifd',
    title: 'several channels',
    gap: 'least',
    shown: 'unreliable: the sender of 7.2 spins while no channel is free, on 2 CPUs',
  }),
];
