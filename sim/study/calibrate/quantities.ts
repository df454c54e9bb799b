/**
 * What a calibration compares, and what a run says of it. Sources of measurements differ in what
 * they call a migration's total time or its pages, so some quantities have variants; the name of
 * the quantity stands for all of them.
 */
import { addAll } from '../../engine/kernel/lists.ts';
import type { RunResult } from '../../run/result/result.ts';
import { firstOf } from '../../run/result/together.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { didYouMean, quote } from '../../text/suggest.ts';
import { pagesDue, QUANTITIES } from '../validate/quantity.ts';

/** Values by key: a quantity, of rounds with the round's number, such as `roundPages.2`. */
export type Numbers = Readonly<Record<string, number>>;

interface CalibratedQuantity {
  readonly title: string;
  /** Keys of its variants, each with what it means; of rounds without their number. */
  readonly variants: Readonly<Record<string, string>>;
  /**
   * Added to both sides before they are compared, so that small counts do not dominate: pages by
   * which a round may be off, seconds that a log is late.
   */
  readonly grain: number;
  /** How many times as much its repetitions scatter as total times do: assumed; default 1. */
  readonly scatters?: number;
}

/** Rounds from the first on that are compared: later ones are short and depend on chance. */
export const COMPARED_ROUNDS = 3;

const PAGES_GRAIN = 25;
const LOG_GRAIN_SECONDS = 0.01;
/** Repeated downtimes and last pages of real QEMU scatter by 36 and 43 %, total times by 8 %. */
const SHORT_SCATTERS = 5;

/** By name, in the order in which they are shown. */
export const CALIBRATED: Readonly<Record<string, CalibratedQuantity>> = {
  totalSeconds: {
    title: 'total time',
    variants: {
      totalSeconds: 'the whole migration, as `run --csv` has it',
      untilRunningSeconds: 'until the guest runs at its destination',
      streamSeconds: 'from the head of the stream until then, as xl logs it',
      sourceSeconds: "until the source has sent its last byte, as QEMU's total-time",
    },
    grain: 0,
  },
  precopySeconds: {
    title: 'pre-copy time',
    variants: { precopySeconds: 'the rounds in which the guest runs' },
    grain: 0,
  },
  downtimeSeconds: {
    title: 'downtime',
    variants: { downtimeSeconds: 'in which the guest is stopped' },
    grain: LOG_GRAIN_SECONDS,
    scatters: SHORT_SCATTERS,
  },
  pagesSent: {
    title: 'pages sent',
    variants: { pagesSent: 'sent', pagesDue: 'sent or skipped' },
    grain: 0,
  },
  bytesSent: { title: 'bytes sent', variants: { bytesSent: 'written to the stream' }, grain: 0 },
  stopCopyPages: {
    title: 'last pages',
    variants: { stopCopyPages: 'due when the guest is stopped' },
    grain: PAGES_GRAIN,
    scatters: SHORT_SCATTERS,
  },
  rounds: {
    title: 'rounds',
    variants: { rounds: 'all of them' },
    grain: 0,
    scatters: SHORT_SCATTERS,
  },
  roundPages: {
    title: 'pages of a round',
    variants: { roundPages: 'sent or skipped in it' },
    grain: PAGES_GRAIN,
  },
  roundSeconds: {
    title: 'time of a round',
    variants: {
      roundSeconds: 'from its first to its last page',
      roundDeltaSeconds: 'between the CLEANs around it',
    },
    grain: LOG_GRAIN_SECONDS,
    scatters: SHORT_SCATTERS,
  },
};

/** Compared unless others are asked for: counts of rounds jump, and say little. */
export const DEFAULT_QUANTITIES = Object.keys(CALIBRATED).filter((name) => name !== 'rounds');

/** The quantity that a key is a variant of; undefined for another word. */
export function quantityOf(key: string): string | undefined {
  const [variant = '', round, ...more] = key.split('.');
  const found = Object.entries(CALIBRATED).find(([, { variants }]) =>
    Object.hasOwn(variants, variant),
  );
  const isRound = found?.[0].startsWith('round') === true && found[0] !== 'rounds';
  const hasRound = round !== undefined && /^[1-9]$/u.test(round) && more.length === 0;
  if (isRound ? !hasRound : round !== undefined) return undefined;
  return found?.[0];
}

/** All numbers of a run's first migration; a round that it does not have counts as nothing. */
export function numbersOf(result: RunResult): Numbers {
  const migration = firstOf(result);
  const { rounds } = migration;
  const [untilRunningSeconds, due] = [QUANTITIES.totalSeconds.of(migration), pagesDue(migration)];
  const before = migration.parts.filter(({ name }) => name === 'check' || name === 'connect');
  const byRound = Array.from({ length: COMPARED_ROUNDS }, (_, index) => [
    [`roundPages.${index + 1}`, due[index] ?? 0],
    [`roundSeconds.${index + 1}`, rounds[index]?.seconds ?? 0],
    [`roundDeltaSeconds.${index + 1}`, rounds[index]?.deltaSeconds ?? 0],
  ]);
  return {
    totalSeconds: migration.totalSeconds,
    untilRunningSeconds,
    streamSeconds: before.reduce((left, { seconds }) => left - seconds, untilRunningSeconds),
    sourceSeconds: QUANTITIES.sourceSeconds.of(migration),
    precopySeconds: QUANTITIES.precopySeconds.of(migration),
    downtimeSeconds: migration.downtimeSeconds,
    pagesSent: migration.pagesSent,
    pagesDue: QUANTITIES.pagesSent.of(migration),
    bytesSent: migration.bytesSent,
    stopCopyPages: QUANTITIES.stopCopyPages.of(migration),
    rounds: rounds.length,
    ...Object.fromEntries(byRound.flat()),
  };
}

/** A value with its grain, kept above 0 so that it has a logarithm. */
export function grained(key: string, value: number): number {
  const { grain } = CALIBRATED[quantityOf(key) ?? ''] ?? { grain: 0 };
  return Math.max(value + grain, LEAST);
}

const LEAST = 1e-9;

/** Weights by quantity; what is absent is not compared. */
export type Weights = ReadonlyMap<string, number>;

/**
 * @param quantities names, or those of variants; none means all but the count of rounds.
 * @param weights such as 'downtimeSeconds=0.2'; a quantity with a weight is compared.
 * @throws Problem with all that is wrong.
 */
export function readWeights(quantities: readonly string[], weights: readonly string[]): Weights {
  const mistakes: Mistake[] = quantities.flatMap((name) => unknown(name, `--quantity ${name}`));
  const names = quantities.length === 0 ? DEFAULT_QUANTITIES : quantities;
  const found = new Map(names.map((name) => [meant(name), 1]));
  for (const written of weights) {
    const where = `--weight ${written}`;
    const [name = '', size = ''] = written.split('=').map((part) => part.trim());
    addAll(mistakes, unknown(name, where));
    const value = /^\d+(?:\.\d+)?$/u.test(size) ? Number(size) : Number.NaN;
    if (!Number.isFinite(value)) {
      const hint = 'write such as `downtimeSeconds=0.2`';
      mistakes.push({ where, message: `not a valid weight: ${quote(size)}`, hint });
    } else if (value === 0) found.delete(meant(name));
    else found.set(meant(name), value);
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
  const order = Object.keys(CALIBRATED);
  return new Map([...found].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

/** A variant stands for its quantity: a table has one of them. */
function meant(name: string): string {
  const found = Object.entries(CALIBRATED).find(([, of]) => Object.hasOwn(of.variants, name));
  return found?.[0] ?? name;
}

function unknown(name: string, where: string): Mistake[] {
  const known = Object.keys(CALIBRATED);
  if (known.includes(meant(name))) return [];
  const message = `no such quantity to compare: ${quote(name)}`;
  return [{ where, message, hint: didYouMean(name, known) }];
}
