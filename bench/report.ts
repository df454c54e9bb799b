/** The table of what was measured, beside its bounds and the baseline. */
import { table } from '../sim/output/text/table.ts';
import type { Measured } from './harness.ts';

/** What was measured when the baseline was committed, by the job's name. */
export interface Baseline {
  readonly [name: string]: {
    readonly medianMs: number;
    /** To the yardstick; absent where there was none. */
    readonly ratio?: number;
    readonly hash: string;
  };
}

/** How much worse than the baseline a figure may be, of it. */
const MOST_WORSE = 0.05;

/** Why a job fails; undefined when it passes. A figure is its ratio, or the time if it has none. */
export function faultOf(each: Measured, before: Baseline): string | undefined {
  if (missed(each)) return 'MISSED';
  if (before[each.name] === undefined) return 'NEW';
  if (changed(each, before)) return 'CHANGED';
  return changeOf(each, before) > 1 + MOST_WORSE ? 'SLOWER' : undefined;
}

export function report(all: readonly Measured[], before: Baseline): string {
  const columns = [
    { title: 'job' },
    { title: 'median ms', right: true },
    { title: 'yardstick ms', right: true },
    { title: 'ratio', right: true },
    { title: 'bound', right: true },
    { title: 'of baseline', right: true },
    { title: 'result' },
    { title: '' },
  ];
  return table(
    columns,
    all.map((each) => row(each, before)),
  );
}

function row(each: Measured, before: Baseline): string[] {
  const { name, medianMs, yardstickMs, boundMs, boundRatio, hash } = each;
  const bounds = [
    ...(boundMs === undefined ? [] : [`${boundMs} ms`]),
    ...(boundRatio === undefined ? [] : [`${boundRatio.toFixed(2)} x`]),
  ];
  return [
    name,
    medianMs.toFixed(1),
    yardstickMs?.toFixed(1) ?? '',
    ratioOf(each)?.toFixed(2) ?? '',
    bounds.join(', '),
    `${changeOf(each, before).toFixed(2)} x`,
    hash,
    faultOf(each, before) ?? '',
  ];
}

/** Ratio to that of the baseline, else time to time; NaN for a job that is not in it. */
export function changeOf(each: Measured, before: Baseline): number {
  const known = before[each.name];
  if (known === undefined) return Number.NaN;
  const ratio = ratioOf(each);
  const both = ratio !== undefined && known.ratio !== undefined;
  return both ? ratio / (known.ratio as number) : each.medianMs / known.medianMs;
}

function ratioOf({ medianMs, yardstickMs }: Measured): number | undefined {
  return yardstickMs === undefined ? undefined : medianMs / yardstickMs;
}

function missed(each: Measured): boolean {
  const { medianMs, boundMs = Infinity, boundRatio = Infinity } = each;
  return medianMs > boundMs || (ratioOf(each) ?? 0) > boundRatio;
}

function changed({ name, hash }: Measured, before: Baseline): boolean {
  return before[name]?.hash !== hash;
}
