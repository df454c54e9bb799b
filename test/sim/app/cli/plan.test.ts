/** `predict` and `plan` as a person uses them. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { precopy } from '../../../support/cli.ts';
import { testFolder } from '../../../support/folder.ts';

const { folder, file } = testFolder('plan');

const small = file(
  'small.yaml',
  `title: Small
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 32 MiB}}
migrations: [{guest: vm, to: b}]
`,
);
/** y = 1000 / x, with a floor that a power law cannot have. */
const points = file(
  'points.csv',
  'load,source.dom0.cap,totalSeconds\nq,10,100\nq,20,50\nq,40,25\nq,80,12.5\nz,10,1\n',
);

describe('precopy predict', () => {
  it('asks a curve through the points of a CSV file', () => {
    const { code, out } = precopy('predict', points, '--where', 'load=q', '--at', '25 %', '--json');
    expect(code).toBe(0);
    const { rows, fit } = JSON.parse(out);
    expect(rows[0].y).toBeCloseTo(40, 6);
    expect(rows[0].extrapolated).toBe(false);
    expect(fit.n).toBe(4);
    const beyond = precopy('predict', points, '--where', 'load=q', '--at', '90').out;
    expect(beyond).toContain('beyond the caps');
    const csv = precopy('predict', points, '--where', 'load=q', '--at', '90', '--csv').out;
    expect(csv).toMatch(/^capPercent,curve,curveLow,curveHigh,extrapolated\n90,[\d.e,-]+,true\n$/);
  });

  it('simulates a scenario at the caps asked for', () => {
    const { code, out } = precopy('predict', small, '--at', '50', '--replications', '2', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(result.rows[0].simulated.values).toHaveLength(2);
    expect(result.rows[0].benchmark.simulated.meanSeconds).toBeGreaterThan(0);
    const csv = precopy('predict', small, '--at', '50', '--replications', '2', '--csv').out;
    const [head = '', row = ''] = csv
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(row[head.indexOf('simulated')]).toBe(`${result.rows[0].simulated.meanSeconds}`);
    expect(row[head.indexOf('benchmarkCurve')]).toBe(`${result.rows[0].benchmark.fitted.y}`);
  });

  it('refuses caps and files that make no sense', () => {
    for (const args of [
      [small, '--at', '0'],
      [small, '--at', '250 %'],
      [small, '--replications', '0'],
      [join(folder, 'none.yaml')],
      [points, '--x', 'nothing'],
    ]) {
      const { code, out, err } = precopy('predict', ...args);
      expect([code, out]).toEqual([2, '']);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });

  it('says that a prediction needs a cap', () => {
    const { err } = precopy('predict', small, '--at', 'none');
    expect(err).toContain('--at none: a prediction needs a cap (write such as `35 %`)');
  });
});

describe('precopy plan', () => {
  it('says the least cap, its proof and the answer of the curve', () => {
    const { code, out } = precopy('plan', small, '--target', '3 s', '--replications', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/least cap by simulation: \d+ %/);
    expect(out).toContain('does not');
    expect(out).toContain('by the curve y = a x^b');
  });

  it('says why when no cap meets the target', () => {
    const { code, out } = precopy('plan', small, '--target', '10 ms', '--replications', '1');
    expect(code).toBe(0);
    expect(out).toContain('no cap up to 100 % meets it');
    expect(out).toContain('bounded most by');
  });

  it('inverts a curve through points', () => {
    const args = ['plan', points, '--where', 'load=q', '--target', '40.1 s', '--json'];
    const { least } = JSON.parse(precopy(...args).out);
    expect(least.x).toBe(25);
  });

  it('refuses targets that are no times', () => {
    for (const target of ['soon', '0 s', '30']) {
      expect(precopy('plan', small, '--target', target).code).toBe(2);
    }
  });
});
