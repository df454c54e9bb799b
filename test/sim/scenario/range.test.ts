/** Ranges, Latin hypercubes and the rule for replications in a sweep block. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readRange } from '../../../sim/scenario/range.ts';
import { readQuantity } from '../../../sim/text/quantity.ts';
import { expand, LEAST, load, mistakesOf } from './support.ts';

const sweep = (rest: string): string => `${LEAST}sweep: {${rest}}\n`;

function values(raw: Record<string, unknown>): readonly (string | number)[] {
  const range = readRange(raw);
  if (range === undefined || 'message' in range) throw new Error(JSON.stringify(range));
  return range.values ?? [];
}

test.each<[Record<string, unknown>, (string | number)[]]>([
  [{ from: '10 %', to: '50 %', by: '20 %' }, ['10 %', '30 %', '50 %']],
  [{ from: '10 %', to: '55 %', by: '20 %' }, ['10 %', '30 %', '50 %']],
  [{ from: '12.5 %', to: '13 %', by: '0.25 %' }, ['12.5 %', '12.75 %', '13 %']],
  [{ from: 1, to: 256, count: 3, scale: 'log' }, [1, 16, 256]],
  [{ from: '256 MiB', to: '4 GiB', count: 3 }, ['256 MiB', '2176 MiB', '4096 MiB']],
  [{ from: '0.5 GiB', to: '2 GiB', count: 3, scale: 'log' }, ['0.5 GiB', '1 GiB', '2 GiB']],
  [{ from: '10 us', to: '1 ms', count: 3, scale: 'log' }, ['10 us', '100 us', '1000 us']],
  [{ from: '1 min', to: '2 min', by: '20 s' }, ['60 s', '80 s', '100 s', '120 s']],
  [{ from: '0 pages/s', to: '3 pages/s', count: 3 }, ['0 pages/s', '1.5 pages/s', '3 pages/s']],
  [{ from: '1 %', to: '3 %', count: 3 }, ['1 %', '2 %', '3 %']],
])('%j', (raw, expected) => {
  expect(values(raw)).toEqual(expected);
});

test('values lie within their ends, go up, and read back as whole pages', () => {
  const pages = fc.integer({ min: 1, max: 2 ** 34 });
  fc.assert(
    fc.property(
      pages,
      pages,
      fc.integer({ min: 2, max: 40 }),
      fc.boolean(),
      (a, b, count, isLog) => {
        fc.pre(a !== b);
        const [from, to] = a < b ? [a, b] : [b, a];
        const scale = isLog ? 'log' : 'linear';
        const ends = { from: `${from * 4} KiB`, to: `${to * 4} KiB` };
        fc.pre((to - from) * 4 > count ** 2 && from * 4 > count ** 2);
        const bytes = values({ ...ends, count, scale }).map((value) => {
          const reading = readQuantity(value, 'bytes');
          return reading.ok ? reading.value : Number.NaN;
        });
        expect(bytes[0]).toBe(from * 4096);
        expect(bytes.at(-1)).toBe(to * 4096);
        for (const [index, value] of bytes.entries()) {
          expect(value % 4096).toBe(0);
          if (index > 0) expect(value).toBeGreaterThan(bytes[index - 1] as number);
        }
      },
    ),
  );
});

test.each<[string, string, string]>([
  [
    'no quantities',
    'axes: {a.dom0.cap: {from: 10 %, to: 1 s, by: 1 %}}',
    'are no quantities of one kind',
  ],
  ['downwards', 'axes: {a.dom0.cap: {from: 90 %, to: 10 %, by: 1 %}}', 'a range goes up'],
  [
    'from nothing by factors',
    'axes: {vm.weight: {from: 0, to: 10, count: 3, scale: log}}',
    'no factor leads up from 0',
  ],
  ['steps on a log scale', 'axes: {vm.weight: {from: 1, to: 9, by: 2, scale: log}}', 'a step adds'],
  ['both ways', 'axes: {vm.weight: {from: 1, to: 9, by: 2, count: 3}}', '`by` and `count` both'],
  ['no way', 'axes: {vm.weight: {from: 1, to: 9}}', 'the range does not say how many values'],
  ['a step of nothing', 'axes: {vm.weight: {from: 1, to: 9, by: 0}}', '`0` is not a step'],
  [
    'too many steps',
    'axes: {vm.memory: {from: 4 MiB, to: 4 GiB, by: 4 KiB}}',
    'has 1047553 values',
  ],
  [
    'more values than there are',
    'axes: {a.dom0.cap: {from: 1 %, to: 3 %, count: 9}}',
    'rounded, 3 of them differ',
  ],
  ['a mistyped key', 'axes: {vm.weight: {from: 1, too: 9, count: 2}}', 'did you mean `to`?'],
  [
    'a value the path cannot have',
    'axes: {vm.weight: {from: 1, to: 70000, count: 2}}',
    'from 1 to 65535',
  ],
  [
    'a count beside a sample',
    'axes: {vm.weight: {from: 1, to: 9, count: 2}}, latinHypercube: {points: 4}',
    'have no place beside `latinHypercube`',
  ],
  ['both rules', 'replications: 3, until: {halfWidth: 1 %}', '`replications` and `until` both say'],
  [
    'bounds the wrong way',
    'until: {halfWidth: 1 %, minimum: 9, maximum: 4}',
    '`minimum` is above `maximum`',
  ],
  [
    'an unknown quantity',
    'until: {halfWidth: 1 %, quantity: totalSecond}',
    'did you mean `totalSeconds`?',
  ],
])('%s: told', (_, rest, expected) => {
  expect(mistakesOf(() => load(sweep(rest))).join('\n')).toContain(expected);
});

test('a case may be named `from`', () => {
  const text = sweep('axes: {load: {from: {vm.weight: 1}, to: {vm.weight: 2}}}');
  expect(expand(text).map(({ parameters }) => parameters.load)).toEqual(['from', 'to']);
});

test('only `sweep` makes as many runs as a rule asks for', () => {
  const text = sweep('until: {halfWidth: 1 %}');
  expect(load(text).runs).toBe(100);
  expect(mistakesOf(() => expand(text))).toEqual([
    'x.yaml: this command makes a fixed number of runs and does not look at `until` ' +
      '(`precopy sweep` does)',
  ]);
});

describe('a Latin hypercube', () => {
  const axes =
    'axes: {vm.weight: {from: 1, to: 1001}, a.dom0.cap: [10 %, 20 %], ' +
    'b.dom0.weight: {from: 1, to: 1000, scale: log}}';
  const points = (count: number, rest = axes) =>
    expand(sweep(`${rest}, latinHypercube: {points: ${count}}`));

  it('meets every part of every axis once', () => {
    const strata = points(100).map(({ parameters }) => {
      return Math.floor((Number(parameters['vm.weight']) - 1) / 10 - 1e-9);
    });
    // Values are whole, so that one may fall on the next part's edge.
    expect(new Set(strata).size).toBeGreaterThan(90);
    const decades = points(99).map(({ scenario }) => Number(scenario.hosts.b?.dom0.weight));
    for (const from of [1, 10, 100]) {
      const inside = decades.filter((weight) => weight >= from && weight < 10 * from).length;
      expect(Math.abs(inside - 33)).toBeLessThanOrEqual(4);
    }
  });

  it('spreads lists evenly', () => {
    const caps = points(10).map(({ parameters }) => parameters['a.dom0.cap']);
    expect(caps.filter((cap) => cap === '10 %')).toHaveLength(5);
  });

  it('names the values of a point that cannot be', () => {
    const both = 'vm.memory: {from: 16 MiB, to: 20 MiB}, a.dom0.weight: {from: 1, to: 9}';
    const writer = ', workload: {kind: write, rate: 1 pages/s, workingSet: 1 MiB}}';
    const writes = 'vm.workload.workingSet: {from: 1 MiB, to: 32 MiB}';
    const text = sweep(`axes: {${writes}, ${both}}, latinHypercube: {points: 6}`);
    const mistakes = mistakesOf(() => load(text.replace('1 GiB}', `1 GiB${writer}`)));
    expect(mistakes[0]).toMatch(
      /\(in the sample with vm\.workload.* [\d.]+ MiB, vm\.memory [\d.]+ MiB, a.dom0.weight \d\)$/,
    );
    // Of single values that cannot go together, no point of the sample need have both.
    const rare = text.replace('to: 32 MiB', 'to: 16 MiB').replace('1 GiB}', `1 GiB${writer}`);
    expect(load(rare).runs).toBe(6);
  });

  it('is the same each time, another with another seed, and no axis moves another', () => {
    const weights = (all: ReturnType<typeof points>) =>
      all.map(({ scenario }) => scenario.guests.vm?.weight);
    const alone = 'axes: {vm.weight: {from: 1, to: 1001}}';
    expect(weights(points(20))).toEqual(weights(points(20)));
    expect(weights(points(20, alone))).toEqual(weights(points(20)));
    const text = sweep(`${axes}, latinHypercube: {points: 20}`);
    expect(weights(expand(text, { seed: '2' }))).not.toEqual(weights(points(20)));
  });
});
