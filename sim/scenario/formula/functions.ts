/**
 * What a formula may use, and nothing else: each function with the numbers of arguments it takes.
 * Operators are functions with a name. All are portable: a formula gives the same bits on every
 * machine, also where mathjs, whose notation it is, would not. Comparisons give 1 or 0 and are
 * exact; what would be complex there is NaN here.
 */
import { exp, log, pow } from '../../engine/kernel/portable.ts';
import { cos, sin } from '../../engine/kernel/trigonometry.ts';

/** One function of a formula. */
export interface FormulaFunction {
  /** Least and most arguments. */
  readonly arity: readonly [number, number];
  apply(...values: readonly number[]): number;
}

const MOST_ARGUMENTS = 20;

const unary = (apply: (x: number) => number): FormulaFunction => ({ arity: [1, 1], apply });
const binary = (apply: (x: number, y: number) => number): FormulaFunction => {
  return { arity: [2, 2], apply };
};
const truth = (value: boolean): number => (value ? 1 : 0);

/** Halves go away from zero. */
const round = (x: number): number => Math.sign(x) * Math.floor(Math.abs(x) + 0.5);

/** Functions that a text may call by name. */
export const NAMED: Readonly<Record<string, FormulaFunction>> = {
  abs: unary(Math.abs),
  ceil: unary(Math.ceil),
  cos: unary(cos),
  exp: unary(exp),
  floor: unary(Math.floor),
  log: { arity: [1, 2], apply: (x, base) => (base === undefined ? log(x) : log(x) / log(base)) },
  log10: unary((x) => log(x) / Math.LN10),
  log2: unary((x) => log(x) / Math.LN2),
  max: { arity: [1, MOST_ARGUMENTS], apply: Math.max },
  min: { arity: [1, MOST_ARGUMENTS], apply: Math.min },
  mod: binary((x, y) => (y === 0 ? x : x - y * Math.floor(x / y))),
  pow: binary(pow),
  round: unary(round),
  sign: unary(Math.sign),
  sin: unary(sin),
  sqrt: unary(Math.sqrt),
};

/** Functions that stand for operators. */
export const OPERATORS: Readonly<Record<string, FormulaFunction>> = {
  add: binary((x, y) => x + y),
  subtract: binary((x, y) => x - y),
  multiply: binary((x, y) => x * y),
  divide: binary((x, y) => x / y),
  mod: NAMED.mod as FormulaFunction,
  pow: NAMED.pow as FormulaFunction,
  unaryMinus: unary((x) => -x),
  unaryPlus: unary((x) => x),
  smaller: binary((x, y) => truth(x < y)),
  smallerEq: binary((x, y) => truth(x <= y)),
  larger: binary((x, y) => truth(x > y)),
  largerEq: binary((x, y) => truth(x >= y)),
  equal: binary((x, y) => truth(x === y)),
  unequal: binary((x, y) => truth(x !== y)),
  and: binary((x, y) => truth(x !== 0 && y !== 0)),
  or: binary((x, y) => truth(x !== 0 || y !== 0)),
  not: unary((x) => truth(x === 0)),
  choose: { arity: [3, 3], apply: (x, yes = NaN, no = NaN) => (x !== 0 ? yes : no) },
};

/** Numbers that have a name. */
export const CONSTANTS: Readonly<Record<string, number>> = {
  pi: Math.PI,
  tau: 2 * Math.PI,
  e: Math.E,
  true: 1,
  false: 0,
};

/** The one variable: seconds. */
export const VARIABLE = 't';
