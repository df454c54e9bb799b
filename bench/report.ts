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

/** True when a bound is missed or the result is another. */
export function faulty(each: Measured, before: Baseline): boolean {
  return missed(each) || changed(each, before);
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
    changeOf(each, before),
    hash,
    missed(each) ? 'MISSED' : changed(each, before) ? 'CHANGED' : '',
  ];
}

/** Ratio to that of the baseline, else time to time. */
function changeOf(each: Measured, before: Baseline): string {
  const known = before[each.name];
  if (known === undefined) return 'new';
  const ratio = ratioOf(each);
  const both = ratio !== undefined && known.ratio !== undefined;
  const change = both ? ratio / (known.ratio as number) : each.medianMs / known.medianMs;
  return `${change.toFixed(2)} x`;
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
