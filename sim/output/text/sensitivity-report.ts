/** Which parameters move a quantity, as a table with bars and as CSV. */
import type { Effect } from '../../study/fit/elementary-effects.ts';
import { writeCsv } from '../../text/csv.ts';
import { table } from './table.ts';

/** One parameter and what it does. */
export interface InputEffect extends Effect {
  readonly parameter: string;
  readonly from: string | number;
  readonly to: string | number;
}

/** What moves one quantity. */
export interface QuantityEffects {
  /** Name of the quantity, and how a table shows it. */
  readonly quantity: string;
  readonly title: string;
  /** Largest mu* first. */
  readonly effects: readonly InputEffect[];
}

const BAR_WIDTH = 24;
const DIGITS = 4;
/** Of the largest effect: what is less has no row. */
const PART_SHOWN = 0.01;

/** A block for each quantity; parameters with little effect stand in a line at its end. */
export function sensitivityReport(quantities: readonly QuantityEffects[]): string {
  return quantities.map(blockOf).join('\n\n');
}

function blockOf({ title, effects }: QuantityEffects): string {
  const most = effects[0]?.muStar ?? 0;
  const moving = effects.filter(({ muStar }) => muStar > most * PART_SHOWN);
  const little = effects.filter(({ muStar }) => muStar > 0 && muStar <= most * PART_SHOWN);
  const idle = effects.filter(({ muStar }) => muStar === 0);
  const columns = [
    { title },
    ...['from', 'to', 'mu*', '+-', 'mu', 'sigma'].map((name) => ({ title: name, right: true })),
    { title: '' },
  ];
  const rows = moving.map(({ parameter, from, to, muStar, muStarHalf, mu, sigma }) => [
    nameOf(parameter),
    String(from),
    String(to),
    show(muStar),
    muStarHalf === undefined ? '' : show(muStarHalf),
    show(mu),
    show(sigma),
    '#'.repeat(Math.max(1, Math.round((BAR_WIDTH * muStar) / most))),
  ]);
  const list = (what: string, of: readonly InputEffect[]): string =>
    of.length === 0 ? '' : `\n${what}: ${of.map(({ parameter }) => nameOf(parameter)).join(', ')}`;
  const rest = list('less than a hundredth of the first', little) + list('no effect', idle);
  return `${table(columns, rows)}${rest}`;
}

/** Parameters of the machine have the names that `precopy machine` lists. */
function nameOf(path: string): string {
  return path.replace(/^parameters\./u, '');
}

function show(value: number): string {
  return value.toFixed(DIGITS);
}

/** A row for each quantity and parameter; seconds over the whole range of the parameter. */
export function sensitivityCsv(quantities: readonly QuantityEffects[]): string {
  const columns = ['quantity', 'parameter', 'from', 'to', 'muStar', 'muStarHalf', 'mu', 'sigma'];
  const rows = quantities.flatMap(({ quantity, effects }) => {
    return effects.map(({ parameter, from, to, muStar, muStarHalf, mu, sigma }) => {
      return [quantity, parameter, from, to, muStar, muStarHalf ?? '', mu, sigma];
    });
  });
  return writeCsv(columns, rows);
}
