/** Turns what became of a migration and of its guest into the plain data of a result. */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type { End, Fate } from '../../../engine/mechanism/failure.ts';
import type { Migration, Outcome } from '../../../engine/mechanism/migration.ts';
import type { FailedTry, FailureResult, FateResult, GuestOutcome } from '../../result/fate.ts';
import type { FaultResult, MigrationResult } from '../../result/result.ts';
import type { Gone } from './breaking.ts';
import type { Faults } from './faults.ts';

const OUTCOMES: Readonly<Partial<Record<End, GuestOutcome>>> = {
  moved: 'runs-at-destination',
  suspended: 'recoverable',
  paused: 'recoverable',
  off: 'recoverable',
  unknown: 'unknown',
};

/** Of a migration that has just ended; undefined for one that faults do not reach. */
export function showFate({ course }: Migration, outcome: Outcome): FateResult | undefined {
  const { fate, startNs, parts, bytesSent } = outcome;
  if (fate === undefined) return undefined;
  const stood = parts.some(({ inDowntime }) => inDowntime);
  const found = outcomeOf(fate, stood);
  const { freedNs } = fate;
  const recoveries = course?.recoveries ?? 0;
  return {
    outcome: found,
    ...(fate.strike === undefined ? {} : { failure: showFailure(fate.strike, startNs) }),
    // The go-ahead is on its way, or lies in a connection that is lost.
    ...(found === 'unknown' ? { really: 'recoverable' as const } : {}),
    bytesInVain: fate.end === 'moved' ? 0 : bytesSent,
    freedSeconds: freedNs === Infinity ? null : (freedNs - startNs) / NS_PER_SECOND,
    ...(recoveries > 0 ? { recoveries } : {}),
  };
}

function outcomeOf({ end }: Fate, stood: boolean): GuestOutcome {
  if (end === 'source' || end === 'reboots') return stood ? 'resumed-at-source' : 'runs-at-source';
  return OUTCOMES[end] ?? 'lost';
}

function showFailure(strike: NonNullable<Fate['strike']>, startNs: number): FailureResult {
  const { fault, phase, part, sinceNs, noticedNs, rule } = strike;
  return {
    fault,
    phase,
    part,
    faultSeconds: (sinceNs - startNs) / NS_PER_SECOND,
    noticedSeconds: (noticedNs - startNs) / NS_PER_SECOND,
    source: rule.source,
    ...(rule.isInferred ? { inferred: true as const } : {}),
  };
}

/** The result of the last try, with those before it. */
export function withTries(
  last: MigrationResult,
  before: readonly MigrationResult[],
): MigrationResult {
  if (before.length === 0) return last;
  const failedTries = before.map(showTry);
  const bytes = failedTries.reduce((sum, { bytesInVain }) => sum + bytesInVain, 0);
  const own: FateResult = last.fate ?? {
    outcome: last.abandoned === true ? 'runs-at-source' : 'runs-at-destination',
    bytesInVain: last.abandoned === true ? last.bytesSent : 0,
    freedSeconds: last.totalSeconds,
  };
  return { ...last, fate: { ...own, bytesInVain: own.bytesInVain + bytes, failedTries } };
}

function showTry({ startSeconds, totalSeconds, downtimeSeconds, ...rest }: MigrationResult) {
  const { fate, bytesSent } = rest;
  const failure = fate?.failure;
  const shown: FailedTry = { startSeconds, totalSeconds, downtimeSeconds, bytesInVain: bytesSent };
  return failure === undefined ? shown : { ...shown, failure };
}

/** What became of the guest until the end of the run. */
export function withEnd(result: MigrationResult, gone: Gone | undefined): MigrationResult {
  const { fate, startSeconds } = result;
  if (fate === undefined || gone === undefined || fate.outcome === 'lost') return result;
  const { really: _, ...rest } = fate;
  const later = { fault: gone.fault, seconds: gone.sinceNs / NS_PER_SECOND - startSeconds };
  return { ...result, fate: { ...rest, outcome: 'lost', later } };
}

/** What became of guests in the end, and when each fault began. */
export function whatFailed(
  migrations: readonly MigrationResult[],
  faults: Faults,
): {
  readonly migrations: readonly MigrationResult[];
  readonly faults: readonly FaultResult[];
} {
  return {
    migrations: migrations.map((each) => withEnd(each, faults.goneOf(each.guest))),
    faults: faults.began.map(({ spec: { kind }, beganNs }) => {
      return { kind, beganSeconds: beganNs.map((ns) => ns / NS_PER_SECOND) };
    }),
  };
}
