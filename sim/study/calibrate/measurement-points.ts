/** Points from what `precopy import` reads: each migration measured at what the scenario says. */
import { FORMATS } from '../import/formats.ts';
import { isUnbroken, type Measurement } from '../import/measurement.ts';
import { aboveZero, type MeasuredData, type MeasuredPoint } from './point.ts';
import { COMPARED_ROUNDS } from './quantities.ts';

/** Migrations that failed are left out, and reported. */
export function measurementPoints(
  fileName: string,
  migrations: readonly Measurement[],
): MeasuredData {
  const failed = migrations.filter(({ outcome }) => outcome === 'failed');
  const warnings = failed.map(({ origin }) => {
    return { where: origin, message: 'this migration failed and is left out' };
  });
  const points = migrations.filter(({ outcome }) => outcome !== 'failed').map(pointOf);
  return { name: fileName, points, warnings };
}

function pointOf(migration: Measurement): MeasuredPoint {
  const { origin, format, rounds, outcome } = migration;
  const source = FORMATS.find(({ name }) => name === format);
  const total = source?.totalBegins === 'stream' ? 'streamSeconds' : 'untilRunningSeconds';
  const seconds = source?.roundSpans === 'cleans' ? 'roundDeltaSeconds' : 'roundSeconds';
  const first = rounds.filter(({ round }) => round <= COMPARED_ROUNDS);
  const byRound = first.flatMap((one) => {
    const due = one.sent === null ? null : one.sent + (one.skipped ?? 0) + (one.zeroPages ?? 0);
    return [
      [`roundPages.${one.round}`, due],
      [`${seconds}.${one.round}`, one.seconds],
    ] as const;
  });
  const isWhole = outcome === 'completed' && isUnbroken(rounds) && rounds.length > 0;
  const measured = aboveZero({
    [total]: migration.totalSeconds,
    precopySeconds: migration.precopySeconds,
    downtimeSeconds: migration.downtimeSeconds,
    pagesSent: migration.pagesSent,
    bytesSent: migration.bytesSent,
    rounds: isWhole ? rounds.length : null,
    ...Object.fromEntries(byRound),
  });
  return { where: origin, settings: [], measured };
}
