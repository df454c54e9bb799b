/** What `validate` finds, as plain data. */

import { writeCsv } from '../../text/csv.ts';
import type { RowKind, StatedErrors } from './campaign.ts';
import { type ErrorSummary, relativeError } from './errors.ts';
import { QUANTITY_NAMES, type QuantityName, type Values } from './quantity.ts';

/** Raised when a field changes its name or meaning. */
export const VALIDATION_SCHEMA_VERSION = 1;

/** A measured migration beside its simulation. */
export interface RowReport {
  /** Line of the campaign's file. */
  readonly line: number;
  readonly label: string;
  readonly repetition: string;
  /** Only scored ones count. */
  readonly kind: RowKind;
  readonly measured: Values;
  readonly simulated: Values;
  readonly baseline: Values;
  /** 90 % intervals of the times, where they are asked for, seconds. */
  readonly intervals?: Readonly<Partial<Record<QuantityName, MeasuredInterval>>>;
}

/** Where a measured time was to be. */
export interface MeasuredInterval {
  readonly low: number;
  readonly high: number;
}

/** How many measured times lie within their 90 % intervals. */
export interface CoverageReport {
  readonly quantity: QuantityName;
  readonly points: number;
  readonly within: number;
  /** The same of settings that the machine's margins are not from. */
  readonly unseen: { readonly points: number; readonly within: number };
  /** Median of widths. */
  readonly medianSeconds: number;
  /** The same relative to what was measured. */
  readonly medianWidth: number;
}

/** Margins that the settings of these campaigns imply, as parts and as times. */
export interface ImpliedMargins {
  readonly machine: string;
  readonly isByLink: boolean;
  readonly quantity: 'total' | 'downtime';
  readonly points: number;
  readonly below: { readonly share: number; readonly seconds: number };
  readonly above: { readonly share: number; readonly seconds: number };
}

/** The errors of one quantity over the scored rows; errors are relative. */
export interface QuantityReport {
  readonly quantity: QuantityName;
  /** Only measured values above this count. */
  readonly above: number;
  readonly errors: ErrorSummary;
  /** The scored row, or the first of the setting, that is furthest off. */
  readonly worst: { readonly line: number; readonly error: number } | null;
  readonly baseline: ErrorSummary;
  /** What the authors of the measurements state of their own predictor. */
  readonly predictor: StatedErrors | null;
}

/** Pages due in one round of what was set alike. */
export interface RoundPoint {
  readonly label: string;
  /** From 1, the pass over all memory. */
  readonly round: number;
  readonly measured: number;
  readonly simulated: number;
  /** How far apart the two may be, pages. */
  readonly tolerance: number;
  readonly isWithin: boolean;
}

/** Pages due in the first rounds, of all that is scored. */
export interface RoundsReport {
  readonly points: number;
  readonly within: number;
  /** Of those that are not within the one furthest off, counted in tolerances. */
  readonly worst: RoundPoint | null;
  readonly all: readonly RoundPoint[];
}

/** Whether the simulation tells guests that moved from those that were given up. */
export interface ConvergenceReport {
  /** What was set alike is one. */
  readonly settings: number;
  readonly right: number;
  /** Labels of the others. */
  readonly wrong: readonly string[];
}

/** A limit and whether it is met. */
export interface LimitReport {
  /** What is limited, in words. */
  readonly what: string;
  /** Errors are at most this, a share of points at least this. */
  readonly bound: 'most' | 'least';
  readonly limit: number;
  /**
   * Null when there are no points to score. Of an error that is no more than the scatter of the
   * repetitions, no more counts than the limit.
   */
  readonly value: number | null;
  /** Points that miss it by no more than the scatter of the repetitions explains. */
  readonly scattered: number;
  readonly verdict: 'pass' | 'fail' | 'no points';
}

export interface CampaignReport {
  readonly campaign: string;
  readonly title: string;
  /** Base name of the file that `line` counts in. */
  readonly file: string;
  readonly scored: number;
  readonly calibration: number;
  /** Rows that are only shown, and which those are in words. */
  readonly shown: number;
  readonly shownWhy: string | null;
  /** Settings whose repetitions are compared as one; null where each row is compared. */
  readonly settings: number | null;
  /** Rows left out because their migration failed. */
  readonly leftOut: number;
  readonly baseline: string;
  readonly quantities: readonly QuantityReport[];
  /** Null when no file has the rounds. */
  readonly rounds: RoundsReport | null;
  /** Null when that is no question of the campaign. */
  readonly convergence: ConvergenceReport | null;
  /** Only where intervals are asked for. */
  readonly coverage?: readonly CoverageReport[];
  readonly limits: readonly LimitReport[];
  readonly rows: readonly RowReport[];
}

export interface ValidationReport {
  readonly schemaVersion: typeof VALIDATION_SCHEMA_VERSION;
  /** Runs of everything that was set alike; simulated values are their means. */
  readonly replications: number;
  /** Runs of each interval; only where they are asked for, as the margins. */
  readonly draws?: number;
  readonly margins?: readonly ImpliedMargins[];
  readonly campaigns: readonly CampaignReport[];
  /** Campaigns without measurements. */
  readonly absent: readonly string[];
}

const COLUMNS = [
  'campaign',
  'line',
  'label',
  'repetition',
  'kind',
  'quantity',
  'measured',
  'simulated',
  'relativeError',
  'baseline',
];

export function rowsCsv({ campaigns }: ValidationReport): string {
  const lines = campaigns.flatMap((campaign) => {
    return campaign.rows.flatMap((row) => linesOf(campaign, row));
  });
  return writeCsv(COLUMNS, lines);
}

function linesOf({ campaign }: CampaignReport, row: RowReport): (string | number)[][] {
  const { line, label, repetition, kind } = row;
  return QUANTITY_NAMES.flatMap((quantity) => {
    const [measured, simulated] = [row.measured[quantity], row.simulated[quantity]];
    if (measured === undefined || simulated === undefined) return [];
    const error = measured === 0 ? '' : relativeError(simulated, measured);
    const values = [quantity, measured, simulated, error, row.baseline[quantity] ?? ''];
    return [[campaign, line, label, repetition, kind, ...values]];
  });
}
