/** Measured migrations as a calibration takes them: from a campaign or from an imported file. */
import type { SetOption } from '../../scenario/load.ts';
import type { Mistake } from '../../text/problem.ts';
import { FORMATS } from '../import/formats.ts';
import { isUnbroken, type Measurement } from '../import/measurement.ts';
import type { Compared, MeasuredRow } from '../validate/campaign.ts';
import type { QuantityName } from '../validate/quantity.ts';
import type { CampaignInput } from '../validate/select.ts';
import { groupBySettings } from '../validate/simulate.ts';
import { COMPARED_ROUNDS, type Numbers } from './quantities.ts';

/** One measured migration. */
export interface MeasuredPoint {
  /** `file:line`. */
  readonly where: string;
  /** What it sets in the scenario; those that set the same are repetitions of one setting. */
  readonly settings: readonly SetOption[];
  /** By the key of what was measured; only values above 0. */
  readonly measured: Numbers;
}

/** What a source of measurements holds. */
export interface MeasuredData {
  /** The source in words: a file or a campaign. */
  readonly name: string;
  readonly points: readonly MeasuredPoint[];
  /** What was left out. */
  readonly warnings: readonly Mistake[];
}

/** All repetitions of one setting: one point of the fit. */
export interface MeasuredSetting {
  readonly settings: readonly SetOption[];
  readonly points: readonly [MeasuredPoint, ...MeasuredPoint[]];
}

/** Points by what they set, in the order of the first of each. */
export function settingsOf(points: readonly MeasuredPoint[]): MeasuredSetting[] {
  return groupBySettings(points).map((alike) => {
    return { settings: alike[0].settings, points: alike };
  });
}

/** The values above 0: nothing can be said of the ratio to another. */
export function aboveZero(values: Readonly<Record<string, number | null>>): Numbers {
  const known = Object.entries(values).filter(([, value]) => value !== null && value > 0);
  return Object.fromEntries(known) as Numbers;
}

/** Campaigns count until the guest runs, and pages that were due. */
const KEYS: Readonly<Partial<Record<QuantityName, string>>> = {
  totalSeconds: 'untilRunningSeconds',
  pagesSent: 'pagesDue',
};

/** @throws Problem with every mistake of the campaign's tables. */
export function campaignPoints({ campaign, table, companions }: CampaignInput): MeasuredData {
  const { rows, leftOut } = campaign.read(table, companions);
  const points = rows.map((row) => rowPoint(row, campaign.compared, table.fileName));
  const message = `${leftOut} rows of migrations that failed are left out`;
  const warnings = leftOut === 0 ? [] : [{ where: table.fileName, message }];
  return { name: campaign.name, points, warnings };
}

function rowPoint(
  { line, settings, measured, roundPages }: MeasuredRow,
  compared: readonly Compared[],
  fileName: string,
): MeasuredPoint {
  const totals = compared.flatMap(({ quantity, above = 0 }) => {
    const value = measured[quantity];
    if (value === undefined || value <= above) return [];
    return [[KEYS[quantity] ?? quantity, value] as const];
  });
  const rounds = roundPages.slice(0, COMPARED_ROUNDS).flatMap((pages, index) => {
    return Number.isNaN(pages) ? [] : [[`roundPages.${index + 1}`, pages] as const];
  });
  const values = aboveZero(Object.fromEntries([...totals, ...rounds]));
  return { where: `${fileName}:${line}`, settings, measured: values };
}

/**
 * Migrations that failed are left out, and reported.
 * @param settings what each sets, by its origin.
 */
export function measurementPoints(
  fileName: string,
  migrations: readonly Measurement[],
  settings: ReadonlyMap<string, readonly SetOption[]> = new Map(),
): MeasuredData {
  const failed = migrations.filter(({ outcome }) => outcome === 'failed');
  const warnings = failed.map(({ origin }) => {
    return { where: origin, message: 'this migration failed and is left out' };
  });
  const points = migrations
    .filter(({ outcome }) => outcome !== 'failed')
    .map((each) => ({ ...measurementPoint(each), settings: settings.get(each.origin) ?? [] }));
  return { name: fileName, points, warnings };
}

function measurementPoint(migration: Measurement): MeasuredPoint {
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
