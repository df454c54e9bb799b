/**
 * Whether migrations that are taken as repetitions of one setting can be such. For n values y of
 * what was measured in a setting, with s^2 the variance of ln y over seeds of the simulation and r
 * the scatter of repetitions,
 *
 *     Q = sum (ln y - mean)^2 / (s^2 + r^2)
 *
 * has the chi-squared distribution with n - 1 degrees if they are. Settings were mixed if it is
 * above the quantile that chance exceeds once in 1000 calibrations, all values together
 * (Bonferroni).
 */
import { log } from '../../engine/kernel/portable.ts';
import { type Mistake, Problem } from '../../text/problem.ts';
import { readQuantity } from '../../text/quantity.ts';
import { chiSquaredQuantile } from '../fit/chi-squared.ts';
import { mean, squaresAbout } from '../fit/statistics.ts';
import { type Experiment, scenariosOf } from './evaluate.ts';
import type { Term } from './objective.ts';
import { CALIBRATED, grained, numbersOf } from './quantities.ts';
import { placeOf, textAt } from './unknown.ts';

/**
 * By how much repetitions scatter, without a better number: nine of ten settings that were repeated
 * on real Xen and QEMU (`scenarios/measured`) scatter less in total time and pages.
 */
export const DEFAULT_SCATTER = '15 %';
const ONCE_IN = 1000;
/** Seeds that show how much the simulation scatters. */
const LEAST_SEEDS = 5;
/** Migrations that are named. */
const SHOWN = 6;

/** @param text such as '15 %'. @returns a share above 0. @throws Problem. */
export function readScatter(text: string): number {
  const reading = readQuantity(text, 'percent');
  if (reading.ok && reading.value > 0) return reading.value / 100;
  const message = reading.ok ? 'repetitions always scatter a little' : reading.message;
  throw new Problem([{ where: `--scatter ${text}`, message, hint: 'write such as `15 %`' }]);
}

/** One value that was measured again and again. */
interface Repeated {
  readonly term: Term;
  readonly values: readonly { readonly where: string; readonly value: number }[];
  /** Q for a simulation that does not scatter, and what it may be. */
  readonly q: number;
  readonly most: number;
}

/**
 * The simulation is asked only where the measurements alone are in doubt.
 * @param scatter of repetitions, a share.
 * @throws Problem that names the migrations that differ, and by how much.
 */
export async function requireAlike(
  experiment: Experiment,
  terms: readonly Term[],
  scatter: number,
): Promise<void> {
  const repeated = terms.filter(({ repetitions }) => repetitions > 1);
  const chance = 1 / (ONCE_IN * repeated.length);
  const doubtful = repeated
    .map((term) => repeatedOf(term, { experiment, scatter, chance }))
    .filter(({ q, most }) => q > most);
  if (doubtful.length === 0) return;
  const simulated = await simulatedScatter(experiment, doubtful);
  const mixed = doubtful.filter(({ term, q, most }) => {
    const own = scatterOf(term, scatter) ** 2;
    return (q * own) / (own + simulated(term)) > most;
  });
  const worst = new Map<number, Repeated>();
  for (const each of mixed) {
    const known = worst.get(each.term.setting);
    if (known === undefined || each.q / each.most > known.q / known.most) {
      worst.set(each.term.setting, each);
    }
  }
  const mistakes = [...worst.values()].map((each) => mistakeOf(each, scatter));
  if (mistakes.length > 0) throw new Problem(mistakes);
}

interface Asked {
  readonly experiment: Experiment;
  readonly scatter: number;
  readonly chance: number;
}

function repeatedOf(term: Term, { experiment, scatter, chance }: Asked): Repeated {
  const { setting, key, repetitions } = term;
  const values = (experiment.settings[setting]?.points ?? []).flatMap(({ where, measured }) => {
    const value = measured[key];
    return value === undefined ? [] : [{ where, value }];
  });
  const q = term.scatter / scatterOf(term, scatter) ** 2;
  return { term, values, q, most: chiSquaredQuantile(1 - chance, repetitions - 1) };
}

const scatterOf = ({ quantity }: Term, scatter: number): number =>
  scatter * (CALIBRATED[quantity]?.scatters ?? 1);

/** The variance of a value's logarithm over seeds, where the search starts. */
async function simulatedScatter(experiment: Experiment, doubtful: readonly Repeated[]) {
  const which = [...new Set(doubtful.map(({ term }) => term.setting))];
  const settings = which.flatMap((index) => experiment.settings[index] ?? []);
  const { unknowns, runScenarios } = experiment;
  const replications = Math.max(experiment.replications, LEAST_SEEDS);
  const start = unknowns.map((unknown) => textAt(unknown, placeOf(unknown, unknown.start)));
  const scenarios = scenariosOf(start, { ...experiment, settings, replications });
  const numbers = (await runScenarios(scenarios, () => undefined)).map(numbersOf);
  return ({ setting, key }: Term): number => {
    const from = which.indexOf(setting) * replications;
    const own = numbers.slice(from, from + replications);
    const logs = own.map((each) => log(grained(key, each[key] ?? 0)));
    return squaresAbout(mean(logs), logs) / (replications - 1);
  };
}

function mistakeOf({ term, values }: Repeated, scatter: number): Mistake {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const { title = term.key } = CALIBRATED[term.quantity] ?? {};
  const times = ((most?.value ?? 0) / (least?.value ?? 1)).toPrecision(3);
  const shown = sorted.length <= SHOWN ? sorted : [...sorted.slice(0, 3), ...sorted.slice(-3)];
  const each = shown.map(({ where, value }) => `${where} ${Number(value.toPrecision(4))}`);
  if (sorted.length > SHOWN) each.splice(3, 0, `${sorted.length - SHOWN} between`);
  const message =
    `${sorted.length} migrations are taken as repetitions of one setting, but their ${title} ` +
    `(${term.key}) differs by more than chance, ${times} times: ${each.join(', ')}`;
  const size = `${Number((100 * scatterOf(term, scatter)).toPrecision(3))} %`;
  const hint =
    'give what differed by --settings FILE.csv, a row for each migration, or as a column of a ' +
    `table; repetitions scatter by ${size} here, and --scatter changes that`;
  return { where: values[0]?.where ?? '', message, hint };
}
