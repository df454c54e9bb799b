/**
 * A row of a campaign on Xen 4.17 as its columns say it (scenarios/measured/xen417/README.md), what
 * it sets over the campaign's scenario, and the pages due by round from the file beside it.
 */
import type { SetOption } from '../../scenario/load.ts';
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { list, quote } from '../../text/suggest.ts';
import { readRows } from './read-rows.ts';

/** What the guest does. */
export type Xen417Workload = 'idle' | 'cpu' | 'read' | 'write' | 'write-random';

/** What was set. */
export interface Xen417Row {
  readonly workload: Xen417Workload;
  /** Undefined for no cap, as in all caps. */
  readonly dom0CapPercent: number | undefined;
  /** Null with one host. */
  readonly destinationCapPercent: number | undefined | null;
  readonly guestCapPercent: number | undefined;
  readonly guestWeight: number;
  /** 0 for the plain pipe. */
  readonly linkKibPerSecond: number;
  readonly memoryMib: number;
  readonly workingSetMib: number;
  /** Asked for; 0 is as fast as it can. */
  readonly writtenPagesPerSecond: number;
  /** The first repetition. */
  readonly isFirst: boolean;
  /** Operations per second that the guest reached before the migration; null when not measured. */
  readonly guestRateBefore: number | null;
}

/** Columns that say what was set; with `rep` they distinguish the migrations of a file. */
export const SET_COLUMNS = [
  'workload',
  'dom0_cap_pct',
  'dst_dom0_cap_pct',
  'domu_cap_pct',
  'domu_weight',
  'link_KiBps',
  'vm_mem_mib',
  'wss_mib',
  'dirty_rate_set_pps',
] as const;

const WORKLOADS = ['idle', 'cpu', 'read', 'write'] as const;

/** The columns have 0 for no cap, as Xen does. */
const capIn = <Cell extends number | null>(percent: Cell) => (percent === 0 ? undefined : percent);

/** @throws Problem for a workload that is not known or a cell that is not a number. */
export function readXen417Row(cells: Cells): Xen417Row {
  return {
    workload: workloadOf(cells),
    dom0CapPercent: capIn(cells.required('dom0_cap_pct')),
    destinationCapPercent: capIn(cells.number('dst_dom0_cap_pct')),
    guestCapPercent: capIn(cells.required('domu_cap_pct')),
    guestWeight: cells.required('domu_weight'),
    linkKibPerSecond: cells.required('link_KiBps'),
    memoryMib: cells.required('vm_mem_mib'),
    workingSetMib: cells.required('wss_mib'),
    writtenPagesPerSecond: cells.required('dirty_rate_set_pps'),
    isFirst: Number(cells.text('rep')) === 1,
    guestRateBefore: cells.number('guest_rate_before'),
  };
}

/** The campaign with random page choice calls its guest a writer like any other. */
function workloadOf(cells: Cells): Xen417Workload {
  const name = cells.text('workload');
  if (/rand/.test(name)) return 'write-random';
  const known = WORKLOADS.find((workload) => workload === name);
  if (known === undefined) {
    const message = `column ${quote('workload')}: ${quote(name)} is not known`;
    throw cells.problem(message, `known: ${list([...WORKLOADS, 'write-random'])}`);
  }
  return known === 'write' && /random/.test(cells.text('campaign')) ? 'write-random' : known;
}

/**
 * Pages a second of a writer that never sleeps, with a whole CPU, where no row says what it
 * reached: assumed, some ten instructions of 2 ns a page. From 1e6 on the whole working set is
 * dirty after every round, whatever it is.
 */
const UNPACED_PAGES_PER_SECOND = 5e7;

/**
 * CPU to scrub a page in place of an idle CPU: scrub_page_cold of Xen 4.17 has 896 instructions of
 * 2 ns, its caller some more. By the guests of dom0-cap that only read, 2.0 us.
 */
const SCRUB = '2 us';

/** The scenario names the sending host `source`, the guest `vm`; a relay is a link of its own. */
export function xen417Settings(row: Xen417Row): SetOption[] {
  const { destinationCapPercent, linkKibPerSecond } = row;
  const settings: SetOption[] = [
    { path: 'source.dom0.cap', value: cap(row.dom0CapPercent) },
    { path: 'vm.memory', value: `${row.memoryMib} MiB` },
    { path: 'vm.cap', value: cap(row.guestCapPercent) },
    { path: 'vm.weight', value: String(row.guestWeight) },
    { path: 'vm.workload', value: workload(row) },
  ];
  if (leavesUnscrubbed(row)) {
    settings.push({ path: 'parameters.destinationCpuPerScrub', value: SCRUB });
  }
  if (destinationCapPercent !== null) {
    settings.push({ path: 'destination.dom0.cap', value: cap(destinationCapPercent) });
  }
  if (linkKibPerSecond > 0) {
    const to = destinationCapPercent === null ? 'source' : 'destination';
    const rate = `${linkKibPerSecond * 1024 * 8} bit/s`;
    settings.push({
      path: 'links',
      value: `[{name: relay, between: [source, ${to}], rate: ${rate}}]`,
    });
  }
  return settings;
}

/**
 * Whether the host's free memory was not scrubbed: the guest of the last migration has left it, and
 * no CPU was idle since, for a guest without a cap that never sleeps took it. Sweeps start with a
 * fresh guest and no cap of Dom0, or one of 100 %.
 */
function leavesUnscrubbed({ dom0CapPercent = 100, guestCapPercent, ...row }: Xen417Row): boolean {
  const isPaced = row.workload.startsWith('write') && row.writtenPagesPerSecond > 0;
  const isBusy = row.workload !== 'idle' && !isPaced && guestCapPercent === undefined;
  return isBusy && !(dom0CapPercent >= 100 && row.isFirst);
}

/** The row in words, without its repetition. */
export function xen417Label(row: Xen417Row): string {
  const { destinationCapPercent, guestCapPercent, guestWeight, linkKibPerSecond } = row;
  const both = destinationCapPercent === null ? '' : ` / ${cap(destinationCapPercent)}`;
  return [
    guestLabel(row),
    `Dom0 ${cap(row.dom0CapPercent)}${both}`,
    `${row.memoryMib} MiB`,
    ...(linkKibPerSecond > 0 ? [`${linkKibPerSecond} KiB/s`] : []),
    ...(guestCapPercent === undefined ? [] : [`DomU ${cap(guestCapPercent)}`]),
    ...(guestWeight === 256 ? [] : [`weight ${guestWeight}`]),
  ].join(', ');
}

function guestLabel(row: Xen417Row): string {
  if (row.workload === 'idle' || row.workload === 'cpu') return row.workload;
  const where = `${row.workingSetMib} MiB`;
  if (row.workload === 'read') return `read ${where}`;
  const rate = row.writtenPagesPerSecond > 0 ? `${row.writtenPagesPerSecond}/s` : 'unpaced';
  return `${row.workload} ${rate} in ${where}`;
}

const cap = (percent: number | undefined): string =>
  percent === undefined ? 'none' : `${percent} %`;

function workload(row: Xen417Row): string {
  const where = `workingSet: ${row.workingSetMib} MiB`;
  switch (row.workload) {
    case 'idle':
      return '{kind: idle}';
    case 'cpu':
      return '{kind: cpu}';
    case 'read':
      return `{kind: read, ${where}}`;
    case 'write':
      return `{kind: write, ${where}, pattern: sequential, ${pace(row)}}`;
    case 'write-random':
      return `{kind: write, ${where}, pattern: uniform, ${pace(row)}}`;
  }
}

function pace(row: Xen417Row): string {
  const { writtenPagesPerSecond } = row;
  if (writtenPagesPerSecond > 0) return `rate: ${writtenPagesPerSecond} pages/s, pacing: timer`;
  return `rate: ${unpacedRate(row)} pages/s, pacing: cpu`;
}

/** With a whole CPU: what was reached before the migration, when only the guest's cap held it. */
function unpacedRate({ guestRateBefore, guestCapPercent = 100 }: Xen417Row): number {
  if (guestRateBefore === null || guestRateBefore === 0) return UNPACED_PAGES_PER_SECOND;
  return guestRateBefore / (guestCapPercent / 100);
}

/** Tells what was set apart: numbers by their value, however they are written. */
export function setKey(cells: Cells): string {
  return SET_COLUMNS.map((name) => sameText(cells.text(name))).join(',');
}

/** Tells a migration apart. */
export function migrationKey(cells: Cells): string {
  return `${setKey(cells)},${sameText(cells.text('rep'))}`;
}

const sameText = (text: string): string => (/^\d+\.\d*$/.test(text) ? String(Number(text)) : text);

/**
 * Pages due by round, of each repetition of what was set, by `setKey`; the first entry is the pass
 * over all memory.
 * @param failed migrations to leave out, by `migrationKey`.
 * @throws Problem for a missing column or a broken cell.
 */
export function roundPagesOf(
  table: Table,
  failed: ReadonlySet<string>,
): ReadonlyMap<string, readonly (readonly number[])[]> {
  requireColumns(table, [...SET_COLUMNS, 'rep', 'round', 'pages_to_send']);
  const found = new Map<string, number[][]>();
  readRows(table, (cells) => {
    const round = cells.required('round');
    const pages = cells.required('pages_to_send');
    if (round > ROUND_MOST || !Number.isInteger(round)) {
      const message = `column \`round\`: \`${round}\` is not a valid round`;
      throw cells.problem(message, 'rounds are 0, 1, 2 and so on');
    }
    if (failed.has(migrationKey(cells))) return;
    const key = setKey(cells);
    const rounds = found.get(key) ?? [];
    found.set(key, rounds);
    for (let missing = rounds.length; missing <= round; missing += 1) rounds.push([]);
    rounds[round]?.push(pages);
  });
  return found;
}

/** Far above what any Xen makes. */
const ROUND_MOST = 9999;
