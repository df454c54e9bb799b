/**
 * The migrations of Clark et al., NSDI 2005: a file of rounds is one migration. Its measured dirty
 * rates are replayed, the rest is the scenario's; see docs/validation/clark-2005.md.
 */

import { BITS_PER_BYTE } from '../../engine/kernel/unit.ts';
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { type LiveRound, replayOfRounds } from '../fit/rounds-replay.ts';
import { sum } from '../fit/statistics.ts';
import type { Campaign, MeasuredRow } from './campaign.ts';
import { readRows } from './read-rows.ts';

const MBIT = 1e6;
const MB = 1e6;
const COLUMNS = [
  't_start_s',
  't_end_s',
  'duration_s',
  'transfer_rate_mbit_s',
  'dirty_rate_mbit_s',
  'transferred_from_area_mb1e6',
] as const;

/** One migration of the paper. */
interface Figure {
  readonly name: string;
  readonly title: string;
  readonly fileName: string;
  readonly memoryBytes: number;
  /** Printed: the downtime, and the part of it in which the destination resumes the guest. */
  readonly downtimeSeconds: number;
  readonly resumeSeconds: number;
}

interface FigureRound {
  readonly endSeconds: number;
  readonly sentBytes: number;
  readonly bitsPerSecond: number;
  /** Absent for the last round: the guest is stopped. */
  readonly live: LiveRound | undefined;
}

function readRound(cells: Cells): FigureRound {
  const dirtied = cells.number('dirty_rate_mbit_s');
  const times = {
    startSeconds: cells.required('t_start_s'),
    seconds: cells.required('duration_s'),
  };
  return {
    endSeconds: cells.required('t_end_s'),
    sentBytes: cells.required('transferred_from_area_mb1e6') * MB,
    bitsPerSecond: cells.required('transfer_rate_mbit_s') * MBIT,
    live: dirtied === null ? undefined : { ...times, dirtiedBitsPerSecond: dirtied * MBIT },
  };
}

function readFigure(figure: Figure, table: Table): MeasuredRow {
  requireColumns(table, COLUMNS);
  const rounds = readRows(table, readRound);
  const live = rounds.flatMap((round) => (round.live === undefined ? [] : [round.live]));
  const { memoryBytes, downtimeSeconds, resumeSeconds } = figure;
  const points = JSON.stringify(replayOfRounds(live, memoryBytes));
  const bitsPerSecond = rounds[0]?.bitsPerSecond ?? 0;
  return {
    line: table.rows[0]?.line ?? 1,
    label: figure.title,
    repetition: '1',
    kind: 'scored',
    settings: [{ path: 'server.workload.points', value: points }],
    measured: {
      totalSeconds: (rounds.at(-1)?.endSeconds ?? 0) + resumeSeconds,
      downtimeSeconds,
      bytesSent: sum(rounds.map(({ sentBytes }) => sentBytes)),
    },
    baseline: {
      totalSeconds: (memoryBytes * BITS_PER_BYTE) / bitsPerSecond,
      bytesSent: memoryBytes,
    },
    roundPages: [],
  };
}

function clark(figure: Figure): Campaign {
  const { name, title, fileName } = figure;
  return {
    name,
    title: `Clark et al. 2005: ${title}`,
    fileName,
    companions: [],
    scenario: `measured/${name}.yaml`,
    compared: [
      { quantity: 'totalSeconds', column: 't_end_s' },
      { quantity: 'downtimeSeconds', column: 'printed in the paper' },
      { quantity: 'bytesSent', column: 'transferred_from_area_mb1e6' },
    ],
    baseline: 'memory / rate of the first round',
    read: (table) => ({ rows: [readFigure(figure, table)], leftOut: 0 }),
  };
}

/** Both migrations whose rounds the paper shows. */
export const CLARK_CAMPAIGNS: readonly Campaign[] = [
  clark({
    name: 'clark-specweb',
    title: 'a web server under SPECweb99',
    fileName: 'clark2005_fig9_specweb99_rounds.csv',
    memoryBytes: 781_248 * 1024,
    downtimeSeconds: 0.21,
    resumeSeconds: 0.009,
  }),
  clark({
    name: 'clark-quake',
    title: 'a Quake 3 server with six clients',
    fileName: 'clark2005_fig11_quake3_rounds.csv',
    memoryBytes: 64 * 2 ** 20,
    downtimeSeconds: 0.06,
    resumeSeconds: 0.04,
  }),
];
