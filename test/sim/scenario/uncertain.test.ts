/** Values that a file gives as a range or a distribution: read, checked, drawn. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { RandomStream } from '../../../sim/engine/kernel/random.ts';
import { replicated } from '../../../sim/scenario/load.ts';
import { withSetting } from '../../../sim/scenario/settings.ts';
import { draw, isSpread, readSpread, type Spread, showIn } from '../../../sim/scenario/spread.ts';
import { drawn } from '../../../sim/scenario/uncertain.ts';
import { readQuantity } from '../../../sim/text/quantity.ts';
import { FULL, LEAST, load, mistakesOf } from './support.ts';

function spreadOf(text: string): Spread {
  const spread = readSpread(text);
  if ('message' in spread) throw new Error(spread.message);
  return spread;
}

const many = (text: string, count = 4000): number[] => {
  const stream = new RandomStream(`test/${text}`);
  return Array.from({ length: count }, () => draw(spreadOf(text), stream)).sort((a, b) => a - b);
};

/** Quantiles of the distribution by its closed form: mean, and shares below some values. */
test.each<[string, number, number]>([
  ['10 us..16 us', 11_500, 0.25],
  ['10 us..40 us log', 20_000, 0.5],
  ['1 ms..2 ms..7 ms', 2e6, 0.5],
  ['1 ms..2 ms..7 ms', 4.5e6, 0.75],
  ['1 ms..2 ms..8 ms log', 4e6, 0.75],
  ['12 us +- 1 us', 11_000, 0.1587],
  ['3..6', 3, 0.25],
])('%s: up to %d lies the part %d', (text, value, part) => {
  const values = many(text);
  const { from, to } = spreadOf(text);
  expect(values[0]).toBeGreaterThanOrEqual(from);
  expect(values.at(-1)).toBeLessThanOrEqual(to);
  const below = values.filter((each) => each <= value).length / values.length;
  expect(Math.abs(below - part)).toBeLessThan(0.025);
});

test('what is drawn reads back as the same number', () => {
  const amount = fc.integer({ min: 1, max: 1e6 });
  const units = fc.constantFrom('us', 'MiB', 'Mbit/s', 'pages/s', '%', '');
  fc.assert(
    fc.property(amount, amount, units, fc.string(), (a, b, unit, label) => {
      fc.pre(a !== b);
      const spread = spreadOf(`${Math.min(a, b)} ${unit}..${Math.max(a, b)} ${unit}`);
      const value = draw(spread, new RandomStream(label));
      const reading = readQuantity(showIn(spread, value), spread.unit, { fraction: true });
      expect(reading).toMatchObject({ ok: true, value });
    }),
  );
});

describe('what is no spread', () => {
  it.each(['12 us', 'a..b', 'two..three', '../mine.mjs', '1.5 GiB'])('%s', (text) => {
    expect(isSpread(text)).toBe(false);
  });

  it.each([
    ['16 us..10 us', 'not above'],
    ['10 us..16 MiB', 'not a range'],
    ['10 us..20 us..16 us', 'do not go up'],
    ['1 us..2 us..3 us..4 us', 'not a range'],
    ['0 us..16 us log', 'no factor'],
    ['2 us +- 1 us', 'below 0'],
    ['2 us +- 0 us', 'is 0'],
  ])('%s', (text, message) => {
    const at = `--set parameters.sourceCpuPerPage`;
    const set = [{ path: 'parameters.sourceCpuPerPage', value: text }];
    const [first = ''] = mistakesOf(() => load(LEAST, { set }));
    expect(first).toContain(at);
    expect(first).toContain(message);
  });
});

const set = (...pairs: [string, string][]) => pairs.map(([path, value]) => ({ path, value }));

test('an end that the file cannot have is refused where it is written', () => {
  const over = set(['vm.workload.workingSet', '512 MiB..2 GiB']);
  expect(mistakesOf(() => load(FULL, { set: over })).join()).toMatch(/vm\.workload.*memory/u);
  const together = set(['vm.workload.workingSet', '1 MiB..9 MiB'], ['vm.memory', '8 MiB..1 GiB']);
  expect(mistakesOf(() => load(FULL, { set: together })).join()).toMatch(/vm\.workload.*memory/u);
  const fidelity = set(['parameters.hostCpus', '4..x']);
  expect(mistakesOf(() => load(FULL, { set: fidelity }))).toHaveLength(1);
});

const RATE: [string, string] = ['vm.workload.rate', '1000 pages/s..2000 pages/s'];
const COST: [string, string] = ['parameters.sourceCpuPerPage', '10 us..20 us..40 us log'];

test('a draw depends on seed and path: one more value shifts no other', () => {
  const one = load(FULL, { set: set(RATE) }).scenario;
  const both = load(FULL, { set: set(COST, RATE) }).scenario;
  const [first] = drawn(one).values;
  expect(drawn(both).values).toContainEqual(first);
  expect(first?.path).toBe('guests.vm.workload.rate');
  expect(drawn(one)).toEqual(drawn(one));
  const others = [2, 3, 4].map((run) => drawn(replicated(one, run)).values[0]?.value);
  expect(new Set([first?.value, ...others]).size).toBe(4);
});

test('a group has one value', () => {
  const text = LEAST.replace('memory:', 'count: 2, workload: WORK, memory:').replace(
    'WORK',
    '{kind: write, rate: 100 pages/s..200 pages/s, workingSet: 4 MiB}',
  );
  const { scenario } = drawn(load(text, {}).scenario);
  const rates = Object.values(scenario.guests).map(({ workload }) => workload);
  expect(rates).toHaveLength(2);
  expect(rates[0]).toEqual(rates[1]);
});

test('a value that is set in the data is not drawn', () => {
  const { scenario } = load(FULL, { set: set(['source.dom0.cap', '20 %..60 %'], RATE) });
  const capped = withSetting(scenario, 'dom0-cap', { name: 'source', value: 40 });
  const { scenario: made, values } = drawn(capped);
  expect(values.map(({ path }) => path)).toEqual(['guests.vm.workload.rate']);
  expect(made.hosts.source?.dom0.capPercent).toBe(40);
});
