/** Known values are found again, with intervals that hold, and what cannot be known is reported. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { run } from '../../../../sim/run/run.ts';
import { calibrate } from '../../../../sim/study/calibrate/calibrate.ts';
import type { Calibration } from '../../../../sim/study/calibrate/calibration.ts';
import { readWeights } from '../../../../sim/study/calibrate/quantities.ts';
import { runFirst } from '../../../support/run-first.ts';
import { formula, options, small, table } from './support.ts';

const CAPS = [15, 20, 30, 40, 60, 80];
const TRUTH = { cpu: 40_000, link: 2e9 };

/** Times by the formula at the truth, each times what a function gives. */
function measured(factor: () => number, repetitions = 1, caps = CAPS): string {
  const rows = caps.flatMap((cap) => {
    const scenario = small().with([
      { path: 'source.dom0.cap', value: `${cap} %` },
      { path: 'parameters', value: `{sourceCpuPerPage: 40 us, linkRate: 2 Gbit/s}` },
    ]);
    const { total } = formula(scenario);
    return Array.from({ length: repetitions }, () => `${cap},${total * factor()}`);
  });
  return ['source.dom0.cap,totalSeconds', ...rows, ''].join('\n');
}

const exact = (): number => 1;

/** Errors of some percent, nearly normal: twelve uniform numbers less six. */
function noise(seed: string, size: number): () => number {
  const stream = new RandomStream(seed);
  return () => {
    const sum = Array.from({ length: 12 }, () => stream.double()).reduce((a, b) => a + b, -6);
    return 1 + size * sum;
  };
}

const numberOf = (found: Calibration, which = 0): number =>
  found.values[which]?.value ?? Number.NaN;

describe('known values', () => {
  it('are found from exact measurements, two at once', async () => {
    const data = [table(measured(exact))];
    const fit = ['sourceCpuPerPage=5 us..200 us', 'linkRate=200 Mbit/s..20 Gbit/s'];
    const found = await calibrate(options({ fit, data }));
    expect(found.end).toBe('converged');
    expect(numberOf(found) / TRUTH.cpu).toBeCloseTo(1, 3);
    expect(numberOf(found, 1) / TRUTH.link).toBeCloseTo(1, 2);
    expect(found.misfit.found).toBeLessThan(1e-4);
    expect(found.warnings).toEqual([]);
  });

  it('lie in the intervals of noisy ones about as often as is promised', async () => {
    let inside = 0;
    for (let which = 0; which < 10; which += 1) {
      const data = [table(measured(noise(`noise ${which}`, 0.04)))];
      const template = small([{ path: 'parameters.linkRate', value: '2 Gbit/s' }]);
      const fit = ['sourceCpuPerPage=5 us..200 us'];
      const found = await calibrate(options({ fit, data, template }));
      const [low, high] = found.values[0]?.interval ?? [0, 0];
      expect(high / low).toBeLessThan(1.5);
      if (low <= TRUTH.cpu && TRUTH.cpu <= high) inside += 1;
    }
    expect(inside).toBeGreaterThanOrEqual(8);
  });

  it('are found from a real simulation of a guest that writes', async () => {
    const template = small();
    const at = (cap: string) => [{ path: 'source.dom0.cap', value: cap }];
    const rows = [15, 20, 30, 40, 60, 80, 100].map((percent) => {
      const cap = `${percent} %`;
      const truth = [{ path: 'parameters.sourceCpuPerPage', value: '30 us' }];
      const busy = [{ path: 'vm.workload.rate', value: '2500 pages/s' }];
      const scenario = template.with([...at(cap), ...truth, ...busy]);
      const result = runFirst({ ...scenario, seed: 'another' });
      return `${cap},${result.totalSeconds},${result.pagesSent}`;
    });
    const text = ['source.dom0.cap,totalSeconds,pagesSent', ...rows, ''].join('\n');
    const found = await calibrate(
      options({
        data: [table(text)],
        fit: ['sourceCpuPerPage=5 us..150 us', 'vm.workload.rate'],
        runScenarios: async (scenarios) => scenarios.map((scenario) => run(scenario)),
      }),
    );
    // Another seed moves the times of so small a guest by some 5 %, and what is found by more.
    expect(numberOf(found) / 30_000).toBeGreaterThan(0.75);
    expect(numberOf(found) / 30_000).toBeLessThan(1.33);
    expect(numberOf(found, 1) / 2500).toBeGreaterThan(0.75);
    expect(numberOf(found, 1) / 2500).toBeLessThan(1.33);
    for (const { interval } of found.values) expect(interval).not.toBeNull();
    expect(found.errors.fitted[0]?.found.median ?? 1).toBeLessThan(0.06);
  });
});

describe('what cannot be known is reported', () => {
  it('when two values do the same', async () => {
    const data = [
      table(measured(noise('same', 0.01), 1, [50]).replace(/\n$/u, '\n50,1.3\n50,1.4\n')),
    ];
    const fit = ['sourceCpuPerPage', 'linkRate'];
    const one = await calibrate(options({ fit: fit.slice(0, 1), data }));
    expect(one.warnings).toEqual([]);
    // One setting says one number.
    await expect(calibrate(options({ fit, data }))).rejects.toThrow(
      'points.csv:2: 1 measured values cannot determine 2 unknowns (measure at more settings',
    );
    const close = [table(measured(noise('close', 0.01), 2, [50, 51, 52, 53]))];
    const both = await calibrate(options({ fit, data: close }));
    expect(both.warnings.join()).toMatch(
      /sourceCpuPerPage and linkRate cannot be separated \(correlation (0\.9|1\.0)/,
    );
  });

  it('when a value has no effect', async () => {
    const data = [table(measured(exact))];
    const fit = ['sourceCpuPerPage=5 us..200 us', 'destinationCpuPerPage'];
    const { values, warnings } = await calibrate(options({ fit, data }));
    expect(warnings.join()).toContain('destinationCpuPerPage has no effect on what was measured');
    expect(values[1]?.interval).toBeNull();
    expect(values[0]?.interval).not.toBeNull();
  });

  it('when a value lies at the end of its range', async () => {
    const data = [table(measured(exact))];
    const fit = ['sourceCpuPerPage=5 us..20 us'];
    const { warnings, values } = await calibrate(options({ fit, data }));
    expect(values[0]?.text).toBe('20 us');
    expect(warnings.join()).toContain('sourceCpuPerPage lies at the upper end of its range, 20 us');
  });

  it('when the budget is used up', async () => {
    const data = [table(measured(noise('short', 0.05)))];
    const fit = ['sourceCpuPerPage', 'linkRate'];
    const found = await calibrate(options({ fit, data, budget: 5 }));
    expect(found.end).toBe('budget');
    expect(found.warnings.join()).toContain('before it had settled: raise --budget');
  });
});

describe('a calibration', () => {
  it('is never worse than what it started from, also by weights', async () => {
    const rows = 'source.dom0.cap,totalSeconds,downtimeSeconds\n20,3,0.5\n40,9,0.1\n80,1,0.9\n';
    for (const weights of [readWeights([], []), readWeights([], ['downtimeSeconds=0.1'])]) {
      const fit = ['sourceCpuPerPage', 'activateWait'];
      const { misfit } = await calibrate(options({ fit, data: [table(rows)], weights }));
      expect(misfit.found).toBeLessThanOrEqual(misfit.start);
    }
  });

  it('takes repetitions as one point and tells the errors of each', async () => {
    const data = [table(measured(noise('again', 0.02), 5))];
    const found = await calibrate(options({ fit: ['sourceCpuPerPage'], data }));
    expect(found.fitted).toEqual({ rows: 30, settings: 6 });
    expect(
      found.errors.fitted.map(({ quantity, found: { points } }) => [quantity, points]),
    ).toEqual([['totalSeconds', 30]]);
  });

  it('holds whole settings out and predicts them', async () => {
    const data = [table(measured(noise('held', 0.01), 2))];
    const fit = ['sourceCpuPerPage=5 us..200 us', 'linkRate=200 Mbit/s..20 Gbit/s'];
    const found = await calibrate(options({ fit, data, holdOut: 0.34 }));
    expect(found.fitted).toEqual({ rows: 8, settings: 4 });
    expect(found.heldOut).toEqual({ rows: 4, settings: 2 });
    expect(found.errors.heldOut[0]?.found.median ?? 1).toBeLessThan(0.03);
    const other = await calibrate(options({ fit, data, holdOut: 0.34, seed: 'another' }));
    expect(other.values).not.toEqual(found.values);
    expect(await calibrate(options({ fit, data, holdOut: 0.34 }))).toEqual(found);
  });

  it('has intervals of its own where there are as many settings as values', async () => {
    const data = [table(measured(noise('few', 0.02), 6, [20, 80]))];
    const fit = ['sourceCpuPerPage', 'linkRate'];
    const { values, warnings } = await calibrate(options({ fit, data }));
    for (const { interval } of values) expect(interval).not.toBeNull();
    expect(warnings.join()).not.toContain('nothing is left');
    const once = await calibrate(options({ fit, data: [table(measured(exact, 1, [20, 80]))] }));
    expect(once.warnings.join()).toContain('nothing is left to estimate the intervals');
  });

  it('stops when asked to, without an interval', async () => {
    const data = [table(measured(exact))];
    const stopped = await calibrate(
      options({ fit: ['sourceCpuPerPage'], data, goOn: (tried) => tried < 7 }),
    );
    expect([stopped.end, stopped.values[0]?.interval]).toEqual(['stopped', null]);
  });
});
