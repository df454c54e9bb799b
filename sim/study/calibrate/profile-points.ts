/** Points from what `precopy import` reads: each migration measured at what the scenario says. */
import { isUnbroken, type MeasuredMigration } from '../import/profile.ts';
import { aboveZero, type MeasuredData, type MeasuredPoint } from './point.ts';
import { COMPARED_ROUNDS } from './quantities.ts';

/** What a format's times of rounds are; see the meanings that `import` prints. */
const DELTA_FORMATS = ['xend', 'xl'];

/** Migrations that failed are left out, and told. */
export function profilePoints(
  fileName: string,
  migrations: readonly MeasuredMigration[],
): MeasuredData {
  const failed = migrations.filter(({ outcome }) => outcome === 'failed');
  const warnings = failed.map(({ origin }) => {
    return { where: origin, message: 'this migration failed and is left out' };
  });
  const points = migrations.filter(({ outcome }) => outcome !== 'failed').map(pointOf);
  return { name: fileName, points, warnings };
}

function pointOf(migration: MeasuredMigration): MeasuredPoint {
  const { origin, format, rounds, outcome } = migration;
  const total = format === 'xl' ? 'streamSeconds' : 'untilRunningSeconds';
  const seconds = DELTA_FORMATS.includes(format) ? 'roundDeltaSeconds' : 'roundSeconds';
  const first = rounds.filter(({ round }) => round <= COMPARED_ROUNDS);
  const byRound = first.flatMap((one) => {
    const due = one.sent === null ? null : one.sent + (one.skipped ?? 0) + (one.zero ?? 0);
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
