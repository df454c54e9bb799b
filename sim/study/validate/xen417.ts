/**
 * The campaigns on real Xen 4.17 under emulation. All but two-hosts ran on one host with one CPU,
 * on which Dom0 sends and receives.
 *
 * Sources: `scenarios/measured/xen417`. What is calibrated: the machine's numbers, on the idle rows
 * of dom0-cap; for the two hosts, on the rows of two-hosts with both caps at 100 %.
 */
import { PAGES_PER_MIB } from '../../engine/kernel/unit.ts';
import {
  frameSpaceOf,
  type GuestType,
  holeFrames,
} from '../../engine/machine/memory/frame-space.ts';
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { mean } from '../fit/statistics.ts';
import type { Campaign, CampaignRows, Compared, MeasuredRow } from './campaign.ts';
import { SCORED_DOWNTIME_SECONDS } from './limits.ts';
import type { Values } from './quantity.ts';
import { readRows } from './read-rows.ts';
import {
  migrationKey,
  readXen417Row,
  roundPagesOf,
  SET_COLUMNS,
  setKey,
  type Xen417Row,
  xen417Label,
  xen417Settings,
} from './xen417-row.ts';

const COMPARED: readonly Compared[] = [
  { quantity: 'totalSeconds', column: 'migration_time_s' },
  { quantity: 'downtimeSeconds', column: 'downtime_dom0_s', above: SCORED_DOWNTIME_SECONDS },
  { quantity: 'pagesSent', column: 'pages_sent_upper' },
  { quantity: 'rounds', column: 'iterations' },
];

const COLUMNS = ['campaign', ...SET_COLUMNS, 'rep', 'ok', ...COMPARED.map(({ column }) => column)];

const PAGES_PER_KIB = 1 / 4;

/** What differs between the campaigns. */
interface Variant {
  readonly name: string;
  readonly title: string;
  /** Pages a second of an idle guest's migration with all caps at 100 %. */
  readonly idlePagesPerSecond: number;
  readonly isCalibration?: (row: Xen417Row) => boolean;
  /** Default pv. What the rows count of others are frames, those without memory among them. */
  readonly guestType?: GuestType;
}

/** 128 MiB in 1.24 s: mean of the three idle rows of dom0-cap at 100 %. */
const ONE_HOST_PAGES_PER_SECOND = 32_768 / 1.24;
/** 96 MiB in 9.2 s: mean of the two rows of two-hosts at 100 %. */
const TWO_HOSTS_PAGES_PER_SECOND = 24_576 / 9.2;

function xen417({ name, title, idlePagesPerSecond, isCalibration, guestType }: Variant): Campaign {
  const files = name.replace('xen417-', '');
  const roundsName = `${files}-rounds.csv`;
  return {
    name,
    title: `Xen 4.17 under emulation: ${title}`,
    fileName: `${files}-migrations.csv`,
    companions: [{ fileName: roundsName, from: 'beside' }],
    scenario: `measured/${name}.yaml`,
    compared: COMPARED,
    baseline:
      'memory / rate: that of an idle guest at 100 % times the least cap, or of the relay if lower',
    read: (table, companions) => {
      return readCampaign(table, companions.get(roundsName), (row) => ({
        kind: isCalibration?.(row) ? 'calibration' : 'scored',
        baseline: baselineOf(row, idlePagesPerSecond),
        holes: holesOf(row, guestType),
      }));
    },
  };
}

interface OfVariant extends Pick<MeasuredRow, 'kind' | 'baseline'> {
  /** Frames without memory among those that the row counts in its first round. */
  readonly holes: number;
}

type PerVariant = (row: Xen417Row) => OfVariant;

function holesOf({ memoryMib }: Xen417Row, type: GuestType = 'pv'): number {
  return holeFrames(frameSpaceOf(type, memoryMib * PAGES_PER_MIB));
}

function readCampaign(
  table: Table,
  rounds: Table | undefined,
  perVariant: PerVariant,
): CampaignRows {
  requireColumns(table, COLUMNS);
  const failed = new Set<string>();
  const read = readRows(table, (cells, { line }) => {
    if (isFailed(cells)) {
      failed.add(migrationKey(cells));
      return [];
    }
    const row = readXen417Row(cells);
    const { holes, ...rest } = perVariant(row);
    const measured = measuredOf(cells, holes);
    const words = { line, label: xen417Label(row), repetition: cells.text('rep') };
    const settings = xen417Settings(row);
    return [{ ...words, settings, measured, ...rest, key: setKey(cells), holes }];
  }).flat();
  const pages = rounds === undefined ? undefined : roundPagesOf(rounds, failed);
  const rows = read.map(({ key, holes, ...row }) => {
    const roundRepetitions = (pages?.get(key) ?? []).map((all, round) => {
      return round === 0 ? all.map((due) => due - holes) : all;
    });
    // A round that no repetition has, in between, has no mean.
    return { ...row, roundRepetitions, roundPages: roundRepetitions.map(mean) };
  });
  return { rows, leftOut: table.rows.length - rows.length };
}

function isFailed(cells: Cells): boolean {
  const ok = cells.required('ok');
  if (ok === 0 || ok === 1) return ok === 0;
  const message = `column \`ok\`: \`${ok}\` is neither 0 nor 1`;
  throw cells.problem(message, '1 is a migration that ended well');
}

/** What the row has; an empty cell was not measured. */
function measuredOf(cells: Cells, holes: number): Values {
  const known = COMPARED.flatMap(({ quantity, column }) => {
    const value = cells.number(column);
    if (value === null) return [];
    return [[quantity, quantity === 'pagesSent' ? value - holes : value]];
  });
  return Object.fromEntries(known);
}

function baselineOf(row: Xen417Row, idlePagesPerSecond: number): Values {
  const cap = Math.min(row.dom0CapPercent ?? 100, row.destinationCapPercent ?? 100, 100);
  const byCpu = (idlePagesPerSecond * cap) / 100;
  const { linkKibPerSecond: link } = row;
  const pagesPerSecond = link === 0 ? byCpu : Math.min(byCpu, link * PAGES_PER_KIB);
  const pages = row.memoryMib * PAGES_PER_MIB;
  return { totalSeconds: pages / pagesPerSecond, pagesSent: pages };
}

/** 128 MiB in 3.84 s: mean of the two idle rows of pvh-dirty-rate at 100 %. */
const PVH_PAGES_PER_SECOND = 32_768 / 3.84;

const isIdle = ({ workload, guestCapPercent }: Xen417Row): boolean =>
  workload === 'idle' && guestCapPercent === undefined;

const onOneHost = { idlePagesPerSecond: ONE_HOST_PAGES_PER_SECOND } as const;
const onTwoHosts = { idlePagesPerSecond: TWO_HOSTS_PAGES_PER_SECOND } as const;

const pvh = { idlePagesPerSecond: PVH_PAGES_PER_SECOND, guestType: 'pvh' } as const;

/** The campaigns; random page choice, writers on two hosts and 256 MiB alone are not shipped. */
export const XEN_417_CAMPAIGNS: readonly Campaign[] = [
  xen417({
    ...onOneHost,
    name: 'xen417-dom0-cap',
    title: 'Dom0 capped, guests of all kinds',
    isCalibration: isIdle,
  }),
  xen417({ ...onOneHost, name: 'xen417-vm-memory', title: 'guests of several sizes' }),
  xen417({ ...onOneHost, name: 'xen417-link-rate', title: 'through a relay of a set rate' }),
  xen417({ ...onOneHost, name: 'xen417-dirty-rate', title: 'pages written in turn' }),
  xen417({ ...onOneHost, name: 'xen417-dirty-rate-random', title: 'pages written at random' }),
  xen417({ ...onOneHost, name: 'xen417-pv-256', title: 'guests of 256 MiB' }),
  xen417({
    ...pvh,
    name: 'xen417-pvh-dirty-rate',
    title: 'PVH guests',
    isCalibration: isIdle,
  }),
  xen417({
    ...onTwoHosts,
    name: 'xen417-two-hosts',
    title: 'two hosts, each Dom0 capped',
    isCalibration: ({ dom0CapPercent, destinationCapPercent }) =>
      dom0CapPercent === 100 && destinationCapPercent === 100,
  }),
  xen417({ ...onTwoHosts, name: 'xen417-two-hosts-write', title: 'two hosts and a writing guest' }),
  xen417({ ...onOneHost, name: 'xen417-credit2', title: 'credit2, Dom0 capped' }),
  xen417({
    ...onOneHost,
    name: 'xen417-credit2-weight',
    title: 'credit2, busy guests of other weights',
  }),
  xen417({
    ...onOneHost,
    name: 'xen417-credit2-dom0-2vcpu',
    title: 'credit2, Dom0 with two virtual CPUs',
  }),
  xen417({ ...pvh, name: 'xen417-credit2-pvh', title: 'credit2, PVH guests' }),
  xen417({ ...onOneHost, name: 'xen417-credit-weight', title: 'busy guests of other weights' }),
];
