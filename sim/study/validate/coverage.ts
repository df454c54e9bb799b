/**
 * How many measured times lie within their intervals, and the margins that measured times imply.
 *
 * A machine's margins are from one part of the settings that were measured on it, chosen by their
 * words; coverage is reported of all scored rows, and of the settings of the other part alone.
 */
import { RandomStream } from '../../engine/kernel/random.ts';
import { groupBy, quantile } from '../fit/statistics.ts';
import { marginFor, sidesOf, widened } from '../interval/interval.ts';
import type { MeasuredRow } from './campaign.ts';
import { type Drawn, TIME_NAMES, TIMES, type TimeName } from './intervals.ts';
import type { CoverageReport, ImpliedMargins, MeasuredInterval } from './report.ts';
import type { SimulatedRows } from './simulate.ts';

/** Whether a machine's margins are from the setting, if it was measured on that machine. */
export function isForMargins(label: string): boolean {
  return new RandomStream(`margins/${label}`).below(2) === 0;
}

type Intervals = Partial<Record<TimeName, MeasuredInterval>>;

/** Of the times of a row that are compared; undefined where no intervals are asked for. */
export function intervalsFor(
  row: MeasuredRow,
  { input, simulated }: SimulatedRows,
): Intervals | undefined {
  const drawn = simulated.get(row)?.drawn;
  if (drawn === undefined) return undefined;
  const names = input.campaign.compared.map(({ quantity }) => quantity);
  const entries = TIME_NAMES.filter((name) => names.includes(name)).map((name) => {
    return [name, intervalIn(drawn, name)] as const;
  });
  return Object.fromEntries(entries);
}

function intervalIn({ scenario, spreads, isByLink }: Drawn, name: TimeName): MeasuredInterval {
  const sides = sidesOf(scenario, TIMES[name], isByLink);
  const { low, high } = widened(spreads[name], sides);
  return { low, high };
}

/** The coverage of each time of a campaign; nothing where no intervals are asked for. */
export function coverageOf(all: SimulatedRows): { readonly coverage?: readonly CoverageReport[] } {
  const scored = all.rows.filter(({ kind }) => kind === 'scored');
  const rows = scored.flatMap((row) => {
    const intervals = intervalsFor(row, all);
    return intervals === undefined ? [] : [{ row, intervals }];
  });
  if (rows.length === 0) return {};
  const coverage = TIME_NAMES.flatMap((quantity): CoverageReport[] => {
    const points = rows.flatMap(({ row, intervals }) => {
      const [interval, measured] = [intervals[quantity], row.measured[quantity]];
      if (interval === undefined || measured === undefined || measured <= 0) return [];
      const isWithin = interval.low <= measured && measured <= interval.high;
      const width = interval.high - interval.low;
      return [{ isWithin, width, relative: width / measured, isSeen: isForMargins(row.label) }];
    });
    if (points.length === 0) return [];
    const unseen = points.filter(({ isSeen }) => !isSeen);
    const within = (some: typeof points) => some.filter(({ isWithin }) => isWithin).length;
    return [
      {
        quantity,
        points: points.length,
        within: within(points),
        unseen: { points: unseen.length, within: within(unseen) },
        medianSeconds: quantile(
          points.map(({ width }) => width),
          0.5,
        ),
        medianWidth: quantile(
          points.map(({ relative }) => relative),
          0.5,
        ),
      },
    ];
  });
  return { coverage };
}

/** Of fewer values none is one of twenty: they are taken together with the others. */
const APART_LEAST = 19;

/** By how much a measured time leaves what is simulated, below 0 within. */
interface Excess {
  readonly key: Omit<ImpliedMargins, 'points' | 'below' | 'above'>;
  readonly below: number;
  readonly above: number;
  readonly low: number;
  readonly high: number;
}

/** What the settings that margins are taken from imply, for each machine. */
export function impliedMargins(campaigns: readonly SimulatedRows[]): ImpliedMargins[] {
  const excesses = campaigns.flatMap(({ rows, simulated }) => {
    const taken = rows.filter(({ kind, label }) => kind !== 'shown' && isForMargins(label));
    return taken.flatMap((row) => {
      const drawn = simulated.get(row)?.drawn;
      return drawn === undefined ? [] : excessesOf(row, drawn);
    });
  });
  const keyOf = ({ key }: Excess): string => JSON.stringify(key);
  const counts = groupBy(excesses, keyOf);
  const merged = excesses.map((excess): Excess => {
    const { length } = counts.get(keyOf(excess)) ?? [];
    if (length >= APART_LEAST) return excess;
    return { ...excess, key: { ...excess.key, isByLink: false } };
  });
  const groups = groupBy(merged, keyOf);
  return [...groups.values()].map((group) => {
    const side = (of: (excess: Excess) => number, end: 'low' | 'high') => ({
      share: marginFor(group.map((excess) => of(excess) / excess[end])),
      seconds: marginFor(group.map(of)),
    });
    return {
      ...group[0].key,
      points: group.length,
      below: side(({ below }) => below, 'low'),
      above: side(({ above }) => above, 'high'),
    };
  });
}

function excessesOf({ measured }: MeasuredRow, { scenario, spreads, isByLink }: Drawn): Excess[] {
  const machine = scenario.machineFile ?? scenario.machine;
  return TIME_NAMES.flatMap((name): Excess[] => {
    const value = measured[name] ?? 0;
    if (value <= 0) return [];
    const { low, high } = spreads[name];
    const key = { machine, isByLink, quantity: TIMES[name] };
    return [{ key, below: low - value, above: value - high, low, high }];
  });
}
