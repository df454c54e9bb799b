/**
 * A campaign: migrations that were measured together, in a file with a row for each, and how a row
 * becomes a simulation. A new campaign is one more entry in `campaigns.ts`.
 */
import type { SetOption } from '../../scenario/load.ts';
import type { Table } from '../../text/csv.ts';
import type { QuantityName, Values } from './quantity.ts';

/**
 * Whether a row counts. The machine's numbers were chosen by rows of `calibration`; `shown` are
 * those that measured something else than was meant. Both are shown and not scored.
 */
export type RowKind = 'scored' | 'calibration' | 'shown';

/** One measured migration. */
export interface MeasuredRow {
  /** Line of the campaign's file. */
  readonly line: number;
  /** What was set, in words; rows that differ in the repetition only have the same. */
  readonly label: string;
  readonly repetition: string;
  readonly kind: RowKind;
  /** What the row says, over the campaign's scenario. */
  readonly settings: readonly SetOption[];
  readonly measured: Values;
  /** What the simplest prediction gives; see `Campaign.baseline`. */
  readonly baseline: Values;
  /** Pages due by round, means over the repetitions; empty when not measured. */
  readonly roundPages: readonly number[];
  /** The repetitions of which `roundPages` are the means; absent: they are not told apart. */
  readonly roundRepetitions?: readonly (readonly number[])[];
  /** Whether the guest moved, instead of being given up; absent: that is no question. */
  readonly converged?: boolean;
}

/** What a campaign's files hold. */
export interface CampaignRows {
  readonly rows: readonly MeasuredRow[];
  /** Rows left out because their migration failed. */
  readonly leftOut: number;
}

/** A file beside the rows. */
export interface Companion {
  readonly fileName: string;
  /**
   * beside: only from the folder of the rows, and the campaign does without;
   * anywhere: from the folder of the rows, else the shipped one.
   */
  readonly from: 'beside' | 'anywhere';
}

/** Which quantity is compared. */
export interface Compared {
  readonly quantity: QuantityName;
  /** Column of the campaign's file that has the measured value. */
  readonly column: string;
  /** Only rows whose measured value is above this are scored; default 0. */
  readonly above?: number;
  /** Which of a setting's repetitions is compared, where they are compared as one. */
  readonly of?: 'median' | 'least';
}

/** How the repetitions of a setting are compared as one. */
export interface Pooling {
  /**
   * When the guest had been running for how long its migration began, seconds, from and to: the
   * replications of a setting start all over this time.
   */
  readonly startsSeconds: readonly [number, number];
}

/** Errors that a predictor's authors state, relative. */
export interface StatedErrors {
  readonly median: number;
  readonly p90: number;
}

export interface Campaign {
  readonly name: string;
  readonly title: string;
  /** Base name of the file with a row for each migration. */
  readonly fileName: string;
  readonly companions: readonly Companion[];
  /** Path of its scenario below `scenarios`; rows set values over it. */
  readonly scenario: string;
  readonly compared: readonly Compared[];
  /** Absent: each row is compared, with the mean of the replications. */
  readonly pooling?: Pooling;
  /** Which rows are only shown, in words. */
  readonly shown?: string;
  /** What the simplest prediction is, in words. */
  readonly baseline: string;
  /** What the authors of the measurements state of their own predictor. */
  readonly predictor?: Readonly<Partial<Record<QuantityName, StatedErrors>>>;
  /**
   * Pure: tables in, rows out.
   * @param tables those companions that were found, by base name.
   * @throws Problem with every mistake of the tables, each with file and line.
   */
  readonly read: (rows: Table, tables: ReadonlyMap<string, Table>) => CampaignRows;
}
