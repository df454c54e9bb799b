/**
 * Reference logarithm and exponential in fixed point on BigInt, 320 bits behind the point, by their
 * plain series; and the distance of a double from such a value in units in the last place.
 */

/** A real number as value / 2^320 * 2^exponent. */
export interface Reference {
  readonly value: bigint;
  readonly exponent: number;
}

const BITS = 320n;
const ONE = 1n << BITS;

/** 2 atanh(n / d) = log((d + n) / (d - n)). */
function twiceAtanh(n: bigint, d: bigint): bigint {
  const s = (n << BITS) / d;
  const z = (s * s) >> BITS;
  let power = s;
  let sum = 0n;
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd;
    power = (power * z) >> BITS;
  }
  return 2n * sum;
}

const LN2 = twiceAtanh(1n, 3n);

/** A finite double as integer * 2^exponent, exactly. */
export function exactly(x: number): { integer: bigint; exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const raw = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const integer = raw === 0 ? fraction : fraction | (1n << 52n);
  return { integer: x < 0 ? -integer : integer, exponent: Math.max(raw, 1) - 1075 };
}

const shift = (value: bigint, by: number): bigint =>
  by >= 0 ? value << BigInt(by) : value >> BigInt(-by);

/** log x in fixed point, for an exact positive integer * 2^exponent. */
function logFixed(integer: bigint, exponent: number): bigint {
  const length = integer.toString(2).length;
  const one = 1n << BigInt(length - 1);
  return BigInt(exponent + length - 1) * LN2 + twiceAtanh(integer - one, integer + one);
}

/** e to a fixed-point power. */
function expFixed(power: bigint): Reference {
  let exponent = power / LN2;
  if (power < 0n) exponent -= 1n;
  const r = power - exponent * LN2;
  let term = ONE;
  let sum = 0n;
  for (let i = 1n; term !== 0n; i += 1n) {
    sum += term;
    term = ((term * r) >> BITS) / i;
  }
  return { value: sum, exponent: Number(exponent) };
}

const toFixed = (x: number): bigint => {
  const { integer, exponent } = exactly(x);
  return shift(integer, exponent + Number(BITS));
};

/** The reference functions; each takes doubles as exact numbers. */
export const reference = {
  log(x: number): Reference {
    const { integer, exponent } = exactly(x);
    return { value: logFixed(integer, exponent), exponent: 0 };
  },
  log1p(x: number): Reference {
    return { value: logFixed(ONE + toFixed(x), -Number(BITS)), exponent: 0 };
  },
  exp(x: number): Reference {
    return expFixed(toFixed(x));
  },
  expm1(x: number): Reference {
    const { value, exponent } = expFixed(toFixed(x));
    return { value: shift(value, exponent) - ONE, exponent: 0 };
  },
  pow(x: number, y: number): Reference {
    const { integer, exponent } = exactly(x);
    const by = exactly(y);
    return expFixed(shift(logFixed(integer, exponent) * by.integer, by.exponent));
  },
};

/** How far a finite double is from the true value, in units in the last place of the double. */
export function ulpsFrom(result: number, truth: Reference): number {
  const { integer, exponent } = exactly(result);
  const scaled = shift(truth.value << 40n, truth.exponent - Number(BITS) - exponent);
  const gap = (integer << 40n) - scaled;
  return Number(gap < 0n ? -gap : gap) / 2 ** 40;
}
