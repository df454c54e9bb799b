/** What code of a layer may not do: found in the syntax tree, with the name to use instead. */
import ts from 'typescript';
import type { Layer } from './layers.ts';
import { lineOf, type Source, walk } from './source.ts';

const INSTEAD = {
  clock: 'simulated time is simulation.nowNs',
  timer: 'wait in simulated time',
  chance: 'take a named stream of sim/engine/kernel/random.ts',
  process: 'only sim/app knows the process it runs in',
  math: 'use sim/engine/kernel/portable.ts',
  async: 'a process is a generator; the order of microtasks is not ours',
  spread: 'a call takes some 100,000 arguments; use sim/engine/kernel/lists.ts',
} as const;

const CLOCKS = new Set(['Date', 'performance']);
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);
const PROCESS_PARTS = new Set(
  'argv chdir cwd env exit exitCode hrtime memoryUsage nextTick on pid platform'.split(' '),
);
const INEXACT = new Set(
  (
    'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 log log10 log1p log2 pow ' +
    'sin sinh tan tanh'
  ).split(' '),
);

/** `Math.pow` and the like: the object and the part, when both are plain names. */
function member(node: ts.Node): { owner: string; part: string } | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  return { owner: node.expression.text, part: node.name.text };
}

/** A name that stands for a value, not the part after a dot, a key or a type. */
function isFreeName(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent);
}

function impurity(node: ts.Node): string | undefined {
  const access = member(node);
  if (access?.owner === 'Math' && access.part === 'random') return `Math.random: ${INSTEAD.chance}`;
  if (access?.owner === 'process' && PROCESS_PARTS.has(access.part)) {
    return `process.${access.part}: ${INSTEAD.process}`;
  }
  if (!isFreeName(node)) return undefined;
  if (CLOCKS.has(node.text)) return `${node.text}: ${INSTEAD.clock}`;
  if (TIMERS.has(node.text)) return `${node.text}: ${INSTEAD.timer}`;
  return undefined;
}

/** x ** 2 is one product, 2 ** 40 a constant without rounding; any other power may differ. */
function isExactPower(node: ts.BinaryExpression): boolean {
  const { left, right } = node;
  if (!ts.isNumericLiteral(right)) return false;
  return right.text === '2' || (ts.isNumericLiteral(left) && left.text === '2');
}

function unportable(node: ts.Node): string | undefined {
  const access = member(node);
  if (access?.owner === 'Math' && INEXACT.has(access.part)) {
    return `Math.${access.part}: ${INSTEAD.math}`;
  }
  const powers = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
  if (ts.isBinaryExpression(node) && powers.includes(node.operatorToken.kind)) {
    return isExactPower(node) ? undefined : `**: ${INSTEAD.math}`;
  }
  const isAsync = node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node);
  return isAsync ? `async: ${INSTEAD.async}` : undefined;
}

/** Calls that take one argument for each value of a list. */
const SPREADABLE = new Set('max min push unshift splice fromCharCode'.split(' '));

/** The scenarios that it draws have a handful of everything. */
const FEW_DRAWN = /^sim\/study\/fuzz\//u;

function spread(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !node.arguments.some(ts.isSpreadElement)) return undefined;
  if (!ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { text } = node.expression.name;
  return SPREADABLE.has(text) ? `${text}(...): ${INSTEAD.spread}` : undefined;
}

/** Everything in a file that its layer's conduct forbids, each with its line. */
export function misconduct(source: Source, conduct: Layer['conduct']): string[] {
  const found: string[] = [];
  walk(source.tree, (node) => {
    const pure = conduct === 'edge' ? undefined : impurity(node);
    const portable = conduct === 'engine' ? unportable(node) : undefined;
    const fault = pure ?? portable ?? (FEW_DRAWN.test(source.path) ? undefined : spread(node));
    if (fault === undefined) return;
    found.push(`${source.path}:${lineOf(source.tree, node.getStart())} ${fault}`);
  });
  return found;
}
