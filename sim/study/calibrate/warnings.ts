/** Warnings about how far a calibration can be trusted. */
import { mean, rootMeanSquare } from '../fit/statistics.ts';
import type { Calibration, FoundCorrelation } from './calibration.ts';
import { type Determination, LEAST_EFFECT } from './intervals.ts';
import type { Term } from './objective.ts';
import type { Settled } from './settle.ts';
import { textAt, type Unknown } from './unknown.ts';

/** Estimates with a larger correlation than this cannot be separated. */
const MOST_CORRELATION = 0.95;
/** A value is at a bound when it is nearer than this part of the range. */
const AT_BOUND = 1e-3;
/** Smaller jumps do not matter. */
const LEAST_JUMP = 0.01;

interface Findings extends Pick<Calibration, 'end' | 'tried'> {
  readonly unknowns: readonly Unknown[];
  /** The place that was found. */
  readonly at: readonly number[];
  readonly known: Determination | undefined;
  readonly settled: Settled | undefined;
  readonly correlations: readonly FoundCorrelation[];
  readonly terms: readonly Term[];
}

export function warningsOf(findings: Findings): string[] {
  const { unknowns, at, known, settled, correlations, terms, end, tried } = findings;
  const each = unknowns.flatMap((unknown, k) => [
    ...aboutBound(unknown, at[k] ?? 0),
    ...aboutEffect(unknown, known?.spreads[k]),
  ]);
  const together = correlations
    .filter(({ value }) => Math.abs(value) > MOST_CORRELATION)
    .map(({ names: [one, other], value }) => {
      const size = value.toFixed(Math.abs(value) > 0.99 ? 3 : 2);
      return (
        `${one} and ${other} cannot be separated (correlation ${size}): fix one of them, ` +
        'or measure where they differ'
      );
    });
  const few = known !== undefined && terms.length === unknowns.length && !isRepeated(terms);
  const none =
    'as many values were measured as are fitted: nothing is left to estimate the intervals';
  const early = `the search ended after ${tried} places, before it had settled: raise --budget`;
  const jumps = settled === undefined ? [] : aboutJumps(settled);
  return [
    ...each,
    ...together,
    ...jumps,
    ...(few ? [none] : []),
    ...(end === 'budget' ? [early] : []),
  ];
}

/** More runs help only where the simulation scatters as much as the measurements do. */
function aboutJumps({ jumps, values }: Settled): string[] {
  const jump = Math.sqrt(mean(jumps));
  const left = rootMeanSquare(values);
  if (jump < LEAST_JUMP || jump < left) return [];
  const size = `${(jump * 100).toFixed(1)} %`;
  return [
    `simulated values jump by ${size} from one value to the next, more than the measurements ` +
      'scatter: raise --replications',
  ];
}

const isRepeated = (terms: readonly Term[]): boolean =>
  terms.some(({ repetitions }) => repetitions > 1);

function aboutBound(unknown: Unknown, place: number): string[] {
  const { name } = unknown;
  const side = place < AT_BOUND ? 'lower' : place > 1 - AT_BOUND ? 'upper' : undefined;
  if (side === undefined) return [];
  const bound = textAt(unknown, side === 'lower' ? 0 : 1);
  return [`${name} lies at the ${side} end of its range, ${bound}: allow more, or doubt the model`];
}

function aboutEffect({ name }: Unknown, spread: Determination['spreads'][number] | undefined) {
  if (spread === undefined) return [];
  if (spread.effect < LEAST_EFFECT) {
    return [`${name} has no effect on what was measured: its value means nothing`];
  }
  if (spread.half === undefined || spread.half < 1) return [];
  return [`${name} is not determined: its 95 % interval is wider than its range`];
}

/**
 * Why there is no fit: the search finds what makes the misfit least, and that may be nothing new,
 * or trade the errors of most values for those of a few.
 */
export function whyNone(
  { start, found }: Calibration['misfit'],
  errors: Calibration['errors']['fitted'],
): string | null {
  const shown = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const told = (what: string, after: number, before: number): string =>
    `the ${what} is ${shown(after)} after and ${shown(before)} before: keep the values before`;
  if (found >= start) return told('misfit', found, start);
  const [before, after] = [
    mean(errors.map((each) => each.start.median ?? 0)),
    mean(errors.map((each) => each.found.median ?? 0)),
  ];
  return after > before ? told('median error', after, before) : null;
}
