/** Quantities: exact values, refusals with a hint, round trips, and mathjs as an oracle. */
import fc from 'fast-check';
import { unit } from 'mathjs';
import { describe, expect, test } from 'vitest';
import type { ParameterUnit } from '../../../sim/engine/kernel/unit.ts';
import {
  formatForUnit,
  parseParameter,
  readCap,
  readQuantity,
  showQuantity,
} from '../../../sim/text/quantity.ts';

const value = (text: string | number, as: ParameterUnit): number | string => {
  const reading = readQuantity(text, as);
  return reading.ok ? reading.value : `${reading.message} (${reading.hint})`;
};

describe('a quantity', () => {
  test.each<[string | number, ParameterUnit, number]>([
    ['1 GiB', 'bytes', 1_073_741_824],
    ['1.5GiB', 'bytes', 1_610_612_736],
    ['4 kB', 'bytes', 4000],
    ['64 TiB', 'bytes', 70_368_744_177_664],
    ['.5 KiB', 'bytes', 512],
    ['0 B', 'bytes', 0],
    ['1 Gbit/s', 'bit/s', 1e9],
    ['60 MB/s', 'bit/s', 480_000_000],
    ['1 KiB/s', 'bit/s', 8192],
    ['101.96 MiB/s', 'bit/s', 855_302_472],
    ['32.009 GiB', 'bytes', 34_369_402_044],
    ['1.5001 us', 'ns', 1500],
    ['50 us', 'ns', 50_000],
    ['0.5 ms', 'ns', 500_000],
    ['1 min', 'ns', 60_000_000_000],
    ['2 h', 'ns', 7_200_000_000_000],
    ['65 \u00b5s', 'ns', 65_000],
    ['1e3 ms', 'ns', 1e9],
    ['40%', 'percent', 40],
    ['12.5 %', 'percent', 12.5],
    ['200000 pages', 'pages', 200_000],
    [50, 'pages', 50],
    ['1 page', 'pages', 1],
    ['10000 pages/s', 'pages/s', 10_000],
    ['0.1 pages/s', 'pages/s', 0.1],
    ['120 MB/s', 'pages/s', 29_296.875],
    ['983.04 Mbit/s', 'pages/s', 30_000],
    ['16 MiB/s', 'pages/s', 4096],
    [12, 'count', 12],
    ['-0 B', 'bytes', 0],
    ['0e400 B', 'bytes', 0],
    ['1e-99999999 s', 'ns', 0],
    ['9007199254740991 B', 'bytes', 2 ** 53 - 1],
  ])('%s as %s is %d', (text, as, expected) => {
    expect(value(text, as)).toBe(expected);
  });

  test.each<[string | number, ParameterUnit, string]>([
    ['1 Gb', 'bytes', '`1 Gb` has the unknown unit `Gb` (did you mean `GB` or `GiB`?)'],
    ['1 gb', 'bytes', '`1 gb` has the unknown unit `gb` (did you mean `GB` or `GiB`?)'],
    ['1 MIB', 'bytes', '`1 MIB` has the unknown unit `MIB` (did you mean `MiB`?)'],
    [
      '1 Mbps',
      'bit/s',
      '`1 Mbps` has the unknown unit `Mbps` (did you mean `Mbit/s` or `MB/s` or `MiB/s`?)',
    ],
    ['3 sec', 'ns', '`3 sec` has the unknown unit `sec` (did you mean `s`?)'],
    ['3 S', 'ns', '`3 S` has the unknown unit `S` (did you mean `s`?)'],
    [
      '5 s',
      'bytes',
      '`5 s` is a duration, not a size (write a size such as `1 GiB`; ' +
        'units: `B`, `KiB`, `MiB`, `GiB`, `TiB`, `kB`, `MB`, `GB`, `TB`)',
    ],
    [5, 'percent', '`5` has no unit (write a percentage such as `40 %`)'],
    ['-1 %', 'percent', '`-1 %` is negative (write a percentage such as `40 %`)'],
    [
      NaN,
      'pages',
      '`NaN` is not a finite number (write a number of pages such as `200000 pages`; ' +
        'units: `pages`, `page`)',
    ],
    [
      -Infinity,
      'percent',
      '`-Infinity` is not a finite number (write a percentage such as `40 %`)',
    ],
    [
      '8192 TiB',
      'bytes',
      '`8192 TiB` is too large to be exact (the most is 2^53 of the smallest unit)',
    ],
    [
      '1e400 bit/s',
      'bit/s',
      '`1e400 bit/s` is too large to be exact (the most is 2^53 of the smallest unit)',
    ],
    [
      '1E+99999999999',
      'count',
      '`1E+99999999999` is too large to be exact (the most is 2^53 of the smallest unit)',
    ],
    ['1e-400 B', 'bytes', '`1e-400 B` is not a whole number of bytes (the nearest is `0 B`)'],
    ['0.3 B', 'bytes', '`0.3 B` is not a whole number of bytes (the nearest is `0 B`)'],
    [
      '1,5 %',
      'percent',
      '`1,5 %` is not a number ' +
        '(digits stand together, decimals after a point, such as `1.5` or `20000`)',
    ],
    ['lots', 'percent', '`lots` is not a percentage (write a percentage such as `40 %`)'],
    ['', 'percent', '`` is not a percentage (write a percentage such as `40 %`)'],
  ])('%s as %s is refused', (text, as, expected) => {
    expect(value(text, as)).toBe(expected);
  });

  test('of a machine parameter may be a fraction of a nanosecond', () => {
    expect(parseParameter('0.25 ns', 'ns')).toEqual({ ok: true, value: 0.25 });
    expect(parseParameter('0.5 B', 'bytes').ok).toBe(false);
  });

  test('as a cap is a whole percentage or none, never zero', () => {
    expect(readCap('none')).toEqual({ ok: true, value: undefined });
    expect(readCap('40 %')).toEqual({ ok: true, value: 40 });
    expect(readCap('0 %').ok).toBe(false);
    expect(readCap('12.5 %').ok).toBe(false);
  });
});

describe('the text of a value', () => {
  test.each<[number, ParameterUnit, string, string]>([
    [1_073_741_824, 'bytes', '1 GiB', '1 GiB'],
    [1_234_567_890, 'bytes', '1234567890 B', '1.15 GiB'],
    [1_234_567, 'ns', '1234.567 us', '1.235 ms'],
    [93_456_000_000, 'ns', '93.456 s', '93.46 s'],
    [999_999, 'ns', '999.999 us', '1 ms'],
    [0, 'ns', '0 ns', '0 ns'],
    [-5_000_000, 'ns', '-5 ms', '-5 ms'],
    [117_300_000, 'bit/s', '117.3 Mbit/s', '117.3 Mbit/s'],
    [40, 'percent', '40 %', '40 %'],
    [33.333333, 'percent', '33.333333 %', '33.33 %'],
    [262_144, 'pages', '262144 pages', '262144 pages'],
    [12, 'count', '12', '12'],
  ])('of %d %s is %s exactly and %s in a table', (number, as, exact, short) => {
    expect(formatForUnit(number, as)).toBe(exact);
    expect(showQuantity(number, as)).toBe(short);
  });

  test('reads back as the same value', () => {
    const units = fc.constantFrom<ParameterUnit>(
      'ns',
      'bytes',
      'bit/s',
      'percent',
      'count',
      'pages',
      'pages/s',
    );
    fc.assert(
      fc.property(units, fc.maxSafeNat(), (as, number) => {
        expect(value(formatForUnit(number, as), as)).toBe(number);
      }),
    );
    const fractional = fc.constantFrom<ParameterUnit>('ns', 'bit/s', 'percent', 'count', 'pages/s');
    const numbers = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(fractional, numbers, (as, number) => {
        expect(parseParameter(formatForUnit(number, as), as)).toEqual({ ok: true, value: number });
      }),
    );
  });
});

test('mathjs agrees on the units that both know', () => {
  const known: [string, ParameterUnit, string][] = [
    ...['B', 'KiB', 'MiB', 'GiB', 'kB', 'MB', 'GB'].map((name): [string, ParameterUnit, string] => [
      name,
      'bytes',
      'B',
    ]),
    ...['us', 'ms', 's', 'h'].map((name): [string, ParameterUnit, string] => [name, 'ns', 'ns']),
    ...['B/s', 'kB/s', 'MB/s', 'MiB/s'].map((name): [string, ParameterUnit, string] => [
      name,
      'bit/s',
      'b/s',
    ]),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat({ max: 2000 }), ([name, as, base], n) => {
      const oracle = unit(n, name).toNumber(base);
      expect(Math.abs(Number(value(`${n} ${name}`, as)) - oracle)).toBeLessThanOrEqual(
        oracle * 1e-12,
      );
    }),
  );
});

test('any text gives a reading and never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readQuantity(text, 'bytes')).toHaveProperty('ok');
      expect(readQuantity(`1 ${text}`, 'ns')).toHaveProperty('ok');
    }),
  );
});
