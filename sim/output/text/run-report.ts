/** One run as text: rounds, totals, and where the time went. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import type { MigrationResult, RunResult } from '../../run/result/result.ts';
import { together } from '../../run/result/together.ts';
import { megabitsPerSecond } from '../../run/result/transfer-rate.ts';
import { DETAILED_MOST, manyReport } from './many-report.ts';
import { performanceReport } from './performance-report.ts';
import { table } from './table.ts';

/** Why a migration stopped sending rounds, in words. */
export const STOP_REASONS: Readonly<Record<MigrationResult['stopReason'], string>> = {
  'few-pages': 'fewer pages were left than the policy asks for',
  'max-rounds': 'the greatest number of rounds was reached',
  'max-factor': 'more was sent than the policy allows',
  'max-rate': 'pages are dirtied faster than the greatest rate can follow',
  'downtime-target': 'what was left could be sent in the downtime aimed at',
  'not-converging': 'the guest dirties pages as fast as they are sent, without end',
  'not-live': 'the guest was suspended from the start',
  'post-copy': 'the guest moves first, its pages follow',
};

/** All migrations of a run, one after the other; many by a line each. */
export function runReport(result: RunResult): string {
  const { migrations } = result;
  const chance = result.fidelity === 'expected' ? 'in the mean' : `seed ${result.seed}`;
  const head = `${result.title}\n${result.machine}, ${chance}`;
  const all = migrations.length > 1 ? [togetherReport(result)] : [];
  if (migrations.length > DETAILED_MOST) return [head, manyReport(migrations), ...all].join('\n\n');
  const suffered = performanceReport(result);
  return [head, ...migrations.map(migrationReport), ...suffered, ...all].join('\n\n');
}

function togetherReport(result: RunResult): string {
  const { migrations, seconds, downtimeSumSeconds, downtimeMostSeconds } = together(result);
  const rows = [
    [`all ${migrations}`, `${seconds.toFixed(3)} s`],
    ['downtimes, sum', `${downtimeSumSeconds.toFixed(3)} s`],
    ['downtime, longest', `${downtimeMostSeconds.toFixed(3)} s`],
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(19)}${value}`).join('\n');
}

function migrationReport(migration: MigrationResult): string {
  const { guest, source, destination, mechanism, policy, stopReason, abandoned } = migration;
  const end = abandoned === true ? `abandoned, ${guest} runs on at ${source}` : 'stopped';
  // Other mechanisms have no rounds to decide about.
  const means = mechanism === 'pre-copy' ? `${mechanism}, ${policy}` : mechanism;
  return [
    `${guest}: ${source} -> ${destination}, ${means}`,
    roundTable(migration),
    totals(migration),
    ledgerTable(migration),
    `${end}: ${stopReason} (${STOP_REASONS[stopReason]})`,
    partTable(migration),
  ].join('\n\n');
}

function roundTable({ rounds }: MigrationResult): string {
  const endsEarly = rounds.some(({ left }) => left !== undefined);
  const early = endsEarly ? ['left', 'throttle'] : ['skipped'];
  const hasZeros = rounds.some(({ zeroPages }) => zeroPages > 0);
  const zero = hasZeros ? ['zero'] : [];
  const columns = [
    'round',
    'sent',
    ...zero,
    ...early,
    'dirtied',
    'seconds',
    'Mbit/s',
    'Dom0 source',
  ];
  const rows = rounds.map((round) => {
    const { left = 0, throttlePercent = 0 } = round;
    return [
      round.live ? String(round.round) : `${round.round} (stopped)`,
      String(round.sent),
      ...(hasZeros ? [String(round.zeroPages)] : []),
      ...(endsEarly ? [String(left), `${throttlePercent} %`] : [String(round.skipped)]),
      round.dirtied === null ? '' : String(round.dirtied),
      round.seconds.toFixed(3),
      (megabitsPerSecond(round.bytes, round.seconds) ?? 0).toFixed(0),
      share(round.sourceDom0CpuSeconds, round.seconds),
      share(round.destinationDom0CpuSeconds, round.seconds),
    ];
  });
  const titles = [...columns, 'Dom0 destination'];
  return table(
    titles.map((title) => ({ title, right: true })),
    rows,
  );
}

function share(cpuSeconds: number, seconds: number): string {
  return seconds > 0 ? `${((100 * cpuSeconds) / seconds).toFixed(0)} %` : '';
}

function totals(migration: MigrationResult): string {
  const { totalSeconds, downtimeSeconds, pagesSent, bytesSent, memoryBytes } = migration;
  const factor = (pagesSent * PAGE_BYTES) / memoryBytes;
  const { zeroPages, postCopy } = migration;
  const stalled = postCopy?.stalledSeconds.toFixed(3);
  const rows = [
    ['total time', `${totalSeconds.toFixed(3)} s`],
    ['downtime', `${downtimeSeconds.toFixed(3)} s`],
    ['pages sent', `${pagesSent} (${factor.toFixed(2)} x memory)`],
    ...(zeroPages > 0 ? [['zero pages', String(zeroPages)]] : []),
    ['bytes sent', String(bytesSent)],
    ...(postCopy === undefined
      ? []
      : [
          ['pages pulled', String(postCopy.pulledPages)],
          ['guest stalled', `${stalled} s while it missed them`],
        ]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return rows.map(([name = '', value = '']) => `${name.padEnd(width)}${value}`).join('\n');
}

/** CPU of both Dom0s and what it went into, seconds. */
function ledgerTable(migration: MigrationResult): string {
  const titles = ['migration', 'back ends', 'toolstack', 'rest', 'all', 'of one CPU'];
  const columns = [{ title: 'CPU of Dom0, s' }, ...titles.map((title) => ({ title, right: true }))];
  const rows = (['source', 'destination'] as const).map((side) => {
    const parts = (['Migration', 'Backend', 'Toolstack', 'Rest'] as const).map((part) => {
      return migration[`${side}${part}CpuSeconds`];
    });
    const all = migration[`${side}Dom0CpuSeconds`];
    const cells = [...parts, all].map((seconds) => seconds.toFixed(3));
    return [side, ...cells, share(all, migration.totalSeconds)];
  });
  return table(columns, rows);
}

function partTable({ parts }: MigrationResult): string {
  const columns = [
    { title: 'part' },
    { title: 'host' },
    { title: 'seconds', right: true },
    { title: 'guest' },
  ];
  const rows = parts.map(({ name, host, seconds, inDowntime }) => {
    return [name, host, seconds.toFixed(4), inDowntime ? 'down' : 'runs'];
  });
  return table(columns, rows);
}
