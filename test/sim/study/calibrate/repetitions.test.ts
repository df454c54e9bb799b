/** Logs of several settings: refused as repetitions, taken with a table of settings; and no fit. */
import { describe, expect, it, test } from 'vitest';
import { RandomStream } from '../../../../sim/engine/kernel/random.ts';
import { calibrate } from '../../../../sim/study/calibrate/calibrate.ts';
import { logSettings } from '../../../../sim/study/calibrate/log-settings.ts';
import { type MeasuredData, measurementPoints } from '../../../../sim/study/calibrate/point.ts';
import { readScatter } from '../../../../sim/study/calibrate/repetitions.ts';
import type { Measurement } from '../../../../sim/study/import/measurement.ts';
import { readCsv } from '../../../../sim/text/csv.ts';
import { mistakesOf } from '../../../support/mistakes.ts';
import { fakeResult, formula, options, small, table } from './support.ts';

const FIT = ['sourceCpuPerPage=5 us..200 us'];
const CAPS = [10, 40, 80, 10];

/** One of the formula at a cap, with a CPU time of 40 us a page. */
function secondsAt(cap: number): number {
  const path = 'parameters.sourceCpuPerPage';
  const truth = small([{ path, value: '40 us' }]);
  return formula(truth.with([{ path: 'source.dom0.cap', value: `${cap} %` }])).total;
}

/** A log with a migration at each cap, 100 lines apart. */
const LOG: readonly Measurement[] = CAPS.map((cap, index) => ({
  format: 'xl',
  domain: null,
  memoryPages: null,
  pagesSent: null,
  zeroPages: null,
  bytesSent: null,
  precopySeconds: null,
  origin: `xl.log:${100 * index + 1}`,
  outcome: 'completed',
  totalSeconds: secondsAt(cap),
  downtimeSeconds: null,
  rounds: [],
}));
const logs = [{ file: 'xl.log', migrations: LOG }];

const settings = (text: string, of = logs) =>
  logSettings(readCsv(text, 'caps.csv'), of, { template: small(), names: new Map() });

const ask = (data: readonly MeasuredData[], more = {}) =>
  calibrate(options({ fit: FIT, data, ...more }));

describe('a log of several settings', () => {
  it('is refused as repetitions of one, with what differs and by how much', async () => {
    await expect(ask([measurementPoints('xl.log', LOG)])).rejects.toThrow(
      /^xl\.log:1: 4 migrations .* more than chance, 3\.\d+ times: xl\.log:201 .*xl\.log:301/,
    );
  });

  it('is not where chance may be as large, by the simulation or by what is said', async () => {
    const data = [measurementPoints('xl.log', LOG)];
    expect((await ask(data, { scatter: 3 })).fitted).toEqual({ rows: 4, settings: 1 });
    let seed = 0;
    const runScenarios = async (scenarios: readonly unknown[]) =>
      scenarios.map(() => {
        seed += 1;
        return fakeResult(seed % 2 === 0 ? 1 : 9, 0.05, [8192]);
      });
    expect((await ask(data, { runScenarios, budget: 2 })).fitted.settings).toBe(1);
  });

  it.each([
    'migration,source.dom0.cap\n4,10\n1,10 %\n2,40\n3,80\n',
    'line,file,source.dom0.cap\n1,xl.log,10\n150,,40\n201,xl.log,80\n399,xl.log,10\n',
  ])('is fitted with the settings of each: %#', async (text) => {
    const data = [measurementPoints('xl.log', LOG, settings(text))];
    const found = await ask(data);
    expect(found.fitted).toEqual({ rows: 4, settings: 3 });
    expect((found.values[0]?.value ?? 0) / 40_000).toBeCloseTo(1, 3);
    expect(found.noFit).toBeNull();
  });

  it.each([
    ['cap\n1\n', 'caps.csv: no column says which migration (`migration` is its number'],
    ['migration,line\n1,1\n', 'caps.csv: two columns say which migration'],
    ['migration,sorce.dom0.cap\n1,1\n', 'caps.csv: column `sorce.dom0.cap`: unknown'],
    ['migration,vm.memory\n5,\n', 'caps.csv:2: no such migration: 5 (xl.log has 4 migrations'],
    ['migration\n1\n1\n', 'caps.csv:3: a second row for xl.log:1'],
    ['migration\n1\n2\n4\n', 'caps.csv: no row for migration 3, xl.log:201'],
    ['file,migration\nxm.log,1\n', 'caps.csv:2: no such log: `xm.log` (measured are `xl.log`)'],
  ])('mistake %#', (text, message) => {
    expect(mistakesOf(() => settings(text))[0]).toContain(message);
  });

  it('needs the name of the log where there are two', () => {
    const two = [...logs, { file: 'b.log', migrations: LOG }];
    expect(mistakesOf(() => settings('migration\n1\n', two))[0]).toContain('which of 2 logs');
  });
});

test('true repetitions pass, all but once in a thousand', async () => {
  const stream = new RandomStream('repetitions');
  const normal = (): number =>
    Array.from({ length: 12 }, () => stream.double()).reduce((a, b) => a + b, -6);
  for (let which = 0; which < 20; which += 1) {
    const rows = CAPS.flatMap((cap) =>
      [1, 2, 3].map(() => `${cap},${secondsAt(cap) * Math.exp(0.15 * normal())}\n`),
    );
    const data = [table(`source.dom0.cap,totalSeconds\n${rows.join('')}`)];
    expect((await ask(data, { budget: 3 })).fitted.rows).toBe(12);
  }
});

test('a fit that makes the errors larger is none', async () => {
  // Six values that the start meets, and one that draws the search away.
  const rows = [15, 20, 30, 40, 60, 80].map((cap) => `${cap},${secondsAt(cap)}\n`);
  const text = `source.dom0.cap,totalSeconds\n${rows.join('')}90,90\n`;
  const template = small([{ path: 'parameters.sourceCpuPerPage', value: '40 us' }]);
  const found = await ask([table(text, template)], { template });
  expect(found.misfit.found).toBeLessThan(found.misfit.start);
  expect(found.noFit).toMatch(/^the median error is .* after and 0\.0 % before/);
  const exact = text.replace('90,90\n', '');
  expect((await ask([table(exact, template)], { template })).noFit).toMatch(
    /^the misfit is 0\.0 %/,
  );
});

test.each([
  ['15 %', 0.15],
  ['7.5 %', 0.075],
])('a scatter of %s', (text, share) => {
  expect(readScatter(text)).toBeCloseTo(share, 12);
});

test.each(['0 %', 'x', '-1 %'])('no scatter of %s', (text) => {
  expect(() => readScatter(text)).toThrow(`--scatter ${text}`);
});
