/** A row of a campaign on Xen 4.17 as its columns say it (scenarios/measured/xen417/README.md). */

import type { Cells } from '../../text/cells.ts';
import { list, quote } from '../../text/suggest.ts';

/** What the guest does. */
export type Xen417Workload = 'idle' | 'cpu' | 'read' | 'write' | 'write-random';

/** What was set. */
export interface Xen417Row {
  readonly workload: Xen417Workload;
  /** 0 is none, as in all caps. */
  readonly dom0CapPercent: number;
  /** Null with one host. */
  readonly destinationCapPercent: number | null;
  readonly guestCapPercent: number;
  readonly guestWeight: number;
  /** 0 for the plain pipe. */
  readonly linkKibPerSecond: number;
  readonly memoryMib: number;
  readonly workingSetMib: number;
  /** Asked for; 0 is as fast as it can. */
  readonly writtenPagesPerSecond: number;
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

/** @throws Problem for a workload that is not known or a cell that is not a number. */
export function readXen417Row(cells: Cells): Xen417Row {
  return {
    workload: workloadOf(cells),
    dom0CapPercent: cells.required('dom0_cap_pct'),
    destinationCapPercent: cells.number('dst_dom0_cap_pct'),
    guestCapPercent: cells.required('domu_cap_pct'),
    guestWeight: cells.required('domu_weight'),
    linkKibPerSecond: cells.required('link_KiBps'),
    memoryMib: cells.required('vm_mem_mib'),
    workingSetMib: cells.required('wss_mib'),
    writtenPagesPerSecond: cells.required('dirty_rate_set_pps'),
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
