/**
 * Logarithm, exponential and power with the same bits in every JavaScript engine.
 *
 * `Math.log`, `Math.exp` and `Math.pow` may differ between engines in the last place, so they may
 * not decide what a simulation does. These use only + - * /, exact rounding (`Math.floor`) and the
 * bits of the exponent. The scheme is that of fdlibm (Sun Microsystems, 1993, e_log.c, e_exp.c,
 * e_pow.c, s_log1p.c, s_expm1.c), with the plain Taylor coefficients in place of fitted ones:
 *
 *   log x = k ln 2 + log(1 + f),  log(1 + f) = 2 s + 2/3 s^3 + 2/5 s^5 ...,  s = f / (2 + f)
 *   exp x = 2^k exp r,  exp r = 1 + 2 r / (R - r),  R = r coth(r/2) = 2 + r^2/6 - r^4/360 ...
 *   pow(x, y) = exp(y log x), the logarithm and the product held in two numbers (high and low)
 *
 * Error against the true value, tested: below 1 unit in the last place, for `expm1` below 1.5.
 */

/** ln 2 in two parts: the first has 33 bits, so that k times it is exact; then the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const MIN_NORMAL = 2.2250738585072014e-308;
const TWO_54 = 18014398509481984;
/** Veltkamp's constant 2^27 + 1: splits a number into two of 26 bits. */
const SPLITTER = 134217729;
/** 2/3 - the number nearest to 2/3. */
const TWO_THIRDS_LOW = 3.700743415417188e-17;

/** Big-endian access on every machine: `DataView` does not depend on the byte order. */
const view = new DataView(new ArrayBuffer(8));

/** 2^k for k in -1022..1023. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** x 2^k, rounded once, also where 2^k itself is out of range. */
function scale(x: number, k: number): number {
  const half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** The k for which x / 2^k lies in about [sqrt(1/2), sqrt(2)), for a positive normal x. */
function nearExponent(x: number): number {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  return (high >>> 20) - 1023 + ((high & 0xfffff) > 0x6a09e ? 1 : 0);
}

/** 2/5 + 2/7 z + 2/9 z^2 ..., the tail of the series of the logarithm, for z = s^2 <= 0.0295. */
function logTail(z: number): number {
  let sum = 2 / 25;
  for (let odd = 23; odd >= 5; odd -= 2) sum = 2 / odd + z * sum;
  return sum;
}

/** k ln 2 + log(1 + f) + correction, with the large parts added last. */
function logOf(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const half = 0.5 * f * f;
  const rest = z * (2 / 3 + z * logTail(z));
  const low = s * (half + rest) + (k * LN2_LOW + correction);
  return k * LN2_HIGH - (half - low - f);
}

/**
 * The natural logarithm of x.
 * @returns NaN below zero, -Infinity at zero.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < MIN_NORMAL) {
    const k = nearExponent(x * TWO_54);
    return logOf(scale(x * TWO_54, -k) - 1, k - 54, 0);
  }
  const k = nearExponent(x);
  return logOf(scale(x, -k) - 1, k, 0);
}

/**
 * log(1 + x), without loss for small x.
 * @returns NaN below -1, -Infinity at -1.
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity || Math.abs(x) < 1 / TWO_54) return x;
  if (x > -0.29 && x < 0.41) return logOf(x, 0, 0);
  const sum = 1 + x;
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  const k = nearExponent(sum);
  return logOf(scale(sum, -k) - 1, k, lost / sum);
}

/** r - (R - 2) of the header, for |r| <= ln(2) / 2: an even series in r. */
function expSeries(r: number): number {
  const z = r * r;
  const tail = -1 / 604800 + z * (1 / 23950080 + z * (-691 / 653837184000 + z / 37362124800));
  return r - z * (1 / 6 + z * (-1 / 360 + z * (1 / 15120 + z * tail)));
}

/** exp(x + tail) for |x| < 750 and a tail far below the last place of x. */
function expOf(x: number, tail: number): number {
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - tail;
  const r = high - low;
  const c = expSeries(r);
  return scale(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e to the power x: Infinity past 709.78, 0 below -745.13. */
export function exp(x: number): number {
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  return Number.isNaN(x) ? x : expOf(x, 0);
}

/** exp(x) - 1, without loss for small x. */
export function expm1(x: number): number {
  if (Math.abs(x) < 1 / TWO_54) return x;
  if (!(x < 40)) return exp(x);
  if (x < -40) return -1;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = expSeries(r);
  const small = (r * c) / (2 - c) + (high - r - low);
  return scale(r + (1 - powerOfTwo(-k)) + small, k);
}

/** The rounding error of a product: a b = product + error exactly (Dekker 1971). */
export function productError(a: number, b: number, product: number): number {
  const aHigh = a * SPLITTER - (a * SPLITTER - a);
  const bHigh = b * SPLITTER - (b * SPLITTER - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** x^y for positive finite x other than 1 and finite y: the logarithm to some 68 bits. */
function powOf(x: number, y: number): number {
  const normal = x < MIN_NORMAL ? x * TWO_54 : x;
  const near = nearExponent(normal);
  const m = scale(normal, -near);
  const k = x < MIN_NORMAL ? near - 54 : near;
  // s = f / d in two parts; f = m - 1 is exact, d = m + 1 is not.
  const f = m - 1;
  const d = m + 1;
  const s = f / d;
  const sd = s * d;
  const sLow = (f - sd - productError(s, d, sd) - s * (m - (d - 1))) / d;
  // z = s^2 and t = 2/3 + 2/5 z + ... in two parts, then the product s z t.
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  const tail = z * logTail(z);
  const t = 2 / 3 + tail;
  const tLow = 2 / 3 - t + tail + TWO_THIRDS_LOW;
  const sz = s * z;
  const szLow = productError(s, z, sz) + s * zLow + sLow * z;
  const cube = sz * t;
  const cubeLow = productError(sz, t, cube) + sz * tLow + szLow * t;
  // The sum k ln 2 + 2 s + s z t, largest first: each difference below is the exact rounding error.
  const first = 2 * s + cube;
  const firstLow = 2 * s - first + cube + (2 * sLow + cubeLow);
  const whole = k * LN2_HIGH;
  const sum = whole + first;
  const sumLow = whole - sum + first + (firstLow + k * LN2_LOW);
  const product = y * sum;
  if (product > 720) return Infinity;
  if (product < -760) return 0;
  return expOf(product, productError(y, sum, product) + y * sumLow);
}

/** x^y where one of the two is zero or infinite, for x >= 0. */
function powAtEdge(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 1) return NaN;
  return x > 1 === y > 0 ? Infinity : 0;
}

/**
 * x to the power y, with the special cases of `Math.pow` in ECMAScript.
 * @returns NaN for negative x unless y is an integer, and for 1 to an infinite power.
 */
export function pow(x: number, y: number): number {
  if (Number.isNaN(y) || (Number.isNaN(x) && y !== 0)) return NaN;
  const size = Math.abs(x);
  const isWhole = Math.floor(y) === y;
  if (x < 0 && !isWhole && x !== -Infinity) return NaN;
  const isEdge = y === 0 || size === 0 || size === Infinity || Math.abs(y) === Infinity;
  const isNegative = (x < 0 || 1 / x < 0) && Math.abs(y % 2) === 1;
  let value: number;
  if (isEdge) value = powAtEdge(size, y);
  else if (size === 1) value = 1;
  else if (y === 2) value = size * size;
  else if (y === -1) value = 1 / size;
  else if (y === 0.5) value = Math.sqrt(size);
  else value = powOf(size, y);
  return isNegative ? -value : value;
}
