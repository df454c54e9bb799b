/** The table of what was measured, beside its bounds and the baseline. */
import { table } from '../sim/output/text/table.ts';
import type { Measured } from './harness.ts';

/** What was measured when the baseline was committed, by the job's name. */
export interface Entries {
  readonly [name: string]: {
    /** To the yardstick; absent until it is measured: then only result and bound hold. */
    readonly ratio?: number;
    readonly hash: string;
  };
}

/** What figures are held against. */
export interface Baseline {
  readonly entries: Entries;
  /** How many times as slow as there a job may be. */
  readonly mostChange: number;
}

/** Why a job fails; undefined when it passes. Times are only told: machines differ. */
export function faultOf(each: Measured, before: Baseline): string | undefined {
  if (missed(each)) return 'MISSED';
  if (before.entries[each.name] === undefined) return 'NEW';
  if (changed(each, before)) return 'CHANGED';
  return changeOf(each, before) > before.mostChange ? 'SLOWER' : undefined;
}

export function report(all: readonly Measured[], before: Baseline): string {
  const columns = [
    { title: 'job' },
    { title: 'least ms', right: true },
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
  const { name, leastMs, yardstickMs, boundRatio, hash } = each;
  return [
    name,
    leastMs.toFixed(1),
    yardstickMs?.toFixed(1) ?? '',
    ratioOf(each)?.toFixed(2) ?? '',
    boundRatio === undefined ? '' : `${boundRatio.toFixed(2)} x`,
    `${changeOf(each, before).toFixed(2)} x`,
    hash,
    faultOf(each, before) ?? '',
  ];
}

/** Ratio to that of the baseline; NaN for a job that is not in it or has no yardstick here. */
export function changeOf(each: Measured, before: Baseline): number {
  return (ratioOf(each) ?? Number.NaN) / (before.entries[each.name]?.ratio ?? Number.NaN);
}

export function ratioOf({ leastMs, yardstickMs }: Measured): number | undefined {
  return yardstickMs === undefined ? undefined : leastMs / yardstickMs;
}

function missed(each: Measured): boolean {
  return (ratioOf(each) ?? 0) > (each.boundRatio ?? Number.POSITIVE_INFINITY);
}

function changed({ name, hash }: Measured, before: Baseline): boolean {
  return before.entries[name]?.hash !== hash;
}
