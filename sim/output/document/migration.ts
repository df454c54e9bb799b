/** One migration: rounds, totals, CPU of both Dom0s, stages. */

import { largestOf } from '../../engine/kernel/lists.ts';
import { BITS_PER_PAGE, MIB, PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult } from '../../run/result/result.ts';
import type { GuestSpec, Scenario } from '../../scenario/scenario.ts';
import { showQuantity } from '../../text/quantity.ts';
import {
  type Bar,
  type FactsBlock,
  numeric,
  type Section,
  type TableBlock,
  worded,
} from './document.ts';
import { fateFacts, whereOf, whyOf } from './fate.ts';
import { roundBlocks, share } from './rounds.ts';

/** Why a migration stopped sending rounds, in words. */
export const STOP_REASONS: Readonly<Record<MigrationResult['stopReason'], string>> = {
  'few-pages': 'fewer pages were left than the policy asks for',
  'unknown-pages': 'a count of pages that was not known within a round was taken for few',
  'max-rounds': 'the greatest number of rounds was reached',
  'max-factor': 'more was sent than the policy allows',
  'max-rate': 'pages are dirtied faster than the greatest rate can follow',
  'downtime-target': 'what was left could be sent in the downtime aimed at',
  'not-converging': 'the guest dirties pages as fast as they are sent, without end',
  'not-live': 'the guest was suspended from the start',
  'post-copy': 'the guest moves first, its pages follow',
  'no-memory': 'its destination had no memory for the guest',
  'disks-not-ready':
    'the guest writes to a local disk as fast as it is copied, or its time was over',
  failed: 'it failed before its end',
};

/** Everything that its result says of a migration. @param scenario whose guest it is, if known. */
export function migrationSection(migration: MigrationResult, scenario?: Scenario): Section {
  const { guest, source, destination, mechanism, policy, stopReason, abandoned } = migration;
  // Other mechanisms have no rounds to decide about.
  const means = mechanism === 'pre-copy' ? `${mechanism}, ${policy}` : mechanism;
  const end = abandoned === true ? `abandoned, ${guest} runs on at ${source}` : 'stopped';
  const why = migration.fate && whyOf(migration.fate);
  const ended = `${end}: ${stopReason} (${STOP_REASONS[stopReason]})`;
  const failed = `${stopReason === 'failed' ? 'failed' : 'struck'}: ${why}; ${whereOf(migration)}`;
  return {
    title: `${guest}: ${source} -> ${destination}, ${means}`,
    isTitled: true,
    blocks: [
      ...roundBlocks(migration.rounds),
      totals(migration, writesOf(scenario?.guests[guest])),
      ...(migration.disks === undefined ? [] : [diskTable(migration.disks)]),
      cpuTable(migration),
      { kind: 'text', text: why === undefined ? ended : failed },
      partTable(migration),
    ],
  };
}

/** What its workload writes, where that is one rate. */
export function writesOf(guest: GuestSpec | undefined): string | undefined {
  const { workload } = guest ?? {};
  if (workload === undefined || !('pagesPerSecond' in workload)) return undefined;
  const { pagesPerSecond, workingSetBytes } = workload;
  const rate = showQuantity(pagesPerSecond, 'pages/s');
  const bits = showQuantity(pagesPerSecond * BITS_PER_PAGE, 'bit/s');
  return `${rate} (${bits}) to ${showQuantity(workingSetBytes, 'bytes')}`;
}

function totals(migration: MigrationResult, writes: string | undefined): FactsBlock {
  const { totalSeconds, downtimeSeconds, pagesSent, zeroPages, bytesSent } = migration;
  const { memoryBytes, deltaPages, holes = 0, postCopy } = migration;
  const factor = ((pagesSent * PAGE_BYTES) / memoryBytes).toFixed(2);
  const stalled = `${postCopy?.stalledSeconds.toFixed(3)} s while it missed them`;
  return {
    kind: 'facts',
    facts: [
      ...(writes === undefined ? [] : [{ name: 'guest writes', value: writes }]),
      { name: 'total time', value: `${totalSeconds.toFixed(3)} s` },
      { name: 'downtime', value: `${downtimeSeconds.toFixed(3)} s` },
      { name: 'pages sent', value: `${pagesSent} (${factor} x memory)` },
      ...(zeroPages > 0 ? [{ name: 'zero pages', value: String(zeroPages) }] : []),
      ...(deltaPages === undefined ? [] : [{ name: 'pages as deltas', value: String(deltaPages) }]),
      ...(holes > 0 ? [{ name: 'frames without memory', value: String(holes) }] : []),
      { name: 'bytes sent', value: String(bytesSent) },
      ...fateFacts(migration),
      ...(postCopy === undefined
        ? []
        : [
            { name: 'pages pulled', value: String(postCopy.pulledPages) },
            { name: 'guest stalled', value: stalled },
          ]),
    ],
  };
}

/** What was sent of local disks, by when, MiB. */
function diskTable(disks: NonNullable<MigrationResult['disks']>): TableBlock {
  return {
    kind: 'table',
    columns: [
      { name: 'disk', unit: 'MiB', words: 'disk' },
      ...numeric(['first copy', 'first copy (MiB)'], ['again', 'again (MiB)']),
      ...numeric(['since ready', 'since ready (MiB)'], ['stopped', 'stopped (MiB)'], 'ready after'),
    ],
    rows: disks.map(
      ({ name, bulkBytes, againBytes, sinceReadyBytes, stoppedBytes, readySeconds }) => [
        name,
        ...[bulkBytes, againBytes, sinceReadyBytes, stoppedBytes].map((each) =>
          (each / MIB).toFixed(1),
        ),
        readySeconds === null ? 'never' : `${readySeconds.toFixed(3)} s`,
      ],
    ),
  };
}

/** Parts of total time and of downtime; the colour says whether the guest runs or is down. */
function partTable({ parts, totalSeconds, downtimeSeconds }: MigrationResult): TableBlock {
  const bars = (of: (part: MigrationResult['parts'][number]) => number): readonly Bar[] => {
    const most = largestOf(parts.map(of)) || 1;
    return parts.map((each) => {
      return { part: of(each) / most, colour: each.inDowntime ? 'down' : 'runs' };
    });
  };
  const down = bars(({ seconds, inDowntime }) => (inDowntime ? seconds : 0));
  return {
    kind: 'table',
    columns: [
      ...worded('part', 'host'),
      ...numeric('seconds'),
      { name: 'of total time', align: 'right', onPage: true, bars: bars(({ seconds }) => seconds) },
      { name: 'of downtime', align: 'right', onPage: true, bars: down },
      ...worded('guest'),
    ],
    rows: parts.map(({ name, host, seconds, inDowntime }) => [
      name,
      host,
      seconds.toFixed(4),
      share(seconds, totalSeconds, 1),
      inDowntime ? share(seconds, downtimeSeconds, 1) : '',
      inDowntime ? 'down' : 'runs',
    ]),
  };
}

const ACCOUNTS = [
  ['Migration', 'migration', 'blue'],
  ['Backend', 'back ends', 'orange'],
  ['Toolstack', 'toolstack', 'green'],
  ['Rest', 'rest', 'gray'],
] as const;

/** CPU that each Dom0 used from the start to the end of the migration, by what took it. */
function cpuTable(migration: MigrationResult): TableBlock {
  const sides = ['source', 'destination'] as const;
  const used = sides.map((side) => {
    const parts = ACCOUNTS.map(([key]) => migration[`${side}${key}CpuSeconds`]);
    return [...parts, migration[`${side}Dom0CpuSeconds`]];
  });
  const most = largestOf(used.flat()) || 1;
  const columns = [...ACCOUNTS, ['', 'all', 'sky'] as const].map(([, name, colour], at) => ({
    ...{ name, align: 'right' as const },
    bars: used.map((seconds) => ({ part: (seconds[at] ?? 0) / most, colour })),
  }));
  return {
    kind: 'table',
    columns: [{ name: 'CPU of Dom0,', unit: 's' }, ...columns, ...numeric('of one CPU')],
    rows: sides.map((side, at) => {
      const cells = used[at]?.map((seconds) => seconds.toFixed(3)) ?? [];
      const all = migration[`${side}Dom0CpuSeconds`];
      return [side, ...cells, share(all, migration.totalSeconds)];
    }),
  };
}
