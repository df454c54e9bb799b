/** What guests lost while others, or they themselves, moved. */
import type { GuestPerformance, RunResult } from '../../run/result/result.ts';
import { numeric, type Section, type TableBlock, withoutEmpty, worded } from './document.ts';
import { DETAILED_MOST } from './many.ts';
import { percent } from './numbers.ts';

/** Losses beyond the downtime that are worth a row on a terminal, as a share of the time. */
const WORTH_TELLING = 0.01;

/** What guests lost; a terminal leaves it out where the downtime says it all. */
export function guestSection(result: RunResult): Section {
  const { migrations, bystanders = [] } = result;
  const tells = migrations.some(({ guestPerformance, downtimeSeconds, totalSeconds }) => {
    const { lostSeconds, slowedSeconds } = guestPerformance;
    return slowedSeconds > 0 || lostSeconds > downtimeSeconds + WORTH_TELLING * totalSeconds;
  });
  const isShort = migrations.length > DETAILED_MOST || (!tells && bystanders.length === 0);
  return {
    title: 'What guests lost',
    onPage: isShort,
    blocks: [performanceTable(result)],
  };
}

function performanceTable({ migrations, bystanders = [] }: RunResult): TableBlock {
  const [first] = migrations;
  const all =
    migrations.length > 1 ? 'each whole migration' : `all ${first?.totalSeconds.toFixed(3)} s`;
  return withoutEmpty({
    kind: 'table',
    columns: [
      ...worded('guest'),
      ...numeric(['watched s', 'watched (s)'], ['stopped s', 'stopped (s)']),
      ...numeric(['slowed s', 'slowed (s)'], ['to', 'to a speed of']),
      ...numeric(['work lost s', 'work lost (s)'], ['of it', 'of the time watched']),
      ...numeric(['Dom0 CPU s', 'CPU of Dom0 for its I/O (s)']),
    ],
    rows: [
      ...migrations.map(({ guestPerformance }) => performanceRow(guestPerformance, 'moves')),
      ...bystanders.map((each) => performanceRow(each, 'stays')),
    ],
    notes: [`The paper calls ${all} performance degradation time.`],
  });
}

function performanceRow(performance: GuestPerformance, part: 'moves' | 'stays'): string[] {
  const { guest, seconds, stoppedSeconds, slowedSeconds, slowedTo } = performance;
  const { lostSeconds, backendCpuSeconds } = performance;
  return [
    `${guest} (${part})`,
    seconds.toFixed(3),
    stoppedSeconds.toFixed(3),
    slowedSeconds.toFixed(3),
    slowedSeconds > 0 ? percent(slowedTo) : '',
    lostSeconds.toFixed(3),
    seconds > 0 ? percent(lostSeconds / seconds) : '',
    backendCpuSeconds > 0 ? backendCpuSeconds.toFixed(3) : '',
  ];
}
