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
      [small, '--at', '1250 %'],
      [points, '--at', '250 %'],
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
    expect(out).toContain('no cap up to 1200 % meets it');
    expect(out).toContain('bounded most by');
  });

  it('finds a bound, writes the scenario with it, and says how to repeat it', () => {
    const writer = file(
      'writer.yaml',
      `title: Writer
machine: opteron-xen-3.2.1
hosts: {a: {}, b: {}}
guests: {vm: {host: a, memory: 16 MiB, workload: {kind: write, rate: 9 pages/s, workingSet: 4 MiB}}}
migrations: [{guest: vm, to: b}]
sweep: {axes: {vm.workload.rate: [1 pages/s, 2 pages/s]}}
`,
    );
    const asked = ['--find', 'dirty-rate', '--replications', '1', '--seed', '7'];
    const out = join(folder, 'found.yaml');
    const found = precopy('plan', writer, ...asked, '--json', '--out', out);
    expect(found.code).toBe(0);
    expect(found.err).toContain('the sweep over vm.workload.rate is ignored');
    const { answer, harder, easier, set } = JSON.parse(found.out);
    expect([easier.converges, answer.converges, harder.converges]).toEqual([true, true, false]);
    const [again] = JSON.parse(precopy('run', out, '--json').out).migrations;
    expect(again.totalSeconds).toBe(answer.seconds.totalSeconds[0]);
    const [{ path, value }] = set;
    expect(precopy('plan', writer, ...asked, '--quiet').out).toContain(`--set "${path}=${value}"`);
  });

  it('finds the best evacuation, and refuses what says nothing of it', () => {
    const host = file(
      'host.yaml',
      `title: Host
machine: opteron-xen-3.2.1
hosts: {a: {}, b: {}}
guests: {vm: {count: 2, host: a, memory: 16 MiB}, big: {host: a, memory: 32 MiB}}
migrations: [{guest: vm, to: b}, {guest: big, to: b}]
`,
    );
    const asked = ['--find', 'at-once', '--replications', '1'];
    expect(precopy('plan', host, ...asked).out).toMatch(/best number at a time.*: [23]\n/u);
    const order = ['--find', 'order', '--set', 'atOnce=2', '--replications', '1'];
    expect(precopy('plan', host, ...order).out).toContain('tried: all 3 orders that differ');
    for (const stray of ['--exhaustive', '--guest=vm']) {
      const { code, err } = precopy('plan', host, ...asked, stray);
      expect(code).toBe(2);
      expect(err).toContain('has no effect on at-once');
    }
    const none = precopy('plan', host, ...asked, '--max-downtime', '1 ms', '--out', folder);
    expect(none.code).toBe(2);
    expect(none.out).toContain('none meets it; nearest:');
    expect(none.err).toContain('nothing meets it, so none is written');
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
