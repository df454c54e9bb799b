/** What guests lose by the migrations of a run, as a table, when there is something to say. */
import type { GuestPerformance, RunResult } from '../../run/result/result.ts';
import { table } from './table.ts';

/** Losses beyond the downtime that are worth a word, as a share of the time. */
const WORTH_TELLING = 0.01;

/** Nothing when the downtime says it all. */
export function performanceReport(result: RunResult): string[] {
  const { migrations, bystanders = [] } = result;
  const telling = migrations.some(({ guestPerformance, downtimeSeconds, totalSeconds }) => {
    const { lostSeconds, slowedSeconds } = guestPerformance;
    return slowedSeconds > 0 || lostSeconds > downtimeSeconds + WORTH_TELLING * totalSeconds;
  });
  if (!telling && bystanders.length === 0) return [];
  const columns = [
    { title: 'guest' },
    { title: 'watched s', right: true },
    { title: 'stopped s', right: true },
    { title: 'slowed s', right: true },
    { title: 'to', right: true },
    { title: 'work lost s', right: true },
    { title: 'of it', right: true },
    { title: 'Dom0 CPU s', right: true },
  ];
  const rows = [
    ...migrations.map(({ guestPerformance }) => line(guestPerformance, 'moves')),
    ...bystanders.map((each) => line(each, 'stays')),
  ];
  const [first] = migrations;
  const all =
    migrations.length > 1 ? 'each whole migration' : `all ${first?.totalSeconds.toFixed(3)} s`;
  return [`${table(columns, rows)}\nThe paper calls ${all} performance degradation time.`];
}

function line(performance: GuestPerformance, part: 'moves' | 'stays'): string[] {
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

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
