/**
 * Values of a scenario that are known as a spread (`spread.ts`). A file is checked with the middle
 * and with both ends of each in its place, which tells where in the scenario's data it goes. The
 * scenario keeps them beside the middles; a run draws them, by streams named by their paths, so
 * that runs differ by their seeds and one more value shifts no other.
 */

import { RandomStream } from '../engine/kernel/random.ts';
import { overlay, type Source } from '../text/source.ts';
import {
  type Finding,
  getIn,
  isMap,
  type Path,
  setIn,
  showPath,
  startsWith,
} from '../text/tree.ts';
import type { DrawnValue } from './drawn-value.ts';
import { draw, isSpread, middleOf, readSpread, type Spread, showIn } from './spread.ts';

/** Where a value goes in the data of a scenario, and what is there at its ends. */
interface Target {
  readonly at: Path;
  readonly low: number;
  readonly high: number;
}

/** A value that each run draws. */
export interface Uncertain {
  /** In the file, as `--set` takes it. */
  readonly path: string;
  /** As it was written. */
  readonly text: string;
  readonly spread: Spread;
  /** Several where the file says it of a group. */
  readonly targets: readonly Target[];
}

/** A spread in the raw tree. */
export interface WrittenSpread {
  readonly path: Path;
  readonly text: string;
  readonly spread: Spread;
}

/** Text that is no quantity, and what has its own rule for ranges. */
const SKIPPED = new Set(['title', 'description', 'labels', 'seed', 'machine', 'sweep', 'changes']);

/** Differences of floats are below, relative to the width. */
const SLACK = 1e-6;

/** All spreads of a raw tree, and those that are wrong. */
export function spreadsIn(raw: unknown): { spreads: WrittenSpread[]; findings: Finding[] } {
  const spreads: WrittenSpread[] = [];
  const findings: Finding[] = [];
  const visit = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) visit(entry, [...path, index]);
    } else if (isMap(value) && value.kind !== 'formula') {
      for (const [key, entry] of Object.entries(value)) {
        if (!SKIPPED.has(key)) visit(entry, [...path, key]);
      }
    } else if (isSpread(value)) {
      const spread = readSpread(value);
      if ('message' in spread) findings.push({ path, ...spread });
      else spreads.push({ path, text: value, spread: { ...spread, isFine: isParameter(path) } });
    }
  };
  visit(raw, []);
  return { spreads, findings };
}

const isParameter = ([first]: Path): boolean => first === 'parameters';

/** Trees with values in the place of all spreads. */
export interface Probes {
  /** With all middles. */
  readonly middle: Source;
  /** With the ends of each, where all others are at their middle. */
  readonly ends: readonly (readonly [Source, Source])[];
  /** With one end of each, where all others are at their other end: they may not go together. */
  readonly corners: readonly Source[];
}

export function probesOf(source: Source, spreads: readonly WrittenSpread[]): Probes {
  const all = (pick: (spread: Spread) => number): Source =>
    spreads.reduce((tree, one) => put(tree, one, pick(one.spread)), source);
  const [middle, low, high] = [all(middleOf), all(({ from }) => from), all(({ to }) => to)];
  const ends = spreads.map((one) => {
    const { from, to } = one.spread;
    return [put(middle, one, from), put(middle, one, to)] as const;
  });
  const corners = spreads.flatMap((one) => {
    return [put(high, one, one.spread.from), put(low, one, one.spread.to)];
  });
  return { middle, ends, corners };
}

function put(source: Source, { path, spread }: WrittenSpread, value: number): Source {
  const place = (rest: Path, part?: 'key' | 'value') => source.place([...path, ...rest], part);
  return overlay(source, { path, value: showIn(spread, value), place });
}

/**
 * The value with its places in the data.
 * @param middle the scenario with its middle; `ends` are the same with its ends.
 * @returns a finding where something else than numbers depends on it.
 */
export function uncertainOf(
  { path, text, spread }: WrittenSpread,
  middle: object,
  ends: readonly [object, object],
): Uncertain | Finding {
  const part = (middleOf(spread) - spread.from) / (spread.to - spread.from);
  const targets = differences(ends[0], ends[1]);
  const isLinear = targets?.every(({ at, low, high }) => {
    const found = getIn(middle, at);
    const slack = Math.max(SLACK * Math.abs(high - low), isWhole(low, high) ? 0.5 : 0);
    return typeof found === 'number' && Math.abs(found - low - part * (high - low)) <= slack;
  });
  if (targets !== undefined && targets.length > 0 && isLinear === true) {
    return { path: showPath(path), text, spread, targets };
  }
  const message = 'this cannot be a range: more than numbers depends on it';
  return { path, message, hint: 'a sweep varies it' };
}

/** Where two trees have different numbers; undefined where anything else differs. */
function differences(low: unknown, high: unknown, at: Path = []): Target[] | undefined {
  if (low === high) return [];
  if (typeof low === 'number' && typeof high === 'number') return [{ at, low, high }];
  if (typeof low !== 'object' || typeof high !== 'object' || low === null || high === null) {
    return undefined;
  }
  const [left, right] = [Object.entries(low), new Map(Object.entries(high))];
  if (left.length !== right.size) return undefined;
  const found = left.map(([key, value]) => {
    const place = Array.isArray(low) ? Number(key) : key;
    return right.has(key) ? differences(value, right.get(key), [...at, place]) : undefined;
  });
  return found.some((each) => each === undefined) ? undefined : found.flatMap((each) => each ?? []);
}

/** A scenario that may have uncertain values. */
interface MayBeUncertain {
  readonly seed: unknown;
  readonly uncertain?: readonly Uncertain[];
}

/**
 * The scenario of one run: every uncertain value drawn by its seed, and stated. What was drawn, set
 * in its place, gives the same run.
 */
export function drawn<Given extends MayBeUncertain>(
  scenario: Given,
): { readonly scenario: Given; readonly values: readonly DrawnValue[] } {
  const { uncertain = [], seed } = scenario;
  if (uncertain.length === 0) return { scenario, values: [] };
  const { uncertain: _, ...certain } = scenario;
  let made: unknown = certain;
  const values = uncertain.map(({ path, spread, targets }): DrawnValue => {
    const value = draw(spread, new RandomStream(`${String(seed)}/drawn/${path}`));
    for (const target of targets) made = setIn(made, target.at, valueAt(target, spread, value));
    return { path, value: showIn(spread, value) };
  });
  return { scenario: made as Given, values };
}

/** The scenario in which what is at these places of its data is not drawn: it was set there. */
export function settledAt<Given extends MayBeUncertain>(
  scenario: Given,
  ...places: readonly Path[]
): Given {
  const { uncertain, ...certain } = scenario;
  if (uncertain === undefined) return scenario;
  const left = uncertain.filter(({ targets }) => {
    return !targets.some(({ at }) => places.some((place) => startsWith(at, place)));
  });
  return (left.length === 0 ? certain : { ...certain, uncertain: left }) as Given;
}

function valueAt({ low, high }: Target, { from, to }: Spread, value: number): number {
  if (low === from && high === to) return value;
  const exact = low + ((value - from) / (to - from)) * (high - low);
  return isWhole(low, high) ? Math.round(exact) : exact;
}

/** Whether the value is counted in whole units. */
function isWhole(low: number, high: number): boolean {
  return Number.isInteger(low) && Number.isInteger(high);
}
