/** Portable log, exp, pow: against references of 320 bits, Math.* and the cases of ECMAScript. */
import { describe, expect, test } from 'vitest';
import { exp, expm1, log, log1p, pow } from '../../../../sim/engine/kernel/portable.ts';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { exactly, type Reference, reference, ulpsFrom } from './high-precision.ts';

type Draw = () => number;
type Unary = (x: number) => number;

const random = new RandomStream('portable/arguments');
const even =
  (from: number, to: number): Draw =>
  () =>
    from + (to - from) * random.double();
/** Magnitudes even in the exponent, from 2^from to 2^to. */
const wide =
  (from: number, to: number, sign = 1): Draw =>
  () =>
    sign * (1 + random.double()) * 2 ** Math.floor(even(from, to)());

function worstUlps(count: number, draw: Draw, f: Unary, truth: (x: number) => Reference): number {
  let worst = 0;
  for (let i = 0; i < count; i += 1) {
    const x = draw();
    worst = Math.max(worst, ulpsFrom(f(x), truth(x)));
  }
  return worst;
}

describe('against the true value', () => {
  test('the reference itself knows e, ln 10 and the square root of 2', () => {
    expect(ulpsFrom(Math.E, reference.exp(1))).toBeLessThan(0.5);
    expect(ulpsFrom(Math.LN10, reference.log(10))).toBeLessThan(0.5);
    expect(ulpsFrom(Math.SQRT2, reference.pow(2, 0.5))).toBeLessThan(0.5);
    expect(exactly(-0.75)).toEqual({ integer: -6755399441055744n, exponent: -53 });
  });

  test.each<[string, Draw, Unary, (x: number) => Reference, number]>([
    ['log near 1', even(0.5, 2), log, reference.log, 1],
    ['log, all sizes', wide(-1074, 1023), log, reference.log, 1],
    ['exp near 0', even(-1, 1), exp, reference.exp, 1],
    ['exp, all results', even(-745, 709.7), exp, reference.exp, 1],
    ['log1p near 0', even(-0.99, 1), log1p, reference.log1p, 1],
    ['log1p, small', wide(-60, 0, -1), log1p, reference.log1p, 1],
    ['expm1 near 0', even(-1, 1), expm1, reference.expm1, 1.5],
    ['expm1, wide', even(-50, 200), expm1, reference.expm1, 1.5],
  ])('%s', (_name, draw, f, truth, ulps) => {
    expect(worstUlps(4000, draw, f, truth)).toBeLessThan(ulps);
  });

  test.each<[string, Draw, Draw]>([
    ['small powers', even(0.01, 3), even(-4, 4)],
    ['sizes and exponents', wide(-10, 40), even(-20, 20)],
    ['near 1, large powers', even(0.99, 1.01), even(-50_000, 50_000)],
    ['subnormal bases', wide(-1060, -1030), even(-0.9, 0.9)],
    ['Zipf weights', () => 1 + random.below(2 ** 30), even(-2, 0)],
  ])('pow: %s', (_name, base, power) => {
    for (let i = 0; i < 3000; i += 1) {
      const x = base();
      const y = power();
      expect(ulpsFrom(pow(x, y), reference.pow(x, y)), `pow(${x}, ${y})`).toBeLessThan(1);
    }
  });
});

/** Steps between two doubles of equal sign. */
function steps(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  const view = new BigInt64Array(new Float64Array([a, b]).buffer);
  const gap = Number((view[0] ?? 0n) - (view[1] ?? 0n));
  return Math.abs(gap);
}

describe('against Math, over 100,000 arguments', () => {
  test.each<[string, Draw, Unary, Unary, number]>([
    ['log', wide(-1070, 1023), log, Math.log, 1],
    ['exp', even(-745, 710), exp, Math.exp, 1],
    ['log1p', even(-1, 1000), log1p, Math.log1p, 1],
    ['expm1', even(-40, 40), expm1, Math.expm1, 2],
  ])('%s', (_name, draw, f, native, bound) => {
    let worst = 0;
    for (let i = 0; i < 100_000; i += 1) {
      const x = draw();
      worst = Math.max(worst, steps(f(x), native(x)));
    }
    expect(worst).toBeLessThanOrEqual(bound);
  });

  test('pow', () => {
    const base = wide(-30, 30);
    const power = even(-30, 30);
    let worst = 0;
    for (let i = 0; i < 100_000; i += 1) {
      const x = base();
      const y = power();
      worst = Math.max(worst, steps(pow(x, y), x ** y));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });
});

describe('special cases', () => {
  const edges = [NaN, 0, -0, 1, -1, Infinity, -Infinity, -2, 1e300, -1e300, 5e-324, -5e-324];

  test('log, exp, log1p, expm1 at zeros, infinities, NaN and the smallest numbers', () => {
    for (const x of edges.filter((edge) => edge !== 1)) {
      expect([x, log(x), exp(x), log1p(x)]).toEqual([x, Math.log(x), Math.exp(x), Math.log1p(x)]);
    }
    expect([NaN, 0, -0, 5e-324, -5e-324, Infinity, -Infinity, -50].map(expm1)).toEqual([
      NaN,
      0,
      -0,
      5e-324,
      -5e-324,
      Infinity,
      -1,
      -1,
    ]);
  });

  test('pow as ECMAScript defines it', () => {
    const powers = [...edges, 2, 3, -3, 0.5, -0.5, 1.5, 2 ** 53, -(2 ** 53) + 1];
    for (const x of [...edges, 0.5, -0.5]) {
      for (const y of powers) {
        const got = pow(x, y);
        const native = x ** y;
        const same = Object.is(got, native) || steps(got, native) === 1;
        expect(same, `pow(${x}, ${y}) is ${got}`).toBe(true);
      }
    }
  });

  test('whole powers of whole numbers are exact', () => {
    for (let x = 2; x < 500; x += 1) {
      for (let y = 1n; BigInt(x) ** y <= 2n ** 53n; y += 1n) {
        expect(pow(x, Number(y))).toBe(Number(BigInt(x) ** y));
      }
    }
  });

  test('the same bits everywhere: a hash of 50,000 results (FNV-1a on 64 bits)', () => {
    let hash = 0xcbf29ce484222325n;
    for (let i = 1; i <= 10_000; i += 1) {
      const results = [log(i / 7), exp(-i / 999), pow(i, -1.1), log1p(i / 3), expm1(-i / 5000)];
      for (const word of new BigUint64Array(new Float64Array(results).buffer)) {
        hash = BigInt.asUintN(64, (hash ^ word) * 0x100000001b3n);
      }
    }
    expect(hash.toString(16)).toBe('a9f5490d0f7bd479');
  });
});
