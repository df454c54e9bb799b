/** Calls of the page to the engine in its worker, and their answers: plain data. */

import type { PageRecording } from '../../../run/result/page-recording.ts';
import type { Recording } from '../../../run/result/recording.ts';
import type { MigrationResult, RunResult } from '../../../run/result/result.ts';
import type { Whereabouts } from '../../../run/result/steps.ts';
import type { CurveFit } from '../../../study/fit/fit.ts';
import type { Point } from '../../../study/fit/model.ts';
import type { Mistake } from '../../../text/problem.ts';
import type { WrittenLog } from '../playback/writes.ts';

/** A scenario and the tables that lie beside it, by file name. */
export interface ScenarioInput {
  readonly text: string;
  /** Only for messages. */
  readonly fileName: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** Done, or why not: the user's mistakes, or a fault of ours. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly mistakes: readonly Mistake[]; readonly fault?: string };

/** A run with everything needed to play it. */
export interface Playable {
  readonly result: RunResult;
  /** What the command line prints with --json, without its last line feed. */
  readonly json: string;
  /** What ran when, what moved, what was dirty. */
  readonly recording: Recording;
  /** One entry a migration, in the order in which they began. */
  readonly pages: readonly PageRecording[];
  /** By migration: which pages were written when. */
  readonly logs: readonly (readonly WrittenLog[])[];
  readonly warnings: readonly Mistake[];
}

/** Expected times of a migration. */
export interface ExpectedTimes {
  readonly guest: string;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
}

/** What `precopy run --fidelity expected` prints of each migration, or why it prints none. */
export type Expectation =
  | { readonly times: readonly ExpectedTimes[] }
  | { readonly times: undefined; readonly why: string };

/** A point of a sweep with its first migration. */
export interface SweptPoint {
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly replication: number;
  readonly migration: MigrationResult;
}

/** A fitted curve, as numbers. */
export interface FittedCurve extends Omit<CurveFit, 'predict' | 'predictionInterval'> {
  /** The curve at the places asked for. */
  readonly values: readonly number[];
}

/** The engine as the page sees it. */
export interface LabEngine {
  /** Simulates a scenario without its sweep. @param onProgress told when it takes longer. */
  record(
    input: ScenarioInput,
    onProgress?: (where: Whereabouts) => void,
  ): Promise<Answer<Playable>>;
  /** Expected times of a scenario without its sweep, whatever fidelity it names. */
  expect(input: ScenarioInput): Promise<Answer<Expectation>>;
  /** Simulates all points of a sweep. */
  sweep(
    input: ScenarioInput,
    onProgress: (done: number, all: number) => void,
  ): Promise<Answer<readonly SweptPoint[]>>;
  /** The first migration of each scenario, in the fidelity that it names. */
  runAll(
    inputs: readonly ScenarioInput[],
    onProgress: (done: number, all: number) => void,
  ): Promise<Answer<readonly MigrationResult[]>>;
  /** Fits all models to points and gives each at the places x. */
  fit(points: readonly Point[], places: readonly number[]): Promise<Answer<readonly FittedCurve[]>>;
}
