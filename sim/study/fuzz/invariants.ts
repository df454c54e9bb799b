/**
 * What holds of every run, whatever the scenario: rounds, parts, bytes, CPU, order in time. The
 * run itself watches more, page contents among it, and throws.
 */
import { wayOf } from '../../run/expected/run/way.ts';
import type { GuestPerformance, MigrationResult, RunResult } from '../../run/result/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { brokenFate } from './fate.ts';

const ns = (seconds: number): number => Math.round(seconds * 1e9);

/** Of sums of CPU and of expected values, seconds. */
const ROUNDING_SECONDS = 1e-6;

/** Expected pages of a round are rounded each. */
const ROUNDED_PAGES = 2;

/** What is broken, in words; undefined when nothing is. */
export function brokenInvariant(scenario: Scenario, result: RunResult): string | undefined {
  const { migrations, bystanders = [] } = result;
  if (migrations.length !== scenario.migrations.length) return 'a migration is missing';
  const strange = strangeNumber(result, '');
  if (strange !== undefined) return strange;
  for (const [index, migration] of migrations.entries()) {
    const broken = ofMigration(scenario, index, migration);
    if (broken !== undefined) return `${migration.guest}: ${broken}`;
  }
  const all = [...migrations.map((each) => each.guestPerformance), ...bystanders];
  const unwell = all.find((each) => brokenPerformance(each) !== undefined);
  if (unwell !== undefined) return `${unwell.guest}: ${brokenPerformance(unwell)}`;
  // Of means over several runs each migration has times of its own.
  const isMean = scenario.fidelity === 'expected' && wayOf(scenario).seeds.length > 1;
  return isMean ? undefined : brokenLimits(scenario, migrations);
}

/** Every number is finite and none is below 0. */
function strangeNumber(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') {
    // What failed may have failed before a try began.
    const isLeast = value >= -ROUNDING_SECONDS || path.endsWith('faultSeconds');
    return isLeast && Math.abs(value) < Infinity ? undefined : `${path} is ${value}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key in value) {
    const found = strangeNumber((value as Record<string, unknown>)[key], `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofMigration(
  scenario: Scenario,
  index: number,
  result: MigrationResult,
): string | undefined {
  const isExpected = scenario.fidelity === 'expected';
  const spec = scenario.migrations[index];
  const tied =
    result.guest === spec?.guest &&
    result.destination === spec.to &&
    result.source === scenario.guests[result.guest]?.host;
  if (!tied) return 'this is another migration than the one that was asked for';
  const startNs = (spec?.atNs ?? 0) + ns(result.waitedSeconds);
  const isRetried = result.fate?.failedTries !== undefined;
  if (!isRetried && ns(result.startSeconds) !== startNs) {
    return `it starts at ${result.startSeconds} s`;
  }
  return (
    brokenParts(result, isExpected) ??
    brokenRounds(result, isExpected) ??
    brokenCpu(result) ??
    brokenFate(scenario, index, result)
  );
}

/** Parts cut the time line: their sums are the total time and the downtime. */
function brokenParts(result: MigrationResult, isExpected: boolean): string | undefined {
  const { parts, totalSeconds, downtimeSeconds, sourceDowntimeSeconds = 0 } = result;
  const sum = (some: typeof parts): number => some.reduce((all, { seconds }) => all + seconds, 0);
  const isEqual = (one: number, other: number): boolean => {
    return isExpected ? Math.abs(one - other) < ROUNDING_SECONDS : ns(one) === ns(other);
  };
  if (!isEqual(sum(parts), totalSeconds)) return 'the parts do not add up to the total time';
  const down = sum(parts.filter(({ inDowntime }) => inDowntime));
  if (!isEqual(down, downtimeSeconds)) return 'the parts do not add up to the downtime';
  if (sourceDowntimeSeconds > downtimeSeconds + ROUNDING_SECONDS) {
    return 'the downtime at the source is above the whole downtime';
  }
  return undefined;
}

/** Pages of a round are those that the one before found; bytes and times add up. */
function brokenRounds(result: MigrationResult, isExpected: boolean): string | undefined {
  const { rounds, totalSeconds, bytesSent, mechanism } = result;
  let bytes = 0;
  for (const [at, round] of rounds.entries()) {
    bytes += round.bytes;
    const before = rounds[at - 1];
    const pages = round.sent + round.zeroPages + (round.deltaPages ?? 0);
    const due = before?.dirtied ?? undefined;
    const done = pages + round.skipped + (round.left ?? 0);
    const isDue = isExpected
      ? due === undefined || Math.abs(done - due) < ROUNDED_PAGES
      : done === due;
    if (before !== undefined && due !== undefined && mechanism === 'pre-copy' && !isDue) {
      return `round ${round.round}: ${done} pages, ${due} were due`;
    }
    if (round.startSeconds + round.seconds > totalSeconds + ROUNDING_SECONDS) {
      return `round ${round.round} ends after the migration`;
    }
    if (before !== undefined && round.startSeconds < before.startSeconds) {
      return `round ${round.round} starts before the one before it`;
    }
  }
  // Of expected values each is rounded.
  if (bytes > bytesSent + (isExpected ? rounds.length : 1))
    return 'the rounds have more bytes than the migration';
  const sent = rounds.reduce((all, { sent: some }) => all + some, 0);
  if (Math.abs(sent - result.pagesSent) > (isExpected ? rounds.length : 0))
    return 'pages do not add up';
  return undefined;
}

/** All of Dom0's CPU is booked on one of four accounts. */
function brokenCpu(result: MigrationResult): string | undefined {
  for (const side of ['source', 'destination'] as const) {
    const booked =
      result[`${side}MigrationCpuSeconds`] +
      result[`${side}BackendCpuSeconds`] +
      result[`${side}ToolstackCpuSeconds`] +
      result[`${side}RestCpuSeconds`];
    if (Math.abs(booked - result[`${side}Dom0CpuSeconds`]) > ROUNDING_SECONDS) {
      return `CPU of the ${side}'s Dom0 does not add up`;
    }
  }
  return undefined;
}

function brokenPerformance(each: GuestPerformance): string | undefined {
  const { seconds, stoppedSeconds, slowedSeconds, slowedTo, performance, lostSeconds } = each;
  if (stoppedSeconds + slowedSeconds > seconds + ROUNDING_SECONDS) return 'it is slowed too long';
  if (slowedTo > 1 || performance > 1) return 'it is faster than undisturbed';
  const lost = seconds * (1 - performance);
  return Math.abs(lost - lostSeconds) > ROUNDING_SECONDS ? 'lost work does not add up' : undefined;
}

/** No more at a time than the file allows. */
function brokenLimits(
  scenario: Scenario,
  migrations: readonly MigrationResult[],
): string | undefined {
  const { atOnce = Infinity, outgoingAtOnce = Infinity, clusterAtOnce = Infinity } = scenario;
  for (const { startSeconds } of migrations) {
    const now = migrations.filter((other) => {
      const end = other.startSeconds + other.totalSeconds;
      return other.startSeconds <= startSeconds && startSeconds < end - ROUNDING_SECONDS;
    });
    if (now.length > clusterAtOnce) return 'more migrations at a time than `clusterAtOnce`';
    for (const host of Object.keys(scenario.hosts)) {
      const out = now.filter(({ source }) => source === host).length;
      const all = now.filter((each) => [each.source, each.destination].includes(host)).length;
      if (out > outgoingAtOnce) return 'more migrations at a time than `outgoingAtOnce`';
      if (all > atOnce) return 'more migrations at a time than `atOnce`';
    }
  }
  return undefined;
}
