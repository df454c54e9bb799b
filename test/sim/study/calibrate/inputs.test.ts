/** Points from tables, logs and campaigns, unknowns and weights, and the mistakes in them. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROFILES } from '../../../../models/machine/registry.ts';
import { calibrate } from '../../../../sim/study/calibrate/calibrate.ts';
import { readShare, splitSettings } from '../../../../sim/study/calibrate/hold-out.ts';
import {
  campaignPoints,
  measurementPoints,
  settingsOf,
} from '../../../../sim/study/calibrate/point.ts';
import { numbersOf, quantityOf, readWeights } from '../../../../sim/study/calibrate/quantities.ts';
import { placeOf, readUnknown, textAt, valueAt } from '../../../../sim/study/calibrate/unknown.ts';
import { importText } from '../../../../sim/study/import/import.ts';
import { campaignOf, migrations, rounds } from '../validate/support.ts';
import { fakeResult, options, small, table } from './support.ts';

describe('a table', () => {
  it('sets what columns name, by path or by case, and measures the rest', () => {
    const text = 'load,source.dom0.cap,vm.memory,totalSeconds,downtimeSeconds,note\n';
    const rows = 'quiet,40,,10,0.5,x\nbusy,40 %,64 MiB,12,,y\n';
    const { points, warnings } = table(text + rows);
    expect(points).toEqual([
      {
        where: 'points.csv:2',
        settings: [
          { path: 'guests.vm.workload', value: '{"kind":"idle"}' },
          { path: 'source.dom0.cap', value: '40 %' },
        ],
        measured: { totalSeconds: 10, downtimeSeconds: 0.5 },
      },
      {
        where: 'points.csv:3',
        settings: [
          { path: 'guests.vm.workload', value: '{"kind":"cpu"}' },
          { path: 'source.dom0.cap', value: '40 %' },
          { path: 'vm.memory', value: '64 MiB' },
        ],
        measured: { totalSeconds: 12 },
      },
    ]);
    expect(warnings[0]?.message).toContain('are ignored: `note`');
  });

  it('takes bare numbers in the unit that the scenario has there', () => {
    const { points } = table('vm.workload.rate,totalSeconds\n2000,10\n');
    expect(points[0]?.settings).toEqual([{ path: 'vm.workload.rate', value: '2000 pages/s' }]);
  });

  it('may name its columns otherwise', () => {
    const names = new Map([
      ['cap', 'source.dom0.cap'],
      ['t', 'untilRunningSeconds'],
    ]);
    const { points } = table('cap,t\n30,8\n', small(), names);
    expect(points[0]?.measured).toEqual({ untilRunningSeconds: 8 });
    expect(points[0]?.settings).toEqual([{ path: 'source.dom0.cap', value: '30 %' }]);
  });

  it.each<[string, [string, string][], string]>([
    ['cap\n1\n', [], 'points.csv: no column is a measured quantity (known: `totalSeconds`'],
    ['totalSeconds\nten\n', [], 'points.csv:2: column `totalSeconds`: `ten` is not a number'],
    ['load,totalSeconds\nquit,1\n', [], 'no such case: `quit` (did you mean `quiet`?)'],
    ['cap,totalSeconds\n1,1\n', [['cup', 'x']], 'no such column: `cup` (did you mean `cap`?)'],
    [
      'cap,totalSeconds\n1,1\n',
      [['cap', 'sorce.dom0.cap']],
      '--column cap=sorce.dom0.cap: unknown path `sorce.dom0.cap`: no host',
    ],
  ])('mistake %#', (text, names, message) => {
    expect(() => table(text, small(), new Map(names))).toThrow(message);
  });
});

describe('other sources', () => {
  it('a log gives totals and rounds of what it holds', () => {
    const name = 'test/sim/study/import/fixtures/xl-4.17-write4000.log';
    const { migrations: found } = importText(readFileSync(name, 'utf8'), name);
    const [first] = measurementPoints(name, found).points;
    expect(Object.keys(first?.measured ?? {})).toEqual(
      expect.arrayContaining(['streamSeconds', 'downtimeSeconds', 'roundPages.1']),
    );
    expect(first?.measured['roundPages.1']).toBe(32_768);
    expect(first?.settings).toEqual([]);
  });

  it('what failed is left out and told', () => {
    const name = 'test/sim/study/import/fixtures/xend-2012.log';
    const { migrations: found } = importText(readFileSync(name, 'utf8'), name);
    const failed = found.map((migration) => ({ ...migration, outcome: 'failed' as const }));
    const { points, warnings } = measurementPoints(name, failed);
    expect([points.length, warnings.length]).toEqual([0, found.length]);
  });

  it('a campaign gives its rows, downtimes only where they are scored', () => {
    const rows = [{}, { dom0_cap_pct: '20', downtime_dom0_s: '0.5' }];
    const companions = new Map([
      ['dom0-cap-rounds.csv', rounds({}, { round: '1', pages_to_send: '60' })],
    ]);
    const campaign = campaignOf('xen417-dom0-cap');
    const { points } = campaignPoints({ campaign, table: migrations(...rows), companions });
    expect(points.map(({ measured }) => measured)).toEqual([
      {
        untilRunningSeconds: 1.25,
        pagesDue: 33_000,
        rounds: 4,
        'roundPages.1': 32_768,
        'roundPages.2': 60,
      },
      { untilRunningSeconds: 1.25, downtimeSeconds: 0.5, pagesDue: 33_000, rounds: 4 },
    ]);
  });

  it('every number of a run is of a quantity', () => {
    for (const key of Object.keys(numbersOf(fakeResult(2, 0.5, [10, 5])))) {
      expect(quantityOf(key)).toBeDefined();
    }
    for (const word of ['cap', 'rounds.1', 'roundPages', 'roundPages.x', 'totalSeconds.1']) {
      expect(quantityOf(word)).toBeUndefined();
    }
  });
});

const template = small();
const scenario = template.with([]);
const profile = PROFILES[scenario.machine] as (typeof PROFILES)[string];
const unknown = (written: string) => readUnknown(written, { template, scenario, profile });

describe('an unknown', () => {
  it('has a range about its present value, or all of the one that is stated', () => {
    const { parameters } = profile;
    const page = unknown('sourceCpuPerPage');
    expect([page.low, page.high]).toEqual([
      parameters.sourceCpuPerPage.value / 5,
      parameters.sourceCpuPerPage.value * 5,
    ]);
    expect(unknown('parameters.sourceCpuPerPage')).toMatchObject({ low: page.low });
    expect(unknown('linkEfficiency').high).toBe(100);
    expect(unknown('vm.workload.rate')).toMatchObject({ low: 200, high: 5000, start: 1000 });
    expect(unknown('vm.workload.rate=50 pages/s..900 pages/s')).toMatchObject({ start: 900 });
  });

  it.each<[string, string]>([
    ['sourceCpuPerPag', 'no parameter of the machine, and unknown path `sourceCpuPerPag`'],
    ['sourceCpuPerPag', 'did you mean `sourceCpuPerPage`?'],
    ['hostCpus', 'a count is not searched'],
    ['vm.weight', 'the scenario does not set `guests.vm.weight`'],
    ['vm.host', 'not a number with a unit'],
    ['linkRate=1 GiB..2 GiB', '`1 GiB` has the unknown unit `GiB`'],
    ['linkRate=2 Gbit/s..1 Gbit/s', 'a range has two ends, the lower one first'],
    ['linkRate=2 Gbit/s', 'a range has two ends'],
    ['teardownWait=0 s', 'a range has two ends'],
  ])('%s is refused', (written, message) => {
    expect(() => unknown(written)).toThrow(message);
  });

  it('has a place for every value, and a text that the scenario takes', () => {
    const all = [
      'sourceCpuPerPage',
      'linkRate',
      'sendBuffer',
      'vm.workload.workingSet',
      'vm.memory',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (name, at) => {
          const one = unknown(name);
          expect(placeOf(one, valueAt(one, at))).toBeCloseTo(at, 9);
          const path = one.path.join('.');
          const value = JSON.stringify(textAt(one, at));
          if (name !== 'vm.workload.workingSet') template.with([{ path, value }]);
        },
      ),
    );
  });
});

describe('what goes together is checked before anything runs', () => {
  const never = async (): Promise<never> => {
    throw new Error('it ran');
  };
  const data = [table('source.dom0.cap,totalSeconds\n20,3\n40,2\n')];
  const ask = (fit: string[], more = {}) =>
    calibrate(options({ fit, data, runScenarios: never, ...more }));

  it.each<[string[], string]>([
    [['linkRate', 'linkRate'], '--fit linkRate: `linkRate` sets `parameters.linkRate` as well'],
    [['source.dom0.cap'], '--fit source.dom0.cap: the measurements set `source.dom0.cap`'],
    [['vm.memory=1 MiB..64 MiB'], 'points.csv:2: --set guests.vm.memory: '],
    [['linkRate', 'sourceCpuPerPage', 'activateWait'], '2 measured values cannot determine 3'],
  ])('%j', async (fit, message) => {
    await expect(ask(fit)).rejects.toThrow(message);
  });

  it('and that something is measured that is compared', async () => {
    const weights = readWeights(['downtimeSeconds'], []);
    await expect(ask(['linkRate'], { weights })).rejects.toThrow(
      'points.csv: no row has anything to compare with (compared are `downtimeSeconds`; ' +
        'measured is `totalSeconds`)',
    );
  });
});

describe('weights and shares', () => {
  it('choose quantities, in their order', () => {
    expect([...readWeights([], ['rounds=0.5', 'bytesSent=0']).keys()]).not.toContain('bytesSent');
    expect([...readWeights(['pagesSent'], ['totalSeconds=2'])]).toEqual([
      ['totalSeconds', 2],
      ['pagesSent', 1],
    ]);
    expect([...readWeights(['sourceSeconds'], ['pagesDue=3'])]).toEqual([
      ['totalSeconds', 1],
      ['pagesSent', 3],
    ]);
    expect(() => readWeights(['totalSecond'], ['pagesSent=much'])).toThrow(
      '--quantity totalSecond: no such quantity to compare: `totalSecond` (did you mean ' +
        '`totalSeconds`?)\n--weight pagesSent=much: not a valid weight: `much`',
    );
  });

  it('hold out whole settings, never none and never all', () => {
    const points = ['a', 'b', 'c', 'd'].flatMap((value) => [1, 2].map(() => value));
    const settings = settingsOf(
      points.map((value) => ({ where: '', settings: [{ path: 'x', value }], measured: {} })),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.string(),
        (share, seed) => {
          const { fitted, heldOut } = splitSettings(settings, share, seed);
          expect(fitted.length + heldOut.length).toBe(4);
          expect(Math.min(fitted.length, heldOut.length)).toBeGreaterThan(0);
          expect(fitted.filter((one) => heldOut.includes(one))).toEqual([]);
        },
      ),
    );
    expect(() => splitSettings(settings.slice(0, 1), 0.5, '1')).toThrow('only one setting');
    expect(readShare('25 %')).toBe(0.25);
    expect(() => readShare('100 %')).toThrow('some must be held out and some fitted');
    expect(() => readShare('0.25')).toThrow('--hold-out 0.25: `0.25` has no unit');
  });
});
