/** What a lesson is: a question, a prediction, runs, and an explanation made of what came out. */
import type { ComponentChildren } from 'preact';
import type { MigrationResult } from '../../../run/result/result.ts';
import type { Point } from '../../../study/fit/model.ts';
import type { Reading } from '../docs/pages.ts';
import type { Playable, SweptPoint } from '../engine/calls.ts';
import { type EngineClient, Superseded } from '../engine/client.ts';
import { commandOf, withSettings } from '../scenario/settings.ts';
import { shippedText } from '../scenario/shipped.ts';
import type { GuestSetting } from './formula.ts';
import type { Slip } from './slips.ts';
import type { Source } from './source.ts';

/** A scale of predictions. */
export interface PredictionScale {
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly isLogarithmic: boolean;
  show(value: number): string;
}

/** Predicted with a slider. */
interface SliderPrediction {
  readonly kind: 'slider';
  readonly y: PredictionScale;
}

/** Predicted by choosing one of the whole numbers of a scale, which stand for answers. */
interface ChoicePrediction {
  readonly kind: 'choice';
  readonly y: PredictionScale;
}

/** Predicted by drawing a point above a place of the x axis. */
interface PointPrediction {
  readonly kind: 'point';
  readonly x: PredictionScale;
  readonly y: PredictionScale;
  /** Where the point is to be drawn. */
  readonly at: number;
}

/** Predicted by drawing a curve: a point above each of some places. */
export interface CurvePrediction {
  readonly kind: 'curve';
  readonly x: PredictionScale;
  readonly y: PredictionScale;
  readonly places: readonly number[];
  /** The place that is asked about in words. */
  readonly at: number;
}

/** A line or points of a picture, with a name. */
export interface Series {
  readonly name: string;
  readonly colour: 'sent' | 'dirty' | 'second' | 'down';
  readonly isLine: boolean;
  readonly points: readonly Point[];
}

/** Simulated points of a picture. */
export const simulated = (points: readonly Point[]): Series => {
  return { name: 'simulated', colour: 'sent', isLine: false, points };
};

/** A sweep's values of one axis against the total times of its first migration. */
export const timesOver = (axis: string, swept: readonly SweptPoint[]): Point[] =>
  swept.map((point) => ({ x: placeOf(axis, point), y: point.migration.totalSeconds }));

/** Where a point of a sweep is on an axis, as a number. */
export const placeOf = (axis: string, { parameters }: SweptPoint): number =>
  Number.parseFloat(`${parameters[axis]}`);

/** Total times over an axis, as points of a picture, before the prediction. */
export const givenBy = (axis: string, source: Source): NonNullable<Lesson['given']> => {
  return async (runner) => [simulated(timesOver(axis, await runner.sweep(source)))];
};

/** What came out. */
export interface Outcome {
  /** What the prediction was about, on its scale. */
  readonly truth: number;
  /** Drawn beside the prediction; absent for a prediction with a slider. */
  readonly series?: readonly Series[];
  /** A run to watch. */
  readonly playable?: Playable;
  readonly explanation: ComponentChildren;
}

/** Runs things for a lesson. */
export interface Runner {
  record(source: Source): Promise<Playable>;
  sweep(source: Source): Promise<readonly SweptPoint[]>;
  /** The first migration of each, without what is needed to play it. */
  runAll(sources: readonly Source[]): Promise<readonly MigrationResult[]>;
  readonly engine: EngineClient;
}

/** One run for each point of a shipped sweep with other axes. @param axes as the file has them. */
export const sweepOver = (path: string, axes: string): Source => ({
  path,
  settings: [
    ['sweep.replications', '1'],
    ['sweep.axes', axes],
  ],
});

/** What a question tells of its guest. */
export interface Asked {
  /** The guest that the numbers describe now. */
  readonly setting: GuestSetting;
  /** Its expected migration, once a number was changed. */
  readonly result: MigrationResult | undefined;
  /** One of its numbers; it can be dragged when the answer is there. */
  number(name: keyof GuestSetting): ComponentChildren;
}

export interface Lesson {
  readonly title: string;
  question(asked: Asked): ComponentChildren;
  readonly prediction: SliderPrediction | ChoicePrediction | PointPrediction | CurvePrediction;
  /** Points that are shown before the prediction, once they are simulated. */
  given?(runner: Runner): Promise<readonly Series[]>;
  readonly source: Source;
  /** Where the equations behind it are explained. */
  readonly reading: readonly Reading[];
  /** Wrong answers with what each forgets. */
  readonly slips?: readonly Slip[];
  /** The guest whose numbers can be dragged afterwards; the question's, if that names numbers. */
  readonly explore?: GuestSetting;
  /** What the question asks about, of the expected migration of a guest with other numbers. */
  follow?(result: MigrationResult): Pick<Outcome, 'truth' | 'series'>;
  run(runner: Runner): Promise<Outcome>;
}

export const textOf = ({ path, settings }: Source): string =>
  withSettings(shippedText(path), settings);

export const showCommand = ({ path, settings }: Source): string => commandOf(path, settings);

/** The value of an answer; a failure is a fault of the lesson. */
export function unwrap<Value>(
  answer:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly mistakes: readonly unknown[]; readonly fault?: string },
): Value {
  if (answer.ok) return answer.value;
  throw new Error(answer.fault ?? JSON.stringify(answer.mistakes));
}

export const inputOf = (source: Source) => {
  return { text: textOf(source), fileName: source.path, tables: {} };
};

/** @param onProgress receives the number of runs of a sweep that are done. */
export function runnerOn(
  engine: EngineClient,
  onProgress: (done: number, all: number) => void,
): Runner {
  return {
    engine,
    record: async (source) => unwrap(await engine.record(inputOf(source))),
    sweep: async (source) => unwrap(await engine.sweep(inputOf(source), onProgress)),
    runAll: async (sources) => unwrap(await engine.runAll(sources.map(inputOf), onProgress)),
  };
}

/** The first migrations of sources; undefined when something newer took their place. */
export async function migrationsOf(
  engine: EngineClient,
  sources: readonly Source[],
): Promise<readonly MigrationResult[] | undefined> {
  try {
    const answer = await engine.runAll(sources.map(inputOf), () => undefined);
    return answer.ok ? answer.value : undefined;
  } catch (error) {
    if (!isSuperseded(error)) throw error;
    return undefined;
  }
}

/** Whether an error only means that another page was opened. */
export const isSuperseded = (error: unknown): boolean => error instanceof Superseded;
