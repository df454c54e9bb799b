/**
 * How fast a guest writes, and to how much memory, by the pages that passes of different length
 * found dirty. After t seconds of r pages a second into a working set of W pages
 *
 *     uniform      W (1 - exp(-r t / W)) pages are dirty,
 *     sequential   min(r t, W)
 *
 * (`models/dirtying`). Passes in which few pages are written twice tell r, longer ones W. The law,
 * r and W with the least squares of the differences are taken; intervals hold what is no worse than
 * chance allows, under either law.
 */
import { addAll, largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { exp, expm1, log } from '../../engine/kernel/portable.ts';
import { sum } from '../fit/statistics.ts';
import type { Pass } from './pass.ts';

/** A value with its 90 % interval; an end that the passes do not bound is null. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number | null;
}

export type WriteLaw = 'uniform' | 'sequential';

/** What a guest writes. */
export interface Writes {
  /** Pages a second, of a guest that nothing slows down. */
  readonly pagesPerSecond: Estimate;
  readonly workingSetPages: Estimate;
  readonly law: WriteLaw;
  /** Whether the passes tell the law from the other one. */
  readonly isLawKnown: boolean;
  /** Passes that it follows from. */
  readonly passes: number;
}

/** What the guest's kernel dirties beside its work, pages after some seconds. */
export type Background = (seconds: number) => number;

/** A pass that tells something. */
interface Observation {
  readonly seconds: number;
  readonly count: number;
  readonly found: number;
  readonly left: number;
  readonly running: number;
  readonly secondsError: number;
}

/** Share of what is found by which laws as simple as these may be off. */
const MODEL_ERROR = 0.02;
/** The same of a guest that is throttled: how late it wakes up is not known. */
const THROTTLED_ERROR = 0.05;
/** Of a slice of 10 ms that a throttled guest may run, what is lost to waking up, assumed. */
const WAKING = 0.05;
/** Squared differences of 90 %. */
const SPREAD = 2.706;
/** Rates and sizes that are looked at in a range. */
const RATES = 24;
/** How often they are looked at closer. */
const ZOOMS = 2;
const SIZES = 16;
/** Rates up to so many times what the fastest pass shows at least. */
const RATE_FACTOR = 100;

/** @returns undefined when no pass tells anything. @param memoryPages the most that is written. */
export function writesOf(
  passes: readonly Pass[],
  memoryPages: number,
  background: Background,
): Writes | undefined {
  const seen = thinned(passes.flatMap((pass) => observation(pass, background)));
  if (seen.length === 0) return undefined;
  const least = largestOf(seen.map(apparent));
  if (least <= LEAST_RATE) return nothing(seen.length);
  const most = largestOf(seen.map(({ found, count, left }) => found / count + left));
  const box: Box = {
    rate: [least / 2, least * RATE_FACTOR],
    pages: [Math.max(1, Math.min(most / 2, memoryPages / 4)), Math.max(2, memoryPages)],
  };
  const looked: Place[] = [];
  let rate = box.rate;
  for (let zoom = 0; zoom <= ZOOMS; zoom += 1) {
    addAll(looked, profiles(seen, { ...box, rate }));
    rate = nearBest(looked, rate, seen.length);
  }
  return estimate(looked, seen, box);
}

/** Of many passes some suffice: the first, which is long, and others evenly. */
function thinned(all: readonly Observation[]): readonly Observation[] {
  const step = Math.ceil(all.length / MOST_PASSES);
  return all.filter((_, index) => index % step === 0);
}

const MOST_PASSES = 40;

/** The rate of an observation in which no page was written twice. */
const apparent = ({ found, seconds, running }: Observation): number =>
  Math.max(LEAST_RATE, found / seconds / running);

const LEAST_RATE = 1e-3;

/** Nothing is written beside the background. */
function nothing(passes: number): Writes {
  const none = { value: 0, low: 0, high: 0 };
  return { pagesPerSecond: none, workingSetPages: none, law: 'uniform', isLawKnown: true, passes };
}

function observation(pass: Pass, background: Background): Observation[] {
  const { seconds, found, live, count, secondsError, throttle, left } = pass;
  if (seconds === null || found === null || !live || seconds <= 0 || throttle >= 1) return [];
  const own = Math.max(0, found - count * background(seconds / count));
  const running = throttle === 0 ? 1 : (1 - throttle) * (1 - WAKING);
  return [{ seconds, count, found: own, left, running, secondsError }];
}

/** Newly dirty pages under a law: at least and, which they mostly are, at most. */
interface Law {
  readonly low: number;
  readonly high: number;
  /** How fast they grow, pages a second. */
  readonly slope: number;
}

/**
 * Pages that are left are dirty already. Of uniform writes, as many go to them as to others. A
 * sequential writer meets them or does not, whatever the sender does, until it has been everywhere.
 */
function lawOf(law: WriteLaw, rate: number, pages: number, seen: Observation): Law {
  const { count, seconds, running, left } = seen;
  const written = (rate * running * seconds) / count;
  const free = Math.max(0, pages - left);
  if (law === 'uniform') {
    const high = count * -free * expm1(-written / pages);
    return { low: high, high, slope: (free / pages) * rate * running * exp(-written / pages) };
  }
  const high = count * Math.min(written, free);
  const low = count * Math.max(0, Math.min(written, pages) - left);
  return { low: Math.min(low, high), high, slope: written < free ? rate * running : 0 };
}

interface Misfit {
  /** -2 log likelihood. */
  readonly cost: number;
  /** Squared distance in standard errors. */
  readonly squares: number;
}

/** Chance of counts and times, and what laws as simple may be off. */
function misfit(law: WriteLaw, rate: number, pages: number, seen: Observation): Misfit {
  const { found, secondsError, running } = seen;
  const { low, high, slope } = lawOf(law, rate, pages, seen);
  const share = running < 1 ? THROTTLED_ERROR : MODEL_ERROR;
  const variance = 1 + high + (slope * secondsError) ** 2 + (share * Math.max(high, found)) ** 2;
  const outside = Math.max(low - found, found - high, 0) ** 2 / variance;
  const atHigh = (found - high) ** 2 / variance;
  const width = Math.sqrt(1 + (high - low) ** 2 / (2 * Math.PI * variance));
  const likelihood = chance(atHigh) / 2 + chance(outside) / (2 * width);
  return { cost: log(variance) - 2 * log(Math.max(likelihood, LEAST)), squares: outside };
}

const LEAST = 1e-300;

const chance = (squares: number): number => (squares === 0 ? 1 : exp(-squares / 2));

interface Box {
  readonly rate: readonly [number, number];
  readonly pages: readonly [number, number];
}

interface Place {
  readonly law: WriteLaw;
  readonly rate: number;
  readonly pages: number;
  readonly cost: number;
  readonly squares: number;
}

const LAWS: readonly WriteLaw[] = ['uniform', 'sequential'];

/** Along the rates, the sizes about the best one of each. */
function profiles(seen: readonly Observation[], { rate, pages }: Box): Place[] {
  return LAWS.flatMap((law) =>
    [...placesIn(rate, RATES), ...seen.map(apparent)].flatMap((each) => {
      const placed = (sizes: readonly number[]): Place[] =>
        sizes.map((size) => {
          const all = seen.map((one) => misfit(law, each, size, one));
          const cost = sum(all.map((one) => one.cost));
          return {
            law,
            rate: each,
            pages: size,
            cost,
            squares: sum(all.map((one) => one.squares)),
          };
        });
      const coarse = placed(placesIn(pages, SIZES));
      const best = coarse.reduce((one, other) => (other.cost < one.cost ? other : one));
      const step = exp(log(pages[1] / pages[0]) / (SIZES - 1));
      const about = [Math.max(pages[0], best.pages / step), Math.min(pages[1], best.pages * step)];
      return [...coarse, ...placed(placesIn(about as [number, number], SIZES))];
    }),
  );
}

function placesIn([low, high]: readonly [number, number], count: number): number[] {
  const step = log(high / low) / (count - 1);
  return Array.from({ length: count }, (_, index) => low * exp(index * step));
}

const leastOf = (places: readonly Place[]): number => smallestOf(places.map(({ cost }) => cost));

/** What chance allows: squares as large as the best place leaves are chance. */
function near(places: readonly Place[], count: number): Place[] {
  const best = places.reduce((one, other) => (other.cost < one.cost ? other : one));
  const scale = Math.max(1, best.squares / Math.max(1, count - 2));
  return places.filter(({ cost }) => cost <= best.cost + SPREAD * scale);
}

/** The rates about the best places, one step wider. */
function nearBest(places: readonly Place[], [low, high]: Box['rate'], count: number): Box['rate'] {
  const [least, most] = range(near(places, count).map(({ rate }) => rate));
  const step = exp(log(high / low) / (RATES - 1));
  return [Math.max(low, least / step), Math.min(high, most * step)];
}

function estimate(places: readonly Place[], seen: readonly Observation[], box: Box): Writes {
  const allowed = near(places, seen.length);
  const least = leastOf(allowed);
  // Of places that are as good, the least rate: more would be written than anything shows.
  const good = allowed.filter(({ cost }) => cost <= least + LIKE);
  const best = good.reduce((one, other) => (other.rate < one.rate ? other : one));
  const own = allowed.filter(({ law }) => law === best.law);
  const beside = own.filter(({ rate }) => Math.abs(log(rate / best.rate)) < ALIKE);
  const sizes = (beside.length > 0 ? beside : own).filter(({ cost }) => cost <= least + LIKE);
  const [low, high] = range((sizes.length > 0 ? sizes : [best]).map(({ pages }) => pages));
  return {
    pagesPerSecond: between(
      best.rate,
      allowed.map(({ rate }) => rate),
      box.rate[1],
    ),
    workingSetPages: between(
      Math.sqrt(low * high),
      allowed.map(({ pages }) => pages),
      box.pages[1],
    ),
    law: best.law,
    isLawKnown: own.length === allowed.length,
    passes: seen.length,
  };
}

/** Squares that tell nothing apart, and logarithms of rates that are one. */
const LIKE = 0.25;
const ALIKE = 0.02;

const range = (values: readonly number[]): readonly [number, number] => [
  smallestOf(values),
  largestOf(values),
];

/** An end at the end of what was looked at is none. */
function between(value: number, values: readonly number[], most: number): Estimate {
  const [low, high] = range(values);
  return { value, low, high: high >= most * (1 - 1e-9) ? null : high };
}
