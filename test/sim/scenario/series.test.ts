/** Series and phases in a file: what they become, and each mistake. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesTable } from '../../../sim/scenario/series.ts';
import { Problem } from '../../../sim/text/problem.ts';
import { cases } from '../../support/properties.ts';
import { FORMULA, type Options, REPLAY, workloadOf, wrong } from './varying.ts';

describe('a series', () => {
  test('becomes two courses', () => {
    const points = '[{at: 1 s, rate: 32768 bit/s}, {at: 2 s, rate: 5 pages/s}]';
    const found = workloadOf(`{${REPLAY}, counts: dirtied, points: ${points}}`);
    const shared = { atNs: [1e9, 2e9], interpolate: 'step', after: 'hold', lengthNs: 2e9 };
    expect(found).toEqual({
      kind: 'replay',
      counts: 'dirtied',
      pattern: 'uniform',
      intensityPercent: 0,
      rate: { ...shared, values: [1, 5] },
      workingSet: { ...shared, values: [2 ** 26, 2 ** 26] },
    });
  });

  test.each<[string, string, string]>([
    ['without points', REPLAY, 'x.yaml:7:5: `points` is missing'],
    [
      'of none',
      `${REPLAY}, points: []`,
      'x.yaml:7:58: `points`: expected at least one point, found a list',
    ],
    [
      'out of order',
      `${REPLAY}, points: [{at: 2 s, rate: 1 pages/s}, {at: 2 s, rate: 2 pages/s}]`,
      'x.yaml:7:92: `at`: a point lies after the one before it (put the points in the order ' +
        'of time)',
    ],
    [
      'without a working set',
      'kind: replay, points: [{at: 2 s, rate: 1 pages/s}]',
      'x.yaml:7:39: `workingSet` is missing',
    ],
    [
      'with a working set here and there',
      `${REPLAY}, points: [{at: 1 s, rate: 1 pages/s}, {at: 2 s, rate: 2 pages/s, ` +
        `workingSet: 4 MiB}]`,
      'x.yaml:7:59: `points`: some points have a working set and this one has none',
    ],
    [
      'of a rate without a unit',
      `${REPLAY}, points: [{at: 1 s, rate: 5}]`,
      'x.yaml:7:75: `rate`: `5` has no unit (write a page rate such as `10000 pages/s`; ' +
        'units: `pages/s`, `page/s`, or a bit rate such as `1 Gbit/s`)',
    ],
    [
      'that repeats without an end',
      `${REPLAY}, after: repeat, points: [{at: 1 s, rate: 1 pages/s}]`,
      'x.yaml:7:15: `workload`: a series that repeats needs a `length` (the time from its ' +
        'start to its next start)',
    ],
    [
      'that repeats too soon',
      `${REPLAY}, after: repeat, length: 1 s, points: [{at: 2 s, rate: 1 pages/s}]`,
      'x.yaml:7:73: `length`: the series is longer than this (the time from its start to its ' +
        'next start)',
    ],
    [
      'larger than the memory',
      'kind: replay, points: [{at: 0 s, rate: 1 pages/s, workingSet: 2 GiB}]',
      'x.yaml:7:5: the working set, 2 GiB, is above the memory of `vm`, 1 GiB',
    ],
  ])('%s', (_, fields, message) => {
    expect(wrong(`{${fields}}`)).toEqual([message]);
  });
});

describe('a series in a file', () => {
  const table = (columns: string, ...rows: string[]): SeriesTable => ({
    fileName: 'series.csv',
    columns: columns.split(','),
    rows: rows.map((row, index) => ({ line: index + 2, cells: row.split(',') })),
  });
  const FILE = '{kind: replay, file: series.csv}';
  const from = (found: SeriesTable): Options => ({ readTable: () => found });

  test('is the same as its points', () => {
    const found = table('t_s,note,rate_mbit_s,working_set_mib', '0,x,25.5,1.5', '2.5,y,62,0.003');
    const points =
      '[{at: 0 s, rate: 25.5 Mbit/s, workingSet: 1536 KiB}, ' +
      '{at: 2500 ms, rate: 62 Mbit/s, workingSet: 4 KiB}]';
    expect(workloadOf(FILE, from(found))).toEqual(workloadOf(`{kind: replay, points: ${points}}`));
  });

  test('may be that of a phase', () => {
    const found = table('t_s,rate_pages_s', '0,7');
    const phase = `{for: 1 s, workload: {${REPLAY}, file: series.csv}}`;
    const workload = workloadOf(`{kind: phases, phases: [${phase}]}`, from(found));
    expect(workload?.kind === 'phases' && workload.phases[0]?.workload).toMatchObject({
      rate: { values: [7] },
    });
  });

  test.each<[string, SeriesTable, string]>([
    [
      'a cell that is no number',
      table('t_s,rate_pages_s,working_set_mib', '0,1,4', '1,x,4'),
      'series.csv:3: `rate`: `x pages/s` is not a page rate (write a page rate such as ' +
        '`10000 pages/s`; units: `pages/s`, `page/s`, or a bit rate such as `1 Gbit/s`)',
    ],
    [
      'an empty cell',
      table('t_s,rate_mbit_s,working_set_mib', '0,,4'),
      'series.csv:2: `rate`: `Mbit/s` is not a page rate (write a page rate such as `10000 ' +
        'pages/s`; units: `pages/s`, `page/s`, or a bit rate such as `1 Gbit/s`)',
    ],
    [
      'times out of order',
      table('t_s,rate_pages_s,working_set_mib', '1,1,4', '0,1,4'),
      'series.csv:3: `at`: a point lies after the one before it (put the points in the order ' +
        'of time)',
    ],
    [
      'no time',
      table('t,rate_pages_s', '0,1'),
      'series.csv: no column `t_s` (known: `t`, `rate_pages_s`)',
    ],
    [
      'no rate',
      table('t_s,rate', '0,1'),
      'series.csv: no column of the rate (one of `rate_pages_s` and `rate_mbit_s` ' + 'is needed)',
    ],
    [
      'two rates',
      table('t_s,rate_pages_s,rate_mbit_s', '0,1,1'),
      'series.csv: two columns of rates (one of `rate_pages_s` and `rate_mbit_s` is needed)',
    ],
    [
      'a working set by another name',
      table('t_s,rate_pages_s,working_set', '0,1,1'),
      'series.csv: the column `working_set` is not known (did you mean `working_set_mib`?)',
    ],
  ])('%s', (_, found, message) => {
    expect(wrong(FILE, from(found))).toEqual([message]);
  });

  test('beside points', () => {
    const both = `{${REPLAY}, file: series.csv, points: [{at: 0 s, rate: 1 pages/s}]}`;
    expect(wrong(both, from(table('t_s', '0')))).toEqual([
      'x.yaml:7:50: use either `points` or `file`, not both (remove one of them)',
    ]);
  });

  test('that cannot be read, and without anybody to read it', () => {
    const readTable = (path: string): SeriesTable => {
      throw new Problem([{ where: path, message: 'there is no such file' }]);
    };
    expect(wrong(FILE, { readTable })).toEqual(['series.csv: there is no such file']);
    expect(wrong(FILE, {})).toEqual([
      'x.yaml:7:36: `file`: files of series are not supported here (pass `readTable`)',
    ]);
  });
});

describe('phases', () => {
  test('keep their workloads and times', () => {
    const idle = '{for: 2 s, workload: {kind: idle}}';
    const formula = `{for: 1 min, workload: {${FORMULA}, rate: t pages/s, until: 1 s, every: 1 s}}`;
    const found = workloadOf(`{kind: phases, repeat: true, phases: [${idle}, ${formula}]}`);
    expect(found).toMatchObject({
      kind: 'phases',
      repeat: true,
      phases: [
        { durationNs: 2e9, workload: { kind: 'idle' } },
        { durationNs: 6e10, workload: { kind: 'formula', rate: { values: [0, 1] } } },
      ],
    });
  });

  test.each<[string, string, string]>([
    ['none', '', 'x.yaml:7:38: `phases`: expected at least one phase, found a list'],
    ['without a time', '{workload: {kind: idle}}', 'x.yaml:7:39: `for` is missing'],
    [
      'no time at all',
      '{for: 0 s, workload: {kind: idle}}',
      'x.yaml:7:45: `for`: `0 s` is below the minimum (at least `1 ms`, at most `8640000 s`)',
    ],
    [
      'phases in a phase',
      '{for: 1 s, workload: {kind: phases, phases: []}}',
      'x.yaml:7:67: `kind`: `phases` is not known (one of `idle`, `cpu`, `read`, `write`, ' +
        '`disk`, `network`, `benchmark`, `formula`, `replay`, `profile`)',
    ],
    [
      'a mistyped key',
      '{for: 1 s, workload: {kind: read, workingset: 4 MiB}}',
      'x.yaml:7:73: unknown key `workingset` (did you mean `workingSet`? ' +
        'known: `kind`, `workingSet`)',
    ],
    [
      'a bad formula',
      `{for: 1 s, workload: {${FORMULA}, rate: flor pages/s}}`,
      'x.yaml:7:102: `rate`: no `flor` in a formula (did you mean `floor`?)',
    ],
    [
      'a large working set',
      '{for: 1 s, workload: {kind: write, rate: 1 pages/s, workingSet: 2 GiB}}',
      'x.yaml:7:103: the working set, 2 GiB, is above the memory of `vm`, 1 GiB',
    ],
  ])('%s', (_, phases, message) => {
    expect(wrong(`{kind: phases, phases: [${phases}]}`)).toEqual([message]);
  });
});

test('a mutated workload gives a scenario or a problem', () => {
  const whole =
    `{kind: phases, repeat: true, phases: [{for: 1 s, workload: {${FORMULA}, ` +
    `rate: 2 * sin(t)^2 Mbit/s}}, {for: 2 s, workload: {${REPLAY}, after: repeat, length: 3 s, ` +
    'points: [{at: 0 s, rate: 5 pages/s}, {at: 1 s, rate: 2 Mbit/s}]}}]}';
  const words = [...whole.matchAll(/[\w.%/]+|[(){}[\],:]/gu)];
  const values = ['', '0', '-1', '1e999', 't', '[]', '{}', 'null', '5 s', 'repeat', '"', '1/t'];
  const change = fc.record({ word: fc.constantFrom(...words), by: fc.constantFrom(...values) });
  fc.assert(
    fc.property(change, ({ word, by }) => {
      const { index, 0: old } = word;
      const mutant = whole.slice(0, index) + by + whole.slice(index + old.length);
      try {
        workloadOf(mutant);
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
    { numRuns: cases(150) },
  );
});
