/**
 * The text of a formula, in mathjs' notation, to a tree of the few things that a formula may be.
 *
 * mathjs only takes the text apart; it never evaluates, and what is not on the lists of
 * `sim/scenario/formula/functions.ts` is refused by its name: assignments, property access, lists,
 * texts, units, everything that mathjs itself calls a risk. Length and nesting are bounded before
 * it reads a character, so that no text makes it slow or its stack overflow.
 *
 * mathjs takes its time to load: only a file with a formula calls `formulaReader`.
 */
import type { MathNode } from 'mathjs';
import { didYouMean, quote } from '../../text/suggest.ts';
import { own } from '../../text/tree.ts';
import { CONSTANTS, type FormulaFunction, NAMED, OPERATORS, VARIABLE } from './functions.ts';
import type { FormulaReading, FormulaTree, ReadFormula } from './tree.ts';

const LENGTH_MOST = 500;
const DEPTH_MOST = 100;

/** Loads mathjs and gives the reader. */
export async function formulaReader(): Promise<ReadFormula> {
  const { parse } = await import('mathjs/number');
  return (text) => {
    try {
      refuseHuge(text);
      return { ok: true, tree: treeOf(parsed(text, parse), 0) };
    } catch (error) {
      if (error instanceof Refusal) return error.reading;
      throw error;
    }
  };
}

/** Why a text is not a formula. */
class Refusal extends Error {
  readonly reading: FormulaReading & { readonly ok: false };

  constructor(message: string, hint: string) {
    super(message);
    this.reading = { ok: false, message, hint };
  }
}

const KNOWN = [VARIABLE, ...Object.keys(CONSTANTS), ...Object.keys(NAMED)];
const EXAMPLE = 'write such as `2000 + 1500 * sin(2 * pi * t / 60)`';
const ALLOWED =
  'a formula is made of numbers, `t`, the operators + - * / ^ %, comparisons, `and`, `or`, ' +
  '`not`, `a ? b : c`, and functions';

function refuseHuge(text: string): void {
  if (text.length > LENGTH_MOST) {
    const message = `the formula has ${text.length} characters, at most ${LENGTH_MOST} are read`;
    throw new Refusal(message, 'a long course is better a `replay` of points');
  }
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth > DEPTH_MOST) throw tooDeep();
  }
}

function tooDeep(): Refusal {
  return new Refusal(`the formula nests deeper than ${DEPTH_MOST}`, 'write it in a simpler way');
}

function parsed(text: string, parse: (text: string) => MathNode): MathNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // A SyntaxError of mathjs, with the character; or what it throws at a text it did not expect.
    throw new Refusal(`${quote(text)} is not a formula: ${error.message}`, EXAMPLE);
  }
}

/** A node of mathjs, as far as it is looked at; what a text can make of it is not trusted. */
interface AnyNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: unknown;
  readonly fn?: unknown;
  readonly op?: unknown;
  readonly args?: readonly MathNode[];
  readonly params?: readonly MathNode[];
  readonly conditionals?: readonly string[];
  readonly content?: MathNode;
  readonly condition?: MathNode;
  readonly trueExpr?: MathNode;
  readonly falseExpr?: MathNode;
}

function treeOf(node: MathNode | undefined, depth: number): FormulaTree {
  if (depth > DEPTH_MOST) throw tooDeep();
  if (node === undefined) throw new Refusal('a part of the formula is missing', EXAMPLE);
  const seen: AnyNode = node;
  const inside = (nodes: readonly (MathNode | undefined)[]): FormulaTree[] => {
    return nodes.map((each) => treeOf(each, depth + 1));
  };
  switch (seen.type) {
    case 'ConstantNode':
      return constantOf(seen.value);
    case 'SymbolNode':
      return symbolOf(String(seen.name));
    case 'ParenthesisNode':
      return treeOf(seen.content, depth + 1);
    case 'OperatorNode':
      return call(operatorOf(seen), String(seen.op), inside(seen.args ?? []));
    case 'FunctionNode':
      return call(functionNamed(seen.fn), nameOf(seen.fn), inside(seen.args ?? []));
    case 'ConditionalNode': {
      const parts = inside([seen.condition, seen.trueExpr, seen.falseExpr]);
      return call(OPERATORS.choose as FormulaFunction, '?', parts);
    }
    case 'RelationalNode':
      return relation(seen.conditionals ?? [], inside(seen.params ?? []));
    default:
      throw new Refusal(`${REFUSED[seen.type] ?? 'this'} has no place in a formula`, ALLOWED);
  }
}

const REFUSED: Readonly<Record<string, string>> = {
  AccessorNode: 'access to a property',
  ArrayNode: 'a list',
  AssignmentNode: 'an assignment',
  BlockNode: 'a second formula',
  FunctionAssignmentNode: 'an assignment',
  ObjectNode: 'a map',
  RangeNode: 'a range',
};

function constantOf(value: unknown): FormulaTree {
  if (typeof value === 'boolean') return { kind: 'number', value: value ? 1 : 0 };
  if (value === undefined || value === null) throw new Refusal('the formula is empty', EXAMPLE);
  if (typeof value !== 'number') throw new Refusal('a text has no place in a formula', ALLOWED);
  if (Number.isFinite(value)) return { kind: 'number', value };
  throw new Refusal('a number of the formula is too large', 'the most is about 1.7e308');
}

function symbolOf(name: string): FormulaTree {
  if (name === VARIABLE) return { kind: 'time' };
  const value = own(CONSTANTS, name);
  if (value !== undefined) return { kind: 'number', value };
  if (own(NAMED, name) !== undefined) {
    throw new Refusal(`${quote(name)} is a function`, `write ${quote(`${name}(t)`)}`);
  }
  throw new Refusal(`no ${quote(name)} in a formula`, didYouMean(name, KNOWN));
}

function operatorOf({ fn, op }: AnyNode): FormulaFunction {
  const found = own(OPERATORS, String(fn));
  if (found !== undefined) return found;
  throw new Refusal(`the operator ${quote(String(op))} has no place in a formula`, ALLOWED);
}

/** The name that a call goes by; '' when it is not a plain one, as in `a.b(t)`. */
function nameOf(fn: unknown): string {
  const node = fn as AnyNode | undefined;
  return node?.type === 'SymbolNode' ? String(node.name) : '';
}

function functionNamed(fn: unknown): FormulaFunction {
  const name = nameOf(fn);
  if (name === '') throw new Refusal('access to a property has no place in a formula', ALLOWED);
  const found = own(NAMED, name);
  if (found !== undefined) return found;
  if (name === VARIABLE || own(CONSTANTS, name) !== undefined) {
    throw new Refusal(
      `${quote(name)} is not a function`,
      `to multiply write ${quote(`${name} * (`)}`,
    );
  }
  throw new Refusal(`no function ${quote(name)}`, didYouMean(name, Object.keys(NAMED)));
}

function call(found: FormulaFunction, name: string, inputs: readonly FormulaTree[]): FormulaTree {
  const [least, most] = found.arity;
  if (inputs.length >= least && inputs.length <= most) {
    return { kind: 'call', function: found, inputs };
  }
  const wanted = least === most ? String(least) : `${least} to ${most}`;
  const message = `${quote(name)} takes ${wanted} value(s), not ${inputs.length}`;
  throw new Refusal(message, 'put values in brackets, separated by commas');
}

/** a < b <= c as (a < b) and (b <= c). */
function relation(names: readonly string[], inputs: readonly FormulaTree[]): FormulaTree {
  const pairs = names.map((name, index): FormulaTree => {
    const found = own(OPERATORS, name);
    const ends = inputs.slice(index, index + 2);
    if (found === undefined) throw new Refusal(`${quote(name)} is not a comparison`, ALLOWED);
    return call(found, name, ends);
  });
  const [first, ...others] = pairs;
  if (first === undefined) throw new Refusal('a comparison without its two sides', EXAMPLE);
  const and = OPERATORS.and as FormulaFunction;
  return others.reduce((left, right) => call(and, 'and', [left, right]), first);
}
