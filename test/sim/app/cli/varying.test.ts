/** Formulas and series on the command line: the file beside the scenario, and a slip in each. */
import { expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { at, file } = testFolder('varying');

file('data/series.csv', '# measured\nt_s,rate_mbit_s\n0,10\n2.5,40\n');
const scenario = file(
  'two.yaml',
  `title: Two
hosts: {a: {}, b: {}}
guests:
  vm:
    host: a
    memory: 32 MiB
    workload: {kind: replay, file: data/series.csv, workingSet: 8 MiB}
  other:
    host: a
    memory: 32 MiB
    workload: {kind: formula, rate: 100 + 9 * t^2 pages/s, workingSet: 4 MiB}
migrations: [{guest: vm, to: b}, {guest: other, to: b}]
`,
);

it('run finds the series from the place of the scenario and reads the formula', () => {
  const { code, out, err } = precopy('run', scenario, '--json');
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out).migrations).toHaveLength(2);
});

it('a slip in either is a mistake with its place', () => {
  const path = at('data/none.csv');
  expect(precopy('check', scenario, '--set', 'vm.workload.file=data/none.csv')).toEqual({
    code: 2,
    out: '',
    err: `${path}: there is no such file (is the path right?)\n`,
  });
  expect(
    precopy('predict', scenario, '--at', '50', '--set', 'other.workload.rate=t/0 pages/s'),
  ).toEqual({
    code: 2,
    out: '',
    err:
      '--set other.workload.rate: `rate`: the formula gives no real number at t = 0 ' +
      '(such as the root of a negative number, or 0 / 0)\n',
  });
});
