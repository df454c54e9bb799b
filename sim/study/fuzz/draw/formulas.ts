/**
 * Formulas that are drawn, each as a text and as the tree that it is. So no reader of texts has to
 * be loaded; a test reads each of them by the one there is.
 */
import { NAMED, OPERATORS } from '../../../scenario/formula/functions.ts';
import type { FormulaReading, FormulaTree } from '../../../scenario/formula/tree.ts';

const KNOWN = { ...NAMED, ...OPERATORS };

const T: FormulaTree = { kind: 'time' };

function call(name: string, ...inputs: readonly (FormulaTree | number)[]): FormulaTree {
  const { [name]: made } = KNOWN;
  if (made === undefined) throw new Error(`no function ${name}`);
  const trees = inputs.map((input): FormulaTree => {
    return typeof input === 'number' ? { kind: 'number', value: input } : input;
  });
  return { kind: 'call', function: made, inputs: trees };
}

const TREES: Readonly<Record<string, FormulaTree>> = {
  '3000 + 2500 * sin(6 * t)': call(
    'add',
    3000,
    call('multiply', 2500, call('sin', call('multiply', 6, T))),
  ),
  't < 1 ? 500 : 8000': call('choose', call('smaller', T, 1), 500, 8000),
  'abs(3000 - 2000 * t)': call('abs', call('subtract', 3000, call('multiply', 2000, T))),
  '30000 * exp(-t)': call('multiply', 30_000, call('exp', call('unaryMinus', T))),
  'mod(floor(t / 0.3), 2) * 4000': call(
    'multiply',
    call('mod', call('floor', call('divide', T, 0.3)), 2),
    4000,
  ),
};

export const FORMULAS: readonly string[] = Object.keys(TREES);

/** Reads one of them, or a whole number. */
export function readDrawn(text: string): FormulaReading {
  const { [text.trim()]: tree } = TREES;
  if (tree !== undefined) return { ok: true, tree };
  if (/^\s*\d+\s*$/u.test(text)) return { ok: true, tree: { kind: 'number', value: Number(text) } };
  return { ok: false, message: `no drawn formula is ${text}`, hint: 'it is not read here' };
}
