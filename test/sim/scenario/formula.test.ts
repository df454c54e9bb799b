/** Formulas in a file: what they become, and each mistake. */
import { describe, expect, test } from 'vitest';
import type { LoadOptions } from '../../../sim/scenario/load.ts';
import { expand } from './support.ts';
import { FORMULA, readFormula, text, workloadOf, wrong } from './varying.ts';

describe('a formula', () => {
  test('becomes values at even times, without those that a level stretch does not need', () => {
    const rate = '"100 * min(t, 2) Mbit/s"';
    const found = workloadOf(`{${FORMULA}, rate: ${rate}, until: 5 s, every: 1 s, after: repeat}`);
    const pages = 1e8 / 32_768;
    expect(found).toEqual({
      kind: 'formula',
      counts: 'writes',
      pattern: 'uniform',
      intensityPercent: 0,
      rate: {
        atNs: [0, 1e9, 2e9, 5e9],
        values: [0, pages, 2 * pages, 2 * pages],
        interpolate: 'linear',
        after: 'repeat',
        lengthNs: 5e9,
      },
      workingSet: {
        atNs: [0, 5e9],
        values: [2 ** 26, 2 ** 26],
        interpolate: 'linear',
        after: 'repeat',
        lengthNs: 5e9,
      },
    });
  });

  test('of a sweep is read once for all its points', () => {
    let readings = 0;
    const counting: LoadOptions['readFormula'] = (formula) => {
      readings += 1;
      return readFormula(formula);
    };
    const sweep = 'sweep: {axes: {a.dom0.cap: [10 %, 20 %, 30 %]}}\n';
    const points = expand(`${text(`{${FORMULA}, rate: t pages/s}`)}${sweep}`, {
      readFormula: counting,
    });
    expect([points.length, readings]).toEqual([3, 2]);
  });

  test.each<[string, string, string]>([
    [
      'negative',
      'rate: 100 - 50 * t pages/s',
      '39: `rate`: the formula gives -5 pages/s at t = 2.1: it is negative (`max(0, ...)` ' +
        'keeps it from falling below 0)',
    ],
    [
      'complex',
      'rate: sqrt(1 - t) pages/s',
      '39: `rate`: the formula gives no real number at t = 1.1 (such as the root of a ' +
        'negative number, or 0 / 0)',
    ],
    [
      'infinite',
      'rate: 1 / (t - 3)^2 pages/s',
      '39: `rate`: the formula is infinite at t = 3 (such as a division by 0)',
    ],
    [
      'too much',
      'rate: 10^(t + 12) pages/s',
      '39: `rate`: the formula gives 1258930000000 pages/s at t = 0.1 (at most ' +
        '`1000000000000 pages/s`)',
    ],
    [
      'without a unit',
      'rate: 2000 * t',
      '39: `rate`: `2000 * t` has no unit (write it behind the formula, such as `2000 + 50 * ' +
        't pages/s`)',
    ],
    [
      'with a unit of another kind',
      'rate: 2 * t GiB',
      '39: `rate`: `2 * t GiB` has no unit (write it behind the formula, such as `2000 + 50 ' +
        '* t pages/s`)',
    ],
    [
      'a number',
      'rate: 2000',
      '39: `rate`: expected a formula with a unit such as `2000 + 50 * t pages/s`, found `2000`',
    ],
    [
      'no formula',
      'rate: 2 * sni(t) pages/s',
      '39: `rate`: no function `sni` (did you mean `sin`?)',
    ],
    [
      'too many values',
      'every: 1 ms, rate: t pages/s',
      '53: `workingSet`: 3600000 values would be computed, at most 200000 are (a shorter ' +
        '`until` or a longer `every`)',
    ],
  ])('%s', (_, fields, message) => {
    const workload = `{kind: formula, workingSet: 4 MiB, ${fields}}`;
    expect(wrong(workload)[0]?.replace(/^x\.yaml:7:\d+/u, '')).toBe(message.replace(/^\d+/u, ''));
    expect(wrong(workload)[0]).toMatch(/^x\.yaml:7:\d+: /u);
  });

  test('of a working set: less than a page, more than the memory', () => {
    const rate = 'rate: t pages/s';
    expect(wrong(`{kind: formula, ${rate}, workingSet: t MiB}`)).toEqual([
      'x.yaml:7:60: `workingSet`: the formula gives less than a page at t = 0 (`max(1, ...)` ' +
        'helps)',
    ]);
    expect(wrong(`{kind: formula, ${rate}, workingSet: 1000 + t MiB}`)).toEqual([
      'x.yaml:7:60: `workingSet`: the formula gives 1048680 KiB at t = 24.1 (at most `1 GiB`)',
    ]);
  });

  test('without anybody to read it', () => {
    expect(wrong(`{${FORMULA}, rate: t pages/s}`, {})).toEqual([
      'x.yaml:7:43: formulas are not supported here (pass `readFormula`)',
      'x.yaml:7:57: formulas are not supported here (pass `readFormula`)',
    ]);
  });
});
