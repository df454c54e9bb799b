/** A formula as a tree of plain data, and what it is worth at a time. */
import type { FormulaFunction } from './functions.ts';

/** A number, the variable t, or a function of others. */
export type FormulaTree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'time' }
  | {
      readonly kind: 'call';
      readonly function: FormulaFunction;
      readonly inputs: readonly FormulaTree[];
    };

/** What reading a formula gives: its tree, or what is wrong with it. */
export type FormulaReading =
  | { readonly ok: true; readonly tree: FormulaTree }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** Reads the text of a formula; `read-formula.ts` has the one there is. */
export type ReadFormula = (text: string) => FormulaReading;

/** The function of t, seconds, that a tree stands for. */
export function functionOf(tree: FormulaTree): (t: number) => number {
  switch (tree.kind) {
    case 'number':
      return () => tree.value;
    case 'time':
      return (t) => t;
    case 'call': {
      const { apply } = tree.function;
      const inputs = tree.inputs.map(functionOf);
      const [first, second] = inputs;
      if (first !== undefined && inputs.length === 1) return (t) => apply(first(t));
      if (first === undefined || second === undefined || inputs.length > 2) {
        return (t) => apply(...inputs.map((input) => input(t)));
      }
      return (t) => apply(first(t), second(t));
    }
  }
}
