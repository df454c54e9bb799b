/** `compare` as a person uses it: two curves, their errors, and a verdict as exit code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../sim/text/csv.ts';
import { type Ended, precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { file } = testFolder('compare');

const compare = (...args: readonly string[]): Ended => precopy('compare', ...args);

const measured = file(
  'measured.csv',
  '# a comment\ncap,kind,seconds\n10 %,q,100\n20 %,q,48\n20 %,q,52\n40 %,q,25\n10 %,z,1\n',
);
const simulated = file(
  'simulated.csv',
  'source.dom0.cap,kind,totalSeconds\n10,q,110\n10,q,90\n20,q,51\n10,z,1.5\n',
);
const NAMES = ['--x', 'cap', '--path', 'source.dom0.cap', '--y', 'seconds', '--of', 'totalSeconds'];
const both = ['--simulated', simulated, '--measured', measured, ...NAMES];

const scenario = file(
  'small.yaml',
  `title: Small
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 32 MiB}}
migrations: [{guest: vm, to: b}]
sweep:
  replications: 2
  axes:
    load: {idle: {vm.workload: {kind: idle}}, busy: {vm.workload: {kind: cpu}}}
    a.dom0.cap: [50 %, 100 %]
`,
);
const caps = file('caps.csv', 'load,a.dom0.cap,totalSeconds\nidle,35,3\nbusy,20,4\nidle,20,4\n');
const atCaps = ['--simulated', scenario, '--measured', caps, '--x', 'a.dom0.cap'];

describe('two CSV files', () => {
  it('are paired by x and curve, replications averaged, the rest is reported', () => {
    const { code, out, err } = compare(...both, '--by', 'kind', '--json');
    expect(code).toBe(0);
    expect(err).toContain('1 measured points are not in it (cap q 40)');
    const { points, curves, all, unmatched, verdict } = JSON.parse(out);
    expect(points.map(({ curve, x, error }: Record<string, unknown>) => [curve, x, error])).toEqual(
      [
        [['q'], 10, 0],
        [['q'], 20, 1],
        [['z'], 10, 0.5],
      ],
    );
    expect(points[1].measured).toMatchObject({ mean: 50, count: 2 });
    expect(curves.map(({ curve, points: n }: Record<string, unknown>) => [curve, n])).toEqual([
      [['q'], 2],
      [['z'], 1],
    ]);
    expect([all.bias, all.worstRelativeError, verdict]).toEqual([0.5, 0.5, null]);
    expect(unmatched).toEqual([{ curve: ['q'], x: 40 }]);
  });

  it.each([
    ['2 %', 0, 'pass: the worst error is 2.0 %, at most 2.0 % is allowed'],
    ['0.9 s', 1, 'FAIL'],
  ])('meet or miss a tolerance of %s', (tolerance, code, words) => {
    const found = compare(...both, '--where', 'kind=q', '--tolerance', tolerance);
    expect(found.code).toBe(code);
    expect(found.out).toContain(words);
  });

  it('come out as CSV that reads back', () => {
    const { out } = compare(...both, '--where', 'kind=q', '--csv', '--quiet');
    const { columns, rows } = readCsv(out, 'out.csv');
    expect(columns.slice(0, 3)).toEqual(['cap', 'measured', 'measuredHalf']);
    expect(rows.map(({ cells }) => cells.at(-1))).toEqual(['0', '0.02']);
  });
});

describe('a scenario', () => {
  it('is simulated at the measured points and only there, by the names of its axes', () => {
    const { code, out } = compare(...atCaps, '--by', 'load', '--json');
    expect(code).toBe(0);
    const { points } = JSON.parse(out);
    expect(points.map(({ curve, x }: Record<string, unknown>) => [curve, x])).toEqual([
      [['idle'], 20],
      [['idle'], 35],
      [['busy'], 20],
    ]);
    for (const { simulated: sample } of points) expect(sample.count).toBe(2);
    expect(points[0].simulated.mean).toBeGreaterThan(points[1].simulated.mean);
  });

  it('says which axis is left open, and takes the choice', () => {
    const open = compare(...atCaps);
    expect([open.code, open.out]).toEqual([2, '']);
    expect(open.err).toContain('its sweep also varies `load`');
    expect(open.err).toContain('--where "load=idle"');
    const chosen = compare(...atCaps, '--where', 'load=busy', '--replications', '1', '--json');
    expect(JSON.parse(chosen.out).points).toHaveLength(1);
  });

  it('tells mistakes in one line each', () => {
    const cases: [string[], RegExp][] = [
      [[...atCaps, '--tolerance', 'much'], /--tolerance much: .*10 %/],
      [[...atCaps, '--where', 'lode=idle'], /no such column .*load/],
      [[...atCaps, '--where', 'load=idle', '--of', 'seconds'], /no column `seconds`/],
      [[...atCaps, '--where', 'load=idle', '--path', 'nobody.cap'], /caps\.csv.*unknown path/],
      [[...atCaps, '--where', 'load=idle', '--unit', 'GiB'], /caps\.csv.*GiB/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = compare(...args);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(message);
      expect(err.trim().split('\n').length).toBeLessThan(5);
    }
  });
});

describe('what the paper states', () => {
  const shipped = readdirSync('scenarios/measured').filter((name) => name.endsWith('.csv'));

  it.each(shipped)('%s names its source and reads as CSV', (name) => {
    const text = readFileSync(join('scenarios/measured', name), 'utf8');
    expect(text).toMatch(/^# .*source:/ims);
    expect(readCsv(text, name).rows.length).toBeGreaterThan(0);
  });

  it('of Figures 1 and 5 is met within 15 %', () => {
    const once = ['--by', 'load', '--replications', '1', '--tolerance', '15 %'];
    for (const [figure, x, load] of [
      ['figure-1', 'source.dom0.cap', 'idle'],
      ['figure-5', 'vm.cap', 'memory read'],
    ] as const) {
      const sides = ['--simulated', `scenarios/paper/${figure}.yaml`, '--measured'];
      const { code, out } = compare(
        ...[...sides, `scenarios/measured/wu-zhao-2011-${figure}.csv`, '--x', x, ...once],
        ...['--where', `load=${load}`],
      );
      expect(out).toContain('pass: the worst error is');
      expect(code).toBe(0);
    }
  });
});

describe('a scenario in which something may fail', () => {
  const failing = file(
    'failing.yaml',
    `title: Failing
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 4 MiB, workload: {kind: idle}}}
migrations: [{guest: vm, to: b}]
faults: [{kind: cancel, round: 1}]
`,
  );

  it.each([
    ['compare', '--simulated', failing, '--measured', caps, '--x', 'a.dom0.cap'],
    ['calibrate', '--scenario', failing, '--measured', caps, '--fit', 'parameters.linkRate'],
    ['sensitivity', failing, '--vary', 'a.dom0.cap=20 %..100 %'],
    ['run', failing, '--interval'],
  ])('%s asks for migrations that end', (...args) => {
    const { code, err } = precopy(...args);
    expect(err).toContain('its `faults` may end a migration');
    expect(err).toContain('`--set "faults=[]"` leaves them out');
    expect(code).toBe(2);
  });

  it('plan says what it does with those that fail', () => {
    const args = ['--target', '9 s', '--find', 'dirty-rate', '--replications', '1'];
    const { err } = precopy('plan', failing, ...args);
    expect(err).toContain('a migration that fails counts as given up');
    const { err: predicted } = precopy('predict', failing);
    expect(predicted).toContain('its migration is abandoned (failed)');
    expect(predicted).not.toContain('autoConverge');
  });
});
