/** Settings drawn by a seed: what the last test asks, and what the formula is tried on. */
import { RandomStream } from '../../../engine/kernel/random.ts';
import type { Setting } from '../scenario/settings.ts';
import type { GuestSetting } from './formula.ts';
import type { Source } from './source.ts';

/** The values that a setting is drawn from. */
export const RANGE = {
  memoryMib: [512, 1024, 2048],
  capPercent: [undefined, 60, 50, 40, 30],
  ratePages: [1000, 2000, 3000, 5000, 8000, 12_000, 16_000, 20_000, 25_000, 30_000, 40_000],
  workingSetMib: [16, 32, 64, 128, 256],
  linkGbit: [0.5, 1, 1, 10],
} as const;

/** The settings of a seed; equal seeds give equal settings on every machine. */
export function drawSettings(seed: number, count: number): GuestSetting[] {
  const stream = new RandomStream(`${seed}/settings`);
  const pick = <Value>(values: readonly Value[]): Value =>
    values[stream.below(values.length)] as Value;
  return Array.from({ length: count }, () => ({
    memoryMib: pick(RANGE.memoryMib),
    capPercent: pick<number | undefined>(RANGE.capPercent),
    ratePages: pick<number>(RANGE.ratePages),
    workingSetMib: pick(RANGE.workingSetMib),
    linkGbit: pick(RANGE.linkGbit),
  }));
}

const PATH = 'teach/first-migration.yaml';

/** The scenario of a setting. @param isExpected whether its times are means, without pages. */
export function sourceOf(setting: GuestSetting, isExpected: boolean): Source {
  const { memoryMib, capPercent, ratePages, workingSetMib, linkGbit } = setting;
  const between = '[source, destination]';
  const settings: Setting[] = [
    ['source.dom0.cap', capPercent === undefined ? 'none' : `${capPercent} %`],
    ['vm.memory', `${memoryMib} MiB`],
    ['vm.workload', `{kind: write, rate: ${ratePages} pages/s, workingSet: ${workingSetMib} MiB}`],
    ['links', `[{name: wire, between: ${between}, rate: ${linkGbit} Gbit/s}]`],
  ];
  return { path: PATH, settings: isExpected ? [['fidelity', 'expected'], ...settings] : settings };
}
