/**
 * The 55 workloads of S. Nathan: migrations at a set rate under Xen's stop rules, with and without
 * page skipping, of guests whose dirty profile was measured. Nothing is fitted to a workload.
 */

import { BITS_PER_BYTE, PAGES_PER_MIB } from '../../engine/kernel/unit.ts';
import { type Cells, requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { list, quote } from '../../text/suggest.ts';
import type { Campaign, MeasuredRow, StatedErrors } from './campaign.ts';
import { readRows } from './read-rows.ts';

const PROFILES_FILE = 'nathan-profiles.csv';
const UN = Array.from({ length: 10 }, (_, index) => `un${index + 1}_pages_100ms`);
const PROFILE_COLUMNS = ['workload', 'um_pages_100ms', ...UN, 'max_wws_pages'];
const ROW_COLUMNS = [
  'workload',
  'vm_mb',
  'rate_mbit_s',
  'precopy_rounds',
  'precopy_s',
  'stop_copy_data_mb',
];

/** Workloads as a scenario says them, by name. */
function readProfiles(table: Table): ReadonlyMap<string, string> {
  requireColumns(table, PROFILE_COLUMNS);
  const entries = readRows(table, (cells): [string, string] => {
    const un = UN.map((column) => cells.required(column)).join(', ');
    const um = cells.required('um_pages_100ms');
    const maxWws = cells.required('max_wws_pages');
    const nathan = `{um: ${um}, un: [${un}], maxWws: ${maxWws}}`;
    return [cells.text('workload'), `{kind: profile, nathan: ${nathan}}`];
  });
  return new Map(entries);
}

function readMigration(
  cells: Cells,
  line: number,
  skips: boolean,
  profiles: ReadonlyMap<string, string>,
): MeasuredRow {
  const name = cells.text('workload');
  const workload = profiles.get(name);
  if (workload === undefined) {
    const hint = `known: ${list([...profiles.keys()].slice(0, 10))}, ...`;
    throw cells.problem(`${PROFILES_FILE} has no profile of ${quote(name)}`, hint);
  }
  const memoryMib = cells.required('vm_mb');
  const rateMbit = cells.required('rate_mbit_s');
  const rate = `${rateMbit / BITS_PER_BYTE} MiB/s`;
  const policy = `{name: fixed-rate, rate: ${rate}, skips: ${skips}, scan: ${SCAN}}`;
  return {
    line,
    label: `${name}, ${rateMbit} Mbit/s`,
    repetition: '1',
    kind: 'scored',
    settings: [
      { path: 'vm.memory', value: `${memoryMib} MiB` },
      { path: 'vm.workload', value: workload },
      { path: 'migrations.0.policy', value: policy },
    ],
    measured: {
      precopySeconds: cells.required('precopy_s'),
      // Their MB are MiB, and their Mbit are of 2^20 bits.
      stopCopyPages: cells.required('stop_copy_data_mb') * PAGES_PER_MIB,
    },
    baseline: { precopySeconds: (memoryMib * BITS_PER_BYTE) / rateMbit },
    roundPages: [],
  };
}

/** Where pages lie is not known: they are scattered, so that the order of a pass has no effect. */
const SCAN = 'plain';

function nathan(name: string, title: string, skips: boolean, stated: StatedErrors): Campaign {
  return {
    name,
    title: `S. Nathan, 55 workloads: ${title}`,
    fileName: `${name}.csv`,
    companions: [{ fileName: PROFILES_FILE, from: 'anywhere' }],
    scenario: 'measured/nathan.yaml',
    compared: [
      { quantity: 'precopySeconds', column: 'precopy_s' },
      { quantity: 'stopCopyPages', column: 'stop_copy_data_mb', above: PAGES_PER_MIB },
    ],
    baseline: 'memory / rate',
    predictor: { precopySeconds: stated },
    read: (table, companions) => {
      requireColumns(table, ROW_COLUMNS);
      const profiles = companions.get(PROFILES_FILE);
      const known = profiles === undefined ? new Map<string, string>() : readProfiles(profiles);
      const rows = readRows(table, (cells, { line }) => readMigration(cells, line, skips, known));
      return { rows, leftOut: 0 };
    },
  };
}

/** Both ways; the errors are those of the authors' own predictor. */
export const NATHAN_CAMPAIGNS: readonly Campaign[] = [
  nathan('nathan-noskip', 'a set rate without page skipping', false, { median: 0.044, p90: 0.135 }),
  nathan('nathan-skip', 'a set rate with page skipping', true, { median: 0.115, p90: 0.42 }),
];
