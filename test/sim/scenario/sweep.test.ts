/** Sweeps: the order of points, seeds, and mistakes at the value that makes them. */
import { expect, test } from 'vitest';
import { expand, FULL, KINDS, LEAST, load, mistakesOf } from './support.ts';

const sweep = (axes: string): string => `${LEAST}sweep:\n  axes:\n${axes}`;

test('the first axis varies slowest and replications fastest, each with its own seed', () => {
  const points = expand(FULL).map(({ parameters, replication, scenario }) => [
    parameters['source.dom0.cap'],
    parameters.load,
    replication,
    scenario.seed,
    scenario.hosts.source?.dom0.capPercent,
    scenario.guests.vm?.capPercent,
  ]);
  expect(points).toEqual([
    ['10 %', 'idle', 1, '7', 10, 40],
    ['10 %', 'idle', 2, '7/2', 10, 40],
    ['10 %', 'cpu40', 1, '7', 10, 20],
    ['10 %', 'cpu40', 2, '7/2', 10, 20],
    ['20 %', 'idle', 1, '7', 20, 40],
    ['20 %', 'idle', 2, '7/2', 20, 40],
    ['20 %', 'cpu40', 1, '7', 20, 20],
    ['20 %', 'cpu40', 2, '7/2', 20, 20],
  ]);
  expect(load(FULL)).toMatchObject({ runs: 8, axes: ['source.dom0.cap', 'load'] });
});

test('a file without a sweep is one run', () => {
  const [point, ...others] = expand(LEAST);
  expect(others).toEqual([]);
  expect(point).toEqual({ parameters: {}, replication: 1, scenario: load(LEAST).scenario });
});

test('a value that is a map gets its JSON for a label', () => {
  const points = expand(sweep('    vm.workload: [{kind: idle}, {kind: cpu}]\n'));
  expect(points.map(({ parameters }) => parameters)).toEqual([
    { 'vm.workload': '{"kind":"idle"}' },
    { 'vm.workload': '{"kind":"cpu"}' },
  ]);
});

test.each<[string, string, string[]]>([
  [
    'a bad value',
    '    a.dom0.cap: [10 %, 20]\n',
    ['x.yaml:7:24: `cap`: `20` has no unit (write a percentage such as `40 %`, or `none`)'],
  ],
  [
    'a bad value inside a map',
    '    vm.workload: [{kind: idle}, {kind: cqu}]\n',
    [`x.yaml:7:40: \`kind\`: \`cqu\` is not known (did you mean \`cpu\`? one of ${KINDS})`],
  ],
  [
    'a key that lacks inside a map',
    '    load: {w: {vm.workload: {kind: write, rate: 1 pages/s}}}\n',
    ['x.yaml:7:16: `workingSet` is missing'],
  ],
  [
    'an unknown path',
    '    a.dom0.kap: [10 %]\n',
    ['x.yaml:7:18: unknown key `kap` (did you mean `cap`?)'],
  ],
  [
    'an unknown name',
    '    c.dom0.cap: [10 %]\n',
    [
      'x.yaml:7:5: unknown path `c.dom0.cap`: no host, guest or key has that name ' +
        '(known: `a`, `b`, `vm`)',
    ],
  ],
  [
    'a value too high for the machine',
    '    a.dom0.cap: [10 %, 1300 %]\n',
    [
      'x.yaml:7:24: a cap of 1300 % is more than the 12 CPUs of `a` can give ' +
        '(at most `1200 %`, or `none`)',
    ],
  ],
  [
    'memory too large for the host',
    '    vm.memory: [1 GiB, 64 GiB]\n',
    [
      'x.yaml:7:24: the guests of `a` need 64 GiB, it has 32 GiB ' +
        '(less memory for a guest, or `memory` for the host)',
      'x.yaml:7:24: the guests of `b` need 64 GiB, it has 32 GiB ' +
        '(less memory for a guest, or `memory` for the host)',
    ],
  ],
  [
    'an empty axis',
    '    a.dom0.cap: []\n',
    ['x.yaml:7:17: `a.dom0.cap`: an axis needs at least one value, found a list'],
  ],
  [
    'two axes for one path',
    '    vm.cap: [10 %]\n    load: {x: {guests.vm.cap: 10 %}}\n',
    ['x.yaml:8:5: the axes `vm.cap` and `load` both set `guests.vm.cap`'],
  ],
  [
    'a number for the name of a case',
    '    load: {40: {vm.cap: 40 %}}\n',
    [
      'x.yaml:7:12: the case `40` has a number for a name ' +
        '(start it with a letter, such as `cap40`)',
    ],
  ],
  [
    'a sweep of the sweep',
    '    sweep.replications: [1]\n',
    ['x.yaml:7:5: a sweep cannot change itself (name another path)'],
  ],
])('%s is reported at its place', (_, axes, expected) => {
  expect(mistakesOf(() => load(sweep(axes)))).toEqual(expected);
});

test('what only a combination makes wrong is found when the sweep is expanded', () => {
  const text = sweep('    a.memory: [32 GiB, 8 GiB]\n    vm.memory: [1 GiB, 16 GiB]\n');
  expect(load(text).runs).toBe(4);
  expect(mistakesOf(() => expand(text))).toEqual([
    'x.yaml:8:24: the guests of `a` need 16 GiB, it has 8 GiB ' +
      '(less memory for a guest, or `memory` for the host)',
  ]);
});

test('too many runs are refused, and those that do not fit into memory by all but `sweep`', () => {
  const weights = (count: number): string => `axes: {vm.weight: {from: 1, to: ${count}, by: 1}}`;
  const text = `${LEAST}sweep: {replications: 10000, ${weights(1001)}}\n`;
  expect(mistakesOf(() => load(text))).toEqual([
    'x.yaml:5:1: the sweep has 10010000 runs, at most 10000000 are allowed ' +
      '(fewer values, axes or replications)',
  ]);
  const many = `${LEAST}sweep: {replications: 1000, ${weights(101)}}\n`;
  expect(load(many).runs).toBe(101_000);
  expect(mistakesOf(() => expand(many))).toEqual([
    'x.yaml: this command holds at most 100000 runs, the sweep has 101000 ' +
      '(`precopy sweep` holds more)',
  ]);
});
