/** What a calibration finds, as plain data. */
import type { ParameterUnit } from '../../engine/kernel/unit.ts';
import type { ErrorSummary } from '../validate/errors.ts';

/** Raised when a field changes its name or meaning. */
export const CALIBRATION_SCHEMA_VERSION = 1;

/** One number that was searched. Values are in its unit. */
export interface FoundValue {
  /** As it was asked for. */
  readonly name: string;
  /** What `--set` takes. */
  readonly path: string;
  /** Name of the machine's parameter; null for a value of the scenario. */
  readonly parameter: string | null;
  readonly unit: ParameterUnit;
  readonly start: number;
  readonly value: number;
  /** The value as a scenario says it. */
  readonly text: string;
  /** 95 %; null when the measurements do not determine it. */
  readonly interval: readonly [number, number] | null;
  /** Where it was searched. */
  readonly range: readonly [number, number];
}

/** Errors of one quantity before and after, relative. */
export interface QuantityErrors {
  readonly quantity: string;
  readonly start: ErrorSummary;
  readonly found: ErrorSummary;
}

/** Two numbers that were searched and how their estimates go together, -1 to 1. */
export interface FoundCorrelation {
  readonly names: readonly [string, string];
  readonly value: number;
}

/** What was measured. */
export interface MeasuredCounts {
  readonly rows: number;
  /** Settings that differ; rows of one setting are repetitions. */
  readonly settings: number;
}

export interface Calibration {
  readonly schemaVersion: typeof CALIBRATION_SCHEMA_VERSION;
  /** Files and campaigns. */
  readonly measured: readonly string[];
  readonly machine: string;
  readonly fitted: MeasuredCounts;
  readonly heldOut: MeasuredCounts;
  /** Compared quantities with their weights. */
  readonly weights: Readonly<Record<string, number>>;
  readonly values: readonly FoundValue[];
  readonly correlations: readonly FoundCorrelation[];
  /** Weighted root mean square of the relative differences of the fitted settings. */
  readonly misfit: { readonly start: number; readonly found: number };
  readonly errors: {
    readonly fitted: readonly QuantityErrors[];
    readonly heldOut: readonly QuantityErrors[];
  };
  /** What one should know before one trusts it, a sentence each. */
  readonly warnings: readonly string[];
  /** Why what was found is no better than what was there before; null for a fit. */
  readonly noFit: string | null;
  readonly end: 'converged' | 'budget' | 'stopped';
  /** Places that were tried. */
  readonly tried: number;
  readonly replications: number;
  readonly seed: string;
}
