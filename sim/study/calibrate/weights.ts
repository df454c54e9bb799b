/** Which quantities are compared, and how much each counts. */
import { type Mistake, Problem } from '../../text/problem.ts';
import { didYouMean, quote } from '../../text/suggest.ts';
import type { Weights } from './objective.ts';
import { CALIBRATED, DEFAULT_QUANTITIES } from './quantities.ts';

/**
 * @param quantities names; none means all but the count of rounds.
 * @param weights such as 'downtimeSeconds=0.2'; a quantity with a weight is compared.
 * @throws Problem with all that is wrong.
 */
export function readWeights(quantities: readonly string[], weights: readonly string[]): Weights {
  const mistakes: Mistake[] = quantities.flatMap((name) => unknown(name, `--quantity ${name}`));
  const names = quantities.length === 0 ? DEFAULT_QUANTITIES : quantities;
  const found = new Map(names.map((name) => [name, 1]));
  for (const written of weights) {
    const where = `--weight ${written}`;
    const [name = '', size = ''] = written.split('=').map((part) => part.trim());
    mistakes.push(...unknown(name, where));
    const value = /^\d+(?:\.\d+)?$/u.test(size) ? Number(size) : Number.NaN;
    if (!Number.isFinite(value)) {
      const hint = 'write such as `downtimeSeconds=0.2`';
      mistakes.push({ where, message: `not a valid weight: ${quote(size)}`, hint });
    } else if (value === 0) found.delete(name);
    else found.set(name, value);
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
  const order = Object.keys(CALIBRATED);
  return new Map([...found].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)));
}

function unknown(name: string, where: string): Mistake[] {
  const known = Object.keys(CALIBRATED);
  if (known.includes(name)) return [];
  const message = `no such quantity to compare: ${quote(name)}`;
  return [{ where, message, hint: didYouMean(name, known) }];
}
