/** Which parameters move a quantity, as tables with bars. */
import type { Effect } from '../../study/fit/elementary-effects.ts';
import { numeric, type ReportDocument, type TableBlock, worded } from './document.ts';

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

/** A table for each quantity; parameters with little effect are listed below it. */
export function sensitivityDocument(
  title: string,
  quantities: readonly QuantityEffects[],
): ReportDocument {
  const sections = quantities.map((each) => ({ title: each.title, blocks: [effectTable(each)] }));
  return { title, facts: [], sections };
}

function effectTable({ title, effects }: QuantityEffects): TableBlock {
  const most = effects[0]?.muStar ?? 0;
  const moving = effects.filter(({ muStar }) => muStar > most * PART_SHOWN);
  const little = effects.filter(({ muStar }) => muStar > 0 && muStar <= most * PART_SHOWN);
  const idle = effects.filter(({ muStar }) => muStar === 0);
  const list = (what: string, of: readonly InputEffect[]): string[] =>
    of.length === 0 ? [] : [`${what}: ${of.map(({ parameter }) => nameOf(parameter)).join(', ')}`];
  return {
    kind: 'table',
    columns: [
      ...worded(title),
      ...numeric('from', 'to', 'mu*', '+-', 'mu', 'sigma'),
      ...worded(''),
    ],
    rows: moving.map(({ parameter, from, to, muStar, muStarHalf, mu, sigma }) => [
      nameOf(parameter),
      String(from),
      String(to),
      show(muStar),
      muStarHalf === undefined ? '' : show(muStarHalf),
      show(mu),
      show(sigma),
      '#'.repeat(Math.max(1, Math.round((BAR_WIDTH * muStar) / most))),
    ]),
    notes: [...list('less than a hundredth of the first', little), ...list('no effect', idle)],
  };
}

/** Parameters of the machine have the names that `precopy machine` lists. */
function nameOf(path: string): string {
  return path.replace(/^parameters\./u, '');
}

function show(value: number): string {
  return value.toFixed(DIGITS);
}
