/**
 * A campaign: migrations that were measured together, in a file with a row for each, and how a row
 * becomes a simulation. A new campaign is one more entry in `campaigns.ts`.
 */
import type { SetOption } from '../../scenario/load.ts';
import type { Table } from '../../text/csv.ts';
import type { QuantityName, Values } from './quantity.ts';

/** One measured migration. */
export interface MeasuredRow {
  /** Line of the campaign's file. */
  readonly line: number;
  /** What was set, in words; rows that differ in the repetition only have the same. */
  readonly label: string;
  readonly repetition: string;
  /** Whether the machine's numbers were chosen by such rows. They are shown and not scored. */
  readonly isCalibration: boolean;
  /** What the row says, over the campaign's scenario. */
  readonly settings: readonly SetOption[];
  readonly measured: Values;
  /** What the simplest prediction gives; see `Campaign.baseline`. */
  readonly baseline: Values;
  /** Pages due by round, means over the repetitions; empty when not measured. */
  readonly roundPages: readonly number[];
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
