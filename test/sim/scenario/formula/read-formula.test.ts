/**
 * Formulas: the values that mathjs gives too, and a fence that no text gets over: whatever is
 * written, the answer is a tree of the listed functions or one message.
 */
import fc from 'fast-check';
import { evaluate } from 'mathjs';
import { describe, expect, test } from 'vitest';
import { NAMED, OPERATORS } from '../../../../sim/scenario/formula/functions.ts';
import { formulaReader } from '../../../../sim/scenario/formula/read-formula.ts';
import { type FormulaTree, functionOf } from '../../../../sim/scenario/formula/tree.ts';
import { cases } from '../../../support/properties.ts';

const read = await formulaReader();

function worth(text: string, t: number): number {
  const reading = read(text);
  if (!reading.ok) throw new Error(reading.message);
  return functionOf(reading.tree)(t);
}

function refusal(text: string): string {
  const reading = read(text);
  return reading.ok ? 'no refusal' : `${reading.message} (${reading.hint})`;
}

/** What mathjs makes of a text; it refuses to compare complex numbers. */
function tryEvaluate(text: string, t: number): unknown {
  try {
    return evaluate(text, { t });
  } catch {
    return undefined;
  }
}

describe('a formula', () => {
  const leaf = fc.oneof(fc.constantFrom('t', 'pi', 'e', 'tau', '2', '0.5', '1e3', '7'));
  const { formula } = fc.letrec<{ formula: string }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc
        .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/', '^', '<', '>='), tie('formula'))
        .map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
      fc
        .tuple(
          fc.constantFrom('sin', 'cos', 'abs', 'floor', 'exp', 'sqrt', 'log', 'sign', 'round'),
          tie('formula'),
        )
        .map(([name, inside]) => `${name}(${inside})`),
      fc
        .tuple(fc.constantFrom('min', 'max', 'mod'), tie('formula'), tie('formula'))
        .map(([name, left, right]) => `${name}(${left}, ${right})`),
      fc
        .tuple(tie('formula'), tie('formula'), tie('formula'))
        .map(([is, yes, no]) => `(${is}) > 1 ? (${yes}) : (${no})`),
    ),
  }));

  test('has the value that mathjs gives, where that is a real number', () => {
    fc.assert(
      fc.property(formula, fc.integer({ min: 0, max: 40 }), (text, quarter) => {
        const t = quarter / 4;
        const truth = tryEvaluate(text, t);
        const value = read(text).ok ? worth(text, t) : NaN;
        const isComparable = typeof truth === 'number' && Math.abs(truth) < 1e12;
        // mathjs takes numbers that nearly agree for equal: a step there is no mistake.
        if (!isComparable || /floor|mod|round|sign|[<>]/.test(text)) return;
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(truth)));
      }),
      // A sine of a huge number depends on its last bit: always the same formulas.
      { numRuns: cases(300) },
    );
  });

  test.each<[string, number, number]>([
    ['2000 + 50 * t', 3, 2150],
    ['2 t', 3, 6],
    ['2^3^2', 0, 512],
    ['-t^2', 3, -9],
    ['t % 4 < 2 ? 10 : 1', 5, 10],
    ['0 < t <= 5', 5, 1],
    ['0 < t <= 5', 6, 0],
    ['t > 1 and t < 3 or not t', 0, 1],
    ['mod(-1, 3)', 0, 2],
    ['round(-2.5)', 0, -3],
    ['log(8, 2)', 0, 3],
    ['log10(1000)', 0, 3],
    ['max(1, t, 3)', 2, 3],
    ['true + (t == 2)', 2, 2],
    ['sqrt(-1)', 0, NaN],
    ['1 / t', 0, Infinity],
  ])('%s at %d is %d', (text, t, value) => {
    if (Number.isNaN(value)) expect(worth(text, t)).toBeNaN();
    else expect(worth(text, t)).toBeCloseTo(value, 12);
  });
});

const ALLOWED =
  ' has no place in a formula (a formula is made of numbers, `t`, the operators + - * / ^ %, ' +
  'comparisons, `and`, `or`, `not`, `a ? b : c`, and functions)';

describe('the fence', () => {
  test.each<[string, string]>([
    ['x = 3', `an assignment${ALLOWED}`],
    ['f(t) = t', `an assignment${ALLOWED}`],
    ['t.constructor', `access to a property${ALLOWED}`],
    ['t["a"]', `access to a property${ALLOWED}`],
    ['t.a(1)', `access to a property${ALLOWED}`],
    ['[1, 2]', `a list${ALLOWED}`],
    ['{a: 1}', `a map${ALLOWED}`],
    ['1:3', `a range${ALLOWED}`],
    ['1; 2', `a second formula${ALLOWED}`],
    ['"text"', `a text${ALLOWED}`],
    ["t'", `the operator \`'\`${ALLOWED}`],
    ['t!', `the operator \`!\`${ALLOWED}`],
    ['t to s', `the operator \`to\`${ALLOWED}`],
    ['', 'the formula is empty (write such as `2000 + 1500 * sin(2 * pi * t / 60)`)'],
    [
      'sin(t',
      '`sin(t` is not a formula: Parenthesis ) expected (char 6) ' +
        '(write such as `2000 + 1500 * sin(2 * pi * t / 60)`)',
    ],
    ['sin', '`sin` is a function (write `sin(t)`)'],
    ['t(3)', '`t` is not a function (to multiply write `t * (`)'],
    ['snin(t)', 'no function `snin` (did you mean `sin`?)'],
    ['mod(t)', '`mod` takes 2 value(s), not 1 (put values in brackets, separated by commas)'],
    ['1e999', 'a number of the formula is too large (the most is about 1.7e308)'],
    ['constructor', `no \`constructor\` in a formula (known: ${known()})`],
    [
      '1'.repeat(501),
      'the formula has 501 characters, at most 500 are read ' +
        '(a long course is better a `replay` of points)',
    ],
    [`${'('.repeat(101)}t`, 'the formula nests deeper than 100 (write it in a simpler way)'],
    [`t${' + t'.repeat(120)}`, 'the formula nests deeper than 100 (write it in a simpler way)'],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  function known(): string {
    const names = ['t', 'pi', 'tau', 'e', 'true', 'false', ...Object.keys(NAMED)];
    return names.map((name) => `\`${name}\``).join(', ');
  }

  test.each([
    'import',
    'evaluate',
    'parse',
    'compile',
    'createUnit',
    'simplify',
    'derivative',
    'random',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
  ])('%s is no function', (name) => {
    expect(refusal(`${name}("1")`)).toMatch(/^(no function|a text has no place)/);
    expect(refusal(`${name}(t)`)).toMatch(/^no function/);
  });

  const listed = new Set([...Object.values(NAMED), ...Object.values(OPERATORS)]);
  const isTame = (tree: FormulaTree): boolean =>
    tree.kind !== 'call' || (listed.has(tree.function) && tree.inputs.every(isTame));

  test('no text gets over it, and none ends in anything but a message', () => {
    const piece = fc.constantFrom(
      ...'t pi e 2 0.1 1e9 ( ) [ ] { } , ; : ? . .. ... + - * / ^ % !'.split(' '),
      ...'\' " = == < <= > != and or not i cm end to in mod xor | & ~ << >> ->'.split(' '),
      ...'sin cos max min log import evaluate constructor __proto__'.split(' '),
      ' ',
      '\n',
      '#',
      '\u221e',
      '\u0000',
      '\ud800',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(' ')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, (written) => {
        const reading = read(written);
        if (!reading.ok) {
          expect(reading.message).not.toBe('');
          return;
        }
        expect(isTame(reading.tree)).toBe(true);
        expect(typeof functionOf(reading.tree)(1.5)).toBe('number');
      }),
      { numRuns: cases(2000) },
    );
  });
});
